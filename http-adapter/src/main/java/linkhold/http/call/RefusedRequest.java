package linkhold.http.call;

import io.helidon.http.Header;
import java.util.List;

/** Thrown when a request cannot be served and the domain was not called. Has no stack trace. */
public final class RefusedRequest extends RuntimeException {

  private final transient Problem problem;
  private final transient List<Header> headers;

  /**
   * A refusal.
   *
   * @param type which kind
   * @param detail what is wrong and what would be accepted, one or two plain sentences
   * @param headers of the response, besides the usual ones
   */
  public RefusedRequest(ProblemType type, String detail, Header... headers) {
    super(detail, null, false, false);
    this.problem = new Problem(type, detail);
    this.headers = List.of(headers);
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }

  /** The headers of the response, besides the usual ones. */
  public List<Header> headers() {
    return headers;
  }
}
