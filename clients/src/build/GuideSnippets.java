import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes sources of the Kotlin in the guide for apps, which are compiled and run by a test. */
public final class GuideSnippets {

  private static final Pattern BLOCK =
      Pattern.compile("^```kotlin\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  /** What the guide leaves out: the activity around what it shows of one. */
  private static final String ACTIVITY =
      """
      package linkhold.guide

      import android.content.Intent
      import org.json.JSONObject

      class ShareActivity(private val intent: Intent, private val linkhold: Linkhold) {
          var isFinished = false
              private set

          private fun finish() {
              isFinished = true
          }

          fun receive() {
      %s
          }
      }
      """;

  private GuideSnippets() {}

  /** Reads the page that is the first argument, and writes into the folder that is the second. */
  public static void main(String[] arguments) throws IOException {
    String page = Files.readString(Path.of(arguments[0]));
    List<String> blocks =
        BLOCK.matcher(page).results().map((MatchResult block) -> block.group(1)).toList();
    if (blocks.size() != 2) {
      throw new IllegalStateException("Not the client and the activity, but " + blocks.size());
    }
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    Files.writeString(
        folder.resolve("Linkhold.kt"), "package linkhold.guide\n\n" + blocks.getFirst());
    Files.writeString(
        folder.resolve("ShareActivity.kt"), ACTIVITY.formatted(blocks.getLast().indent(8)));
  }
}
