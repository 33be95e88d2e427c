package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import linkhold.app.RunningLinkhold.Run;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program's imports and exports, beside a server that runs on the same data. */
final class LinkholdTransferIT {

  /** The profile "large" asks for more. */
  private static final int MANY = Boolean.getBoolean("linkhold.test.large") ? 100_000 : 10_000;

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static Path directory = Path.of("");
  private static RunningLinkhold server;
  private static String original = "";

  @BeforeAll
  static void start() throws Exception {
    directory = DATABASES.blank();
    server = RunningLinkhold.serve(DATABASES.top(), directory);
    original = original();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aBrowsersFileIsImportedForTheRunningServer() throws Exception {
    Path file =
        write(
            "bookmarks.html",
            """
            <!DOCTYPE NETSCAPE-Bookmark-file-1>
            <DL><p>
                <DT><H3>Recipes</H3>
                <DL><p>
                    <DT><A HREF="https://soup.example/" ADD_DATE="1700000000">Soup</A>
                    <DT><A HREF="javascript:alert(1)">Bookmarklet</A>
                </DL><p>
            </DL><p>
            """);
    Run run = run("import", file.toString());
    assertEquals(0, run.exitCode(), run.errors());
    assertEquals("", run.output());
    assertTrue(run.errors().contains("Left out: line 6 (javascript:alert(1)): "), run.errors());
    assertTrue(
        run.errors().endsWith("1 created, 0 merged, 0 unchanged, 0 restored, 1 left out.\n"),
        run.errors());
    assertTrue(server.list().contains("https://soup.example/"));
    String link = server.get("/v1/links/lookup?url=https://soup.example/").body();
    assertTrue(link.contains("\"tags\":[\"Recipes\"]") && link.contains("2023-11-14T"), link);

    Run again = run("import", file.toString());
    assertTrue(again.errors().contains("0 created, 0 merged, 1 unchanged"), again.errors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "html", "csv"})
  void anExportIsImportedIntoAnotherAccountWithoutLoss(String format) throws Exception {
    run("account", "add", "to-" + format);
    Path file = DATABASES.top().resolve("exported-" + format);
    Run exported = run("export", "--format", format, "--account", "from", "-o", file.toString());
    assertEquals(0, exported.exitCode(), exported.errors());
    Run imported = run("import", file.toString(), "--account", "to-" + format);
    assertTrue(imported.errors().contains("2 created"), imported.errors());
    assertEquals(original, said("to-" + format));
    assertFalse(Files.exists(file.resolveSibling(file.getFileName() + ".part")));
  }

  /** An account with all that a link can have; what is said of it. */
  private static String original() throws Exception {
    run("account", "add", "from");
    Path file =
        write(
            "original",
            "{\"url\": \"https://a.example/\", \"title\": \"=1+1\", \"note\": \"two\\nlines\","
                + " \"tags\": [\"a,b\", \"ü\"], \"archived\": true, \"favorite\": true,"
                + " \"createdAt\": \"2020-02-29T12:34:56.654321Z\"}\n"
                + "{\"url\": \"https://b.example/\"}\n");
    Run imported = run("import", file.toString(), "--account", "from");
    assertTrue(imported.errors().contains("2 created"), imported.errors());
    return said("from");
  }

  @Test
  void anExportTakesNoFileBesidesAndFollowsLinksAndPipes() throws Exception {
    run("account", "add", "beside");
    run("import", write("one", "url\nhttps://a.example/\n").toString(), "--account", "beside");
    Path folder = Files.createDirectory(DATABASES.top().resolve("beside"));
    Path mine = Files.writeString(folder.resolve("links.jsonl.part"), "mine");
    Path file = Files.writeString(folder.resolve("links.jsonl"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Run exported = run("export", "--account", "beside", "-o", link.toString());
    assertEquals(0, exported.exitCode(), exported.errors());
    assertTrue(Files.readString(file).contains("https://a.example/"));
    assertEquals("mine", Files.readString(mine));
    assertTrue(Files.isSymbolicLink(link));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count());
    }
    Run nowhere = run("export", "--account", "beside", "-o", "/dev/null");
    assertEquals(0, nowhere.exitCode(), nowhere.errors());
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void manyBookmarksAreImportedInLittleMemory() throws Exception {
    run("account", "add", "many");
    Path file = DATABASES.top().resolve("many.html");
    try (PrintWriter html = new PrintWriter(Files.newBufferedWriter(file))) {
      html.println("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>");
      for (int i = 0; i < MANY; i++) {
        html.printf(
            "    <DT><A HREF=\"https://site%d.example/articles/%d?page=1\" ADD_DATE=\"%d\""
                + " TAGS=\"tag%d,later\">An article about the subject number %d</A>%n",
            i % 5_000, i, 1_500_000_000 + i, i % 200, i);
      }
      html.println("</DL><p>");
    }
    long begin = System.nanoTime();
    try (RunningLinkhold command =
        RunningLinkhold.launch(
            DATABASES.top(),
            Map.of("LINKHOLD_JAVA_OPTIONS", "-Xmx64m"),
            "import",
            file.toString(),
            "--account",
            "many",
            "--data-dir",
            directory.toString())) {
      long[] peak = {0};
      Patience.await(
          "the import's end",
          () -> {
            peak[0] = Math.max(peak[0], residentPeak(command.pid()));
            return command.errors().contains("left out.");
          });
      assertEquals(0, command.awaitExit(), command.errors());
      System.out.printf(
          "LinkholdTransferIT: %d bookmarks, %d KiB, imported in %.1f s, from the start of the"
              + " program; at most %d MiB resident%n",
          MANY, Files.size(file) / 1024, (System.nanoTime() - begin) / 1e9, peak[0] / 1024);
      assertTrue(command.errors().contains(MANY + " created"), command.errors());
    }
    Run again = run("import", file.toString(), "--account", "many");
    assertTrue(again.errors().contains(MANY + " unchanged"), again.errors());
  }

  @Test
  void whatCannotBeReadIsSaidInOneLine() throws Exception {
    Run missing = run("import", "/no/such/file.html");
    assertEquals(1, missing.exitCode());
    assertEquals("linkhold: There is no file /no/such/file.html\n", missing.errors());
    Run folder = run("import", DATABASES.top().toString());
    assertEquals(1, folder.exitCode());
    assertTrue(folder.errors().contains("directory"), folder.errors());
    Run unknown = run("import", write("unknown", "hello").toString());
    assertEquals(1, unknown.exitCode());
    assertTrue(unknown.errors().contains("of no format that can be imported"), unknown.errors());
    Run nobody = run("export", "--account", "nobody");
    assertEquals(1, nobody.exitCode());
    assertTrue(nobody.errors().contains("There is no account nobody."), nobody.errors());
    Run cut = run("import", write("cut", "[{\"href\":\"https://cut.example/\"},").toString());
    assertEquals(1, cut.exitCode());
    assertTrue(cut.errors().contains("1 created"), cut.errors());
  }

  /** The export of an account without what differs between accounts with the same links. */
  private static String said(String account) throws Exception {
    return run("export", "--account", account)
        .output()
        .replaceAll("\"(id|revision)\":\\d+,?|\"updatedAt\":\"[^\"]+\",?", "");
  }

  /** The most KiB that a process had in memory so far, where the system tells. */
  private static long residentPeak(long pid) {
    try {
      Matcher peak =
          Pattern.compile("VmHWM:\\s+(\\d+) kB")
              .matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return peak.find() ? Long.parseLong(peak.group(1)) : 0;
    } catch (IOException e) {
      return 0; // has ended, or is not Linux
    }
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(DATABASES.top().resolve(name), text);
  }

  /** Runs a command on the server's data. */
  private static Run run(String... arguments) throws InterruptedException {
    return RunningLinkhold.run(DATABASES.top(), directory, arguments);
  }
}
