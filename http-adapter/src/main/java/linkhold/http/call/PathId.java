package linkhold.http.call;

import io.helidon.webserver.http.ServerRequest;
import java.util.OptionalLong;

/** Ids in paths. Text that is not a number is the id of nothing (404), not a bad request. */
public final class PathId {

  /** JavaScript has no exact integers of more digits. */
  private static final int MAX_DIGITS = 16;

  private PathId() {}

  /** The id in the path of {@code request}; empty when there is none. */
  public static OptionalLong of(ServerRequest request) {
    return parse(request.path().pathParameters().get("id"));
  }

  /** The id that {@code text} writes; empty when it writes none. */
  public static OptionalLong parse(String text) {
    boolean possible =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.charAt(0) != '0'
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return possible ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
