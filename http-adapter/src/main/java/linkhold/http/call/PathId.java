package linkhold.http.call;

import io.helidon.webserver.http.ServerRequest;
import java.util.OptionalLong;

/** Numbers that things are spoken of by. What cannot be one is no fault, only nothing's number. */
public final class PathId {

  /** Ids of more digits, if they ever came to be, would be no whole numbers in JavaScript. */
  private static final int MAX_DIGITS = 16;

  private PathId() {}

  /** The id in the path of {@code request}. */
  public static OptionalLong of(ServerRequest request) {
    return parse(request.path().pathParameters().get("id"));
  }

  /** The id that {@code text} is. */
  public static OptionalLong parse(String text) {
    boolean possible =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.charAt(0) != '0'
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return possible ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
