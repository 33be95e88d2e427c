package linkhold.http.call;

import java.util.List;

/**
 * How a family of paths talks to its clients, where APIs differ: the authorization schemes that it
 * accepts, and the form of its errors.
 */
public interface Dialect {

  /** Linkhold's own: bearer tokens (RFC 6750) and problem details (RFC 9457). */
  Dialect LINKHOLD =
      new Dialect() {
        @Override
        public List<String> authorizationSchemes() {
          return List.of("Bearer");
        }

        @Override
        public Response error(Problem problem, String path) {
          return Response.of(problem.type().status(), problem.headers(), problem.json());
        }
      };

  /** The schemes before a token in {@code Authorization}, compared without case. */
  List<String> authorizationSchemes();

  /** The response to a request for {@code path} that failed. */
  Response error(Problem problem, String path);
}
