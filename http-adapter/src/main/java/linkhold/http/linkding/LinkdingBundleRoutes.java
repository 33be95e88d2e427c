package linkhold.http.linkding;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.Bundle;
import linkhold.domain.BundleFields;
import linkhold.domain.BundleStore;
import linkhold.domain.NotFoundException;
import linkhold.http.access.Access;
import linkhold.http.call.PathId;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.http.server.Forwarding;

/** Bundles: filters that are saved under a name. */
public final class LinkdingBundleRoutes {

  private static final String BUNDLES = "/api/bundles";

  private final Access access;
  private final BundleStore bundles;
  private final LinkdingBody body;
  private final Forwarding forwarding;

  public LinkdingBundleRoutes(
      Access access, BundleStore bundles, LinkdingBody body, Forwarding forwarding) {
    this.access = access;
    this.bundles = bundles;
    this.body = body;
    this.forwarding = forwarding;
  }

  public List<Resource> resources() {
    return List.of(
        LinkdingDialect.at(BUNDLES + "[/]").get(this::list).post(this::add),
        LinkdingDialect.at(BUNDLES + "/{id}[/]")
            .get(this::find)
            .put(request -> update(request, true))
            .patch(request -> update(request, false))
            .delete(this::remove));
  }

  private Response list(ServerRequest request) {
    List<Bundle> all = bundles.list(access.account(request));
    return LinkdingPaging.of(request, forwarding)
        .answer(all, bundle -> json -> LinkdingBundleJson.write(json, bundle));
  }

  /** A bundle without an order is added last. */
  private Response add(ServerRequest request) {
    AccountId account = access.account(request);
    LinkdingInput input = body.read(request);
    int last =
        bundles.list(account).stream().mapToInt(bundle -> bundle.fields().order()).max().orElse(-1);
    BundleFields defaults =
        LinkdingBundleJson.defaults(last == Integer.MAX_VALUE ? last : last + 1);
    return answer(
        Status.CREATED_201, bundles.add(account, LinkdingBundleJson.change(input, defaults, true)));
  }

  private Response find(ServerRequest request) {
    Bundle bundle =
        bundles.find(access.account(request), id(request)).orElseThrow(NotFoundException::bundle);
    return answer(Status.OK_200, bundle);
  }

  private Response update(ServerRequest request, boolean whole) {
    AccountId account = access.account(request);
    long id = id(request);
    LinkdingInput input = body.read(request);
    return answer(
        Status.OK_200,
        bundles.update(account, id, there -> LinkdingBundleJson.change(input, there, whole)));
  }

  private Response remove(ServerRequest request) {
    bundles.remove(access.account(request), id(request));
    return Response.PRIVATE_NO_CONTENT;
  }

  private static long id(ServerRequest request) {
    return PathId.of(request).orElseThrow(NotFoundException::bundle);
  }

  private static Response answer(Status status, Bundle bundle) {
    return Response.privateJson(status, json -> LinkdingBundleJson.write(json, bundle));
  }
}
