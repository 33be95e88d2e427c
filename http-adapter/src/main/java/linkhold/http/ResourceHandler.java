package linkhold.http;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Consumer;
import linkhold.domain.Scope;
import linkhold.http.access.Access;
import linkhold.http.call.Exchange;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.http.server.BodyLimit;
import linkhold.http.server.ConcurrencyLimit;
import linkhold.http.server.ConcurrencyLimit.Permit;

/**
 * Serves one resource, within the limits of concurrent requests and body size, to callers with
 * permission.
 */
record ResourceHandler(Resource resource, Gates gates) implements Handler {

  /**
   * The checks that every request passes before its resource answers, in this order.
   *
   * @param guard refuses requests that open mode does not allow; not applied to probes and the
   *     page. It is first, since it may wait for the operating system, and a waiting request should
   *     not hold a permit
   */
  record Gates(
      Consumer<ServerRequest> guard,
      ConcurrencyLimit concurrency,
      BodyLimit bodies,
      Access access) {}

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Exchange exchange = Exchange.current();
    if (exchange != null) {
      exchange.route(resource.path());
    }
    if (!resource.isUnguarded()) {
      gates.guard.accept(request);
    }
    try (Permit permit = resource.isForProbes() ? Permit.FREE : gates.concurrency.acquire()) {
      gates.bodies.check(request, resource);
      Optional<Scope> needed = resource.neededScope(request.prologue().method());
      boolean anonymous = resource.isForAnonymousToo() && gates.access.isAnonymous(request);
      if (needed.isPresent() && !anonymous) {
        gates.access.admit(
            request,
            response,
            resource.dialect(),
            needed.get(),
            () -> answer(request, response, permit));
      } else {
        answer(request, response, permit);
      }
    }
  }

  private void answer(ServerRequest request, ServerResponse response, Permit permit) {
    Response answer = resource.answer(request);
    if (answer.isEndless()) {
      permit.close(); // streams of events have a limit of their own
      Exchange exchange = Exchange.current();
      if (exchange != null) {
        exchange.endless();
      }
    }
    answer.send(request, response);
  }
}
