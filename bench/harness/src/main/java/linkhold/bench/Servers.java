package linkhold.bench;

import java.util.ArrayList;
import java.util.List;

/** Servers that end together. */
final class Servers implements AutoCloseable {

  private final List<ServerProcess> servers = new ArrayList<>();

  ServerProcess add(ServerProcess server) {
    servers.add(server);
    return server;
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
  }
}
