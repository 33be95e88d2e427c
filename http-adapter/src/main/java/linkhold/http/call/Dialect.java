package linkhold.http.call;

import java.util.List;

/**
 * What differs between the APIs that the server speaks: the authorization schemes that are
 * accepted, and the form of errors.
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
