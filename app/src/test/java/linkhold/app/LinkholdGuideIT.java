package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import android.content.Intent;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.guide.Linkhold;
import linkhold.guide.ShareActivity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in the guide for apps: its Kotlin runs against the packaged program. */
final class LinkholdGuideIT {

  private static final Path DOCS = Path.of("..", "docs");

  private static final Pattern SWIFT =
      Pattern.compile("^```swift\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern CALL =
      Pattern.compile("\\blinkhold\\.(\\w+)\\((?:Draft\\((\\w+):)?");

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static RunningLinkhold server;

  @BeforeAll
  static void start() throws Exception {
    server = RunningLinkhold.serve(DATABASES.top(), DATABASES.blank());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Linkhold client(@Nullable String token) {
    return new Linkhold(server.address().toString(), token);
  }

  @Test
  void theKotlinClientSavesAndLists() {
    Linkhold linkhold = client(null);
    String saved = linkhold.save("{\"url\": \"https://example.com/guide\"}");
    assertTrue(saved.contains("\"https://example.com/guide\""), saved);
    String listed = linkhold.list(null);
    assertTrue(listed.contains("\"https://example.com/guide\""), listed);
    assertThrows(IllegalStateException.class, () -> linkhold.save("{}"));
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> client("lh_none").list("x"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("\"status\""), refusal::toString);
  }

  @Test
  void theActivityOnAndroidSavesWhatIsShared() {
    Linkhold linkhold = client(null);
    ShareActivity activity =
        new ShareActivity(
            new Intent(
                Map.of(
                    Intent.EXTRA_TEXT, "Recipe: https://cook.example/1 via @someone",
                    Intent.EXTRA_SUBJECT, "Soup")),
            linkhold);
    activity.receive();
    assertFalse(activity.isFinished());
    String listed = linkhold.list(null);
    assertTrue(listed.contains("\"https://cook.example/1\""), listed);
    assertTrue(listed.contains("\"Soup\""), listed);

    ShareActivity empty = new ShareActivity(new Intent(Map.of()), linkhold);
    empty.receive();
    assertTrue(empty.isFinished());
  }

  /** Without a compiler, this at least checks that the client has what the extension calls. */
  @Test
  void theExtensionOnIosCallsWhatTheClientHas() throws IOException {
    List<String> swift = swift();
    assertEquals(2, swift.size());
    Set<String> calls = new TreeSet<>();
    Matcher call = CALL.matcher(swift.getLast());
    while (call.find()) {
      assertTrue(swift.getFirst().contains("    func " + call.group(1) + "("), call.group());
      calls.add(call.group(1) + " " + call.group(2));
      assertTrue(swift.getFirst().contains("    var " + call.group(2) + ": "), call.group());
    }
    assertEquals(Set.of("save text", "save url"), calls);
  }

  @Test
  void theSwiftIsSwift() throws Exception {
    assumeTrue(hasSwift(), "There is no Swift compiler here, so the Swift was not parsed");
    Path folder = Files.createTempDirectory(DATABASES.top(), "swift");
    List<String> swift = swift();
    Files.writeString(folder.resolve("Client.swift"), swift.getFirst());
    Files.writeString(
        folder.resolve("Extension.swift"),
        "func share() async throws {\n" + swift.getLast() + "}\n");
    for (String file : List.of("Client.swift", "Extension.swift")) {
      Process compiler =
          new ProcessBuilder("swiftc", "-parse", folder.resolve(file).toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      assertEquals(0, compiler.waitFor(), file + ": " + Files.readString(folder.resolve("output")));
    }
  }

  private static List<String> swift() throws IOException {
    return SWIFT
        .matcher(Files.readString(DOCS.resolve("api.md")))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static boolean hasSwift() throws InterruptedException {
    try {
      return new ProcessBuilder("swiftc", "--version")
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
