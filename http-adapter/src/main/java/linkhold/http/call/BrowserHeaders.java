package linkhold.http.call;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.List;

/** Security headers of every response: browsers neither run, frame nor sniff its content. */
public final class BrowserHeaders {

  /** The headers; a response that has one of them already keeps its own. */
  public static final List<Header> ALL =
      List.of(
          header("X-Content-Type-Options", "nosniff"),
          header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          header("Referrer-Policy", "no-referrer"),
          header("Cross-Origin-Resource-Policy", "same-origin"),
          header("X-Frame-Options", "DENY"));

  private BrowserHeaders() {}

  private static Header header(String name, String value) {
    return HeaderValues.createCached(HeaderNames.create(name), value);
  }
}
