package linkhold.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.app.settings.Setting;
import linkhold.app.settings.SettingGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, as far as it ends by itself. */
final class MainTest {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  /** The result of a run: its exit code and its two outputs. */
  private record Run(int exitCode, String output, String errors) {
    /** The only line on standard error. */
    String complaint() {
      assertEquals("", output);
      assertEquals(1, errors.lines().count(), errors);
      assertTrue(errors.startsWith("linkhold: "), errors);
      return errors.strip();
    }
  }

  private static Run run(String... args) {
    PrintStream output = System.out;
    PrintStream errors = System.err;
    var outputBytes = new ByteArrayOutputStream();
    var errorBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outputBytes, true, UTF_8));
      System.setErr(new PrintStream(errorBytes, true, UTF_8));
      int exitCode = Main.run(Clock.systemUTC(), args);
      return new Run(exitCode, outputBytes.toString(UTF_8), errorBytes.toString(UTF_8));
    } finally {
      System.setOut(output);
      System.setErr(errors);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpListsTheCommands(String flag) {
    Run help = run(flag);
    assertEquals(0, help.exitCode());
    assertEquals("", help.errors());
    for (String needed :
        List.of(
            "serve",
            "migrate",
            "account",
            "token",
            "import",
            "export",
            "backup",
            "restore",
            "after-restore",
            "--help",
            "--version",
            "Without a command")) {
      assertTrue(help.output().contains(needed), help.output());
    }
    String commands =
        help.output().replaceAll("(?s).*Commands:\\R", "").replaceAll("\\R {4,}", " ");
    assertTrue(commands.lines().allMatch(line -> line.matches("  \\S.*[.]")), commands);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"serve", "migrate", "import", "export", "backup", "restore", "after-restore"})
  void eachCommandsHelpListsItsSettings(String command) {
    Run help = run(command, "--help");
    assertEquals(0, help.exitCode());
    assertEquals("", help.errors());
    DatabaseOptions options = command.equals("serve") ? new ServerOptions() : new DatabaseOptions();
    for (Setting<?> setting : options.settings()) {
      assertTrue(help.output().contains(setting.flag() + "="), help.output());
    }
    for (SettingGroup group : SettingGroup.values()) {
      assertEquals(
          options.settings().stream().anyMatch(setting -> setting.group() == group),
          help.output().contains("\n" + group.title() + ":\n"),
          help.output());
    }
    for (String needed : List.of("--config=", "LINKHOLD_DATA_DIR", "embedded PostgreSQL")) {
      assertTrue(help.output().contains(needed), help.output());
    }
    assertTrue(help.output().lines().allMatch(line -> line.length() <= 80), help.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"migrate", "purge", "export", "after-restore"})
  void aCommandSaysThatItCannotReachLinksInAServersMemory(String command) {
    Run run = run(command, "--database-url", "memory:");
    assertEquals(1, run.exitCode());
    assertTrue(run.errors().contains("only the server itself has the links"), run.errors());
  }

  @Test
  void tokensAreRefusedWhereNobodyCouldAddOne() {
    Run run = run("serve", "--database-url", "memory:", "--auth", "token", "--port", "0");
    assertEquals(2, run.exitCode());
    assertTrue(run.errors().contains("leave --auth open"), run.errors());
  }

  @Test
  void theVersionIsPrinted() {
    Run version = run("--version");
    assertEquals(0, version.exitCode());
    assertTrue(version.output().startsWith("linkhold "), version.output());
  }

  @ParameterizedTest
  @CsvSource({
    "bogus, 'bogus', ./linkhold --help",
    "--bogus, --bogus, ./linkhold serve --help",
    "serve --bogus, --bogus, ./linkhold serve --help",
    "migrate --bogus, --bogus, ./linkhold migrate --help",
    "serve extra, 'extra', ./linkhold serve --help",
    "--port, --port, ./linkhold serve --help",
    "--port 1 --port 2, --port, ./linkhold serve --help",
    "--port x, 'x', 0 to 65535",
    "--config /no/such/file, /no/such/file, there is no such file",
    "serve --host 0.0.0.0, 0.0.0.0, --auth token",
    "account, add, ./linkhold account --help",
    "account remove ada, --yes, ./linkhold account remove --help",
    "token create, ACCOUNT, ./linkhold token create --help",
    "token create ada --scope all, all, ./linkhold token create --help",
    "token create ada --expires soon, soon, 90d",
    "sign-in, ACCOUNT, ./linkhold sign-in --help",
    "sign-in ada --public-url links.example, --public-url, https://links.example",
    "migrate --database-url db, --database-url, postgresql://"
  })
  void wrongUsageIsReportedInOneLineThatSaysWhatToDo(String line, String culprit, String help) {
    Run wrong = run(line.split(" ", -1));
    assertEquals(2, wrong.exitCode());
    assertTrue(wrong.complaint().contains(culprit), wrong.complaint());
    assertTrue(wrong.complaint().contains(help), wrong.complaint());
  }

  @Test
  void everyMistakeHasItsLine() {
    Run wrong = run("--port", "x", "--host", "", "--auth", "none");
    assertEquals(2, wrong.exitCode());
    assertEquals(3, wrong.errors().lines().count(), wrong.errors());
    assertTrue(wrong.errors().lines().allMatch(line -> line.startsWith("linkhold: ")));
  }

  @Test
  void aTakenPortIsReportedBeforeADatabaseIsStarted() throws Exception {
    Path directory = DATABASES.top().resolve("never-made");
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      Run refused = run("--port", port, "--data-dir", directory.toString());
      assertEquals(1, refused.exitCode());
      assertTrue(refused.complaint().contains("port " + port), refused.complaint());
      assertTrue(refused.complaint().contains("--port"), refused.complaint());
    }
    assertTrue(Files.notExists(directory));
  }

  @Test
  void aDataDirectoryInUseIsReportedWithItsUser() throws Exception {
    Path directory = DATABASES.copy();
    try (var _ = EmbeddedPostgres.start(directory)) {
      Run refused = run("--port", "0", "--data-dir", directory.toString());
      assertEquals(1, refused.exitCode());
      assertTrue(
          refused.complaint().contains("process " + ProcessHandle.current().pid()),
          refused.complaint());
      assertTrue(refused.complaint().contains(directory.toString()), refused.complaint());
    }
  }

  @Test
  void whatTheDatabaseRefusesIsReportedInItsWords() throws Exception {
    try (var postgres = EmbeddedPostgres.start(DATABASES.copy())) {
      Run wrongPassword =
          run(
              "migrate",
              "--database-url",
              postgres.jdbcUrl(),
              "--database-user",
              "linkhold",
              "--database-password",
              "sesame");
      assertEquals(1, wrongPassword.exitCode());
      assertTrue(
          wrongPassword.complaint().contains("password authentication failed"),
          wrongPassword.complaint());
    }
  }

  @Test
  void migrateMakesTheSchemaAndMayBeRepeated() throws Exception {
    Path directory = DATABASES.blank();
    for (int i = 0; i < 2; i++) {
      Run migrated = run("migrate", "--data-dir", directory.toString());
      assertEquals(0, migrated.exitCode(), migrated.errors());
      assertEquals("", migrated.output());
    }
    assertTrue(TestDatabases.postmaster(directory).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "migrate",
        "account list",
        "account add ada",
        "token list ada",
        "sign-in ada",
        "export",
        "import -",
        "purge",
        "after-restore"
      })
  void aCommandInAMistypedDirectoryIsRefusedAndMakesNothing(String command) {
    Path directory = DATABASES.top().resolve("mistyped");
    Run refused = run((command + " --data-dir=" + directory).split(" ", -1));
    assertEquals(1, refused.exitCode());
    assertTrue(refused.complaint().contains("no Linkhold library"), refused.complaint());
    assertTrue(refused.complaint().contains(directory.toString()), refused.complaint());
    assertTrue(Files.notExists(directory));
  }

  @Test
  void signInPrintsAnAddressAndAQrCodeAlsoWithoutAServer() throws Exception {
    String data = "--data-dir=" + DATABASES.blank();
    assertEquals(0, run("account", "add", "ada", data).exitCode());

    Run signIn = run("sign-in", "ada", data, "--public-url", "https://links.example/l/");

    assertEquals(0, signIn.exitCode(), signIn.errors());
    assertTrue(
        signIn.output().matches("https://links\\.example/l/#sign-in=[A-Za-z0-9_-]{22}\\R"),
        signIn.output());
    assertTrue(signIn.errors().contains("\u2588\u2588\u2588\u2588"), signIn.errors());
    assertTrue(signIn.errors().contains("10 minutes"), signIn.errors());
    Run local = run("sign-in", "ada", data, "--port", "8081");
    assertTrue(local.output().startsWith("http://127.0.0.1:8081/#sign-in="), local.output());
    Run nobody = run("sign-in", "nobody", data);
    assertEquals(1, nobody.exitCode());
    assertTrue(nobody.complaint().contains("no account"), nobody.complaint());
  }

  @Test
  void afterARestoreEveryAccountHasAnotherEpoch() throws Exception {
    Path directory = DATABASES.blank();
    String data = "--data-dir=" + directory;
    Run added = run("account", "add", "ada", data);
    assertEquals(0, added.exitCode(), added.errors());
    List<String> before = epochs(directory);

    Run restored = run("after-restore", data);

    assertEquals(0, restored.exitCode(), restored.errors());
    assertEquals("", restored.output());
    assertTrue(restored.errors().contains("1 account again."), restored.errors());
    assertEquals(1, before.size());
    assertNotEquals(before, epochs(directory));
  }

  private static List<String> epochs(Path directory) throws Exception {
    try (var postgres = EmbeddedPostgres.join(directory)) {
      return TestDatabases.query(postgres, "select epoch::text from revisions");
    }
  }

  @Test
  void aSchemaThatIsNotLinkholdsIsLeftAlone() throws Exception {
    Path directory = DATABASES.copy(); // with a table that is none of Linkhold's
    Run refused = run("migrate", "--data-dir", directory.toString());
    assertEquals(1, refused.exitCode());
    assertTrue(refused.complaint().contains("schema"), refused.complaint());
    try (var postgres = EmbeddedPostgres.join(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
    }
  }

  @Test
  void messagesNameTheCommandAsItIsCalled() {
    assertEquals("Start ./linkhold serve", Main.asCalled("Start ./linkhold serve"));
    System.setProperty("linkhold.command", "sudo linkhold");
    try {
      Run wrong = run("account", "--nonsense");
      assertTrue(wrong.errors().contains("(sudo linkhold account --help"), wrong.errors());
    } finally {
      System.clearProperty("linkhold.command");
    }
  }
}
