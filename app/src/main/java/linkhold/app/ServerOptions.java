package linkhold.app;

import picocli.CommandLine.Option;

/** The flags that say how to serve, beside which database. */
final class ServerOptions extends DatabaseOptions {

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "address to listen on (default: 127.0.0.1)")
  void setHost(String value) {
    set(Setting.HOST, value);
  }

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "port to listen on; 0 picks a free one (default: 8080)")
  void setPort(String value) {
    set(Setting.PORT, value);
  }

  @Option(
      names = "--auth",
      paramLabel = "open|token",
      description = "who may call (default: open, on loopback only)")
  void setAuth(String value) {
    set(Setting.AUTH, value);
  }

  @Option(
      names = "--cors-origins",
      paramLabel = "ORIGINS",
      description =
          "origins whose web pages may call, such as https://app.example, separated by commas; or *"
              + " for any (default: none; needs --auth token)")
  void setCorsOrigins(String value) {
    set(Setting.CORS_ORIGINS, value);
  }
}
