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
 * Serves one resource: as many requests at once as allowed, bodies that are small enough, callers
 * who may.
 */
record ResourceHandler(Resource resource, Gates gates) implements Handler {

  /**
   * What every request passes before its resource answers, in this order.
   *
   * @param guard refuses requests that may not come at all; not asked about probes and the page. It
   *     comes first, since it may wait for the system, and whoever waits should not count as being
   *     served
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
      permit.close(); // such answers have a limit of their own
      Exchange exchange = Exchange.current();
      if (exchange != null) {
        exchange.endless();
      }
    }
    answer.send(request, response);
  }
}
