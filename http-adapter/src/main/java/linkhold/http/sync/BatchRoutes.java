package linkhold.http.sync;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.concurrent.Semaphore;
import linkhold.domain.AccountId;
import linkhold.domain.BatchResult;
import linkhold.domain.Operation;
import linkhold.domain.OperationFailedException;
import linkhold.domain.SyncStore;
import linkhold.http.access.Access;
import linkhold.http.call.Accept;
import linkhold.http.call.JsonBody;
import linkhold.http.call.Prefer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonObject;

/** Applying many operations to links in one transaction. */
public final class BatchRoutes {

  /** Bodies up to this size are not limited in number. */
  private static final long SMALL_BYTES = 256 * 1024;

  /** The number of larger ones processed at once, so that they fit into memory together. */
  private static final int LARGE_AT_ONCE = 4;

  private final Access access;
  private final SyncStore sync;
  private final JsonBody body;
  private final Semaphore large = new Semaphore(LARGE_AT_ONCE);

  public BatchRoutes(Access access, SyncStore sync, JsonBody body) {
    this.access = access;
    this.sync = sync;
    this.body = body;
  }

  public List<Resource> resources() {
    return List.of(Resource.at("/v1/batch").post(this::apply));
  }

  private Response apply(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    if (request.headers().contentLength().orElse(Long.MAX_VALUE) <= SMALL_BYTES) {
      return apply(request, account);
    }
    if (!large.tryAcquire()) {
      throw new RefusedRequest(
          ProblemType.UNAVAILABLE, "The server is working on as many large batches as it can.");
    }
    try {
      return apply(request, account);
    } finally {
      large.release();
    }
  }

  private Response apply(ServerRequest request, AccountId account) {
    JsonObject json = body.read(request);
    List<Operation> operations = json.valid(BatchJson.operations(json, Prefer.isLenient(request)));
    BatchResult result = apply(account, operations);
    return Prefer.applied(
        request, Response.privateJson(Status.OK_200, out -> BatchJson.write(out, result)));
  }

  private BatchResult apply(AccountId account, List<Operation> operations) {
    try {
      return sync.apply(account, operations);
    } catch (OperationFailedException e) {
      throw BatchJson.located(e, operations);
    }
  }
}
