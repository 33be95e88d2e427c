package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import linkhold.app.RunningLinkhold.Run;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** Signing in on the page, in real browsers, and signing out of a browser from another one. */
@RequiresChromium
final class SignInPageIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static Path directory = Path.of("");
  private static RunningLinkhold server;

  private static Browser browser;

  /** Another one, on another device as it were. */
  private static Browser other;

  @BeforeAll
  static void start() throws Exception {
    directory = DATABASES.blank();
    server =
        RunningLinkhold.launch(
            DATABASES.top(),
            Map.of("LINKHOLD_AUTH", "token"),
            "--port",
            "0",
            "--data-dir",
            directory.toString());
    server.awaitReady();
    command("account", "add", "ada");
    command("account", "add", "bob");
    command("account", "add", "cleo");
    browser = Browser.open();
    other = Browser.open();
  }

  @AfterAll
  static void stop() {
    other.close();
    browser.close();
    server.close();
  }

  @AfterEach
  void forget() throws Exception {
    browser.forget(address());
    other.forget(address());
  }

  private static URI address() throws IOException {
    return URI.create("http://localhost:" + server.port() + "/");
  }

  private static String command(String... words) throws InterruptedException {
    Run run = RunningLinkhold.run(DATABASES.top(), directory, words);
    assertEquals(0, run.exitCode(), run.errors());
    return run.output().strip();
  }

  /** The address with a code, at this server: without a data directory the command assumes one. */
  private static URI codeFor(String account) throws Exception {
    String address =
        command("sign-in", account)
            .lines()
            .filter(line -> line.contains("#sign-in="))
            .findFirst()
            .orElseThrow()
            .strip();
    return address().resolve(address.substring(address.indexOf('#')));
  }

  private void signIn(Browser some, String account) throws Exception {
    some.go(codeFor(account));
    some.byXpath("//*[@role='status'][.='Synced']");
  }

  @Test
  void anAnonymousVisitorSeesHowToSignInAndAWrongCodeIsRefused() throws Exception {
    browser.go(address());
    browser.the("#credential").sendKeys("nonsense", Keys.ENTER);
    Patience.await("the refusal", () -> !browser.the("#credential-problem").getText().isEmpty());
    browser.screenshot("sign-in");
    assertEquals(List.of(), browser.violations());
  }

  @Test
  void aCodeSignsInOnceAndLeavesTheAddress() throws Exception {
    URI code = codeFor("ada");
    browser.go(code);
    browser.byXpath("//*[@role='status'][.='Synced']");
    assertFalse(browser.address().contains("sign-in"), browser.address());
    assertEquals("", browser.script("return document.cookie"));
    browser.named("Save a link").sendKeys("Ada's https://ada.example/", Keys.ENTER);
    browser.awaitTitles(List.of("Ada's"));
    browser.reload();
    browser.awaitTitles(List.of("Ada's"));
    other.go(code);
    other.the("#credential-problem");
    Patience.await("the refusal", () -> !other.the("#credential-problem").getText().isEmpty());
  }

  @Test
  void aTokenThatIsPastedSignsIn() throws Exception {
    String token = command("token", "create", "bob", "--label", "laptop");
    browser.go(address());
    browser.the("#credential").sendKeys(token, Keys.ENTER);
    browser.byXpath("//*[@role='status'][.='Synced']");
    assertFalse(
        browser.<Boolean>script(
            "return JSON.stringify(localStorage).includes(arguments[0])", token));
  }

  @Test
  void oneBrowserLetsAnotherInAndRevokesIt() throws Exception {
    signIn(browser, "ada");
    browser.byXpath("//aside//button[.='Phones and browsers']").click();
    browser.byXpath("//dialog//button[.='Sign in another device']").click();
    String address = browser.the(".code a").getDomProperty("href");
    browser.screenshot("devices");
    assertEquals(List.of(), browser.violations());
    assertEquals(address, Browser.qrCode(browser.the(".qr-code")));
    browser.dark(true);
    assertEquals(address, Browser.qrCode(browser.the(".qr-code")));
    browser.screenshot("devices-dark");
    assertEquals(List.of(), browser.violations());
    assertEquals(List.of(), browser.console());
    other.go(URI.create(String.valueOf(address)));
    other.byXpath("//*[@role='status'][.='Synced']");
    browser.named("Close").click();
    browser.byXpath("//aside//button[.='Phones and browsers']").click();
    browser.byXpath("//dialog//li[.//*[.='this one']]");
    int devices = browser.all("dialog li").size();
    browser.byXpath("(//dialog//li[not(.//*[.='this one'])]//button[.='Revoke'])[last()]").click();
    Patience.await("one less", () -> browser.all("dialog li").size() == devices - 1);
    other.the("#credential");
  }

  @Test
  void unsentEditsOfAnAccountAreNeitherSentByAnotherNorDeletedUnasked() throws Exception {
    signIn(browser, "bob");
    saveUnsent("Unsent https://unsent.example/");
    browser.go(codeFor("ada"));
    browser.byXpath("//main//p[contains(., '1 change of bob')]");
    browser.screenshot("former-account");
    assertEquals(List.of(), browser.violations());
    browser.block();
    browser.named("Sign in as bob to send it").click();
    browser.the("#credential");
    signIn(browser, "bob");
    browser.byXpath("//article//a[.='Unsent']");
    long waiting =
        browser.<Number>async("return (await linkhold.sync.pending()).length").longValue();
    assertEquals(0, waiting);
    saveUnsent("Discarded https://discarded.example/");
    browser.go(codeFor("ada"));
    browser.named("Discard, and go on as ada").click();
    browser.block();
    Patience.await("ada's links", () -> browser.<Boolean>script("return linkhold.whole"));
    browser.byXpath("//*[@role='status'][.='Synced']");
    assertFalse(browser.titles().contains("Unsent"));
    assertFalse(browser.titles().contains("Discarded"));
  }

  private void saveUnsent(String text) {
    browser.block("*/v1/batch");
    browser.named("Save a link").sendKeys(text, Keys.ENTER);
    browser.byXpath("//*[@role='status'][contains(., '1 change to send')]");
    String title = text.split(" ", -1)[0];
    browser.byXpath("//article//a[.='%s']".formatted(title));
  }

  @Test
  void signingOutDeletesEverythingFromTheBrowser() throws Exception {
    signIn(browser, "cleo");
    browser.named("Save a link").sendKeys("Secret https://secret.example/", Keys.ENTER);
    browser.awaitTitles(List.of("Secret"));
    browser.byXpath("//aside//button[.='Settings']").click();
    browser.byXpath("//dialog//button[starts-with(., 'Sign out')]").click();
    browser.the("#credential");
    long kept = browser.<Number>async("return (await linkhold.sync.links()).length").longValue();
    assertEquals(0, kept);
    signIn(browser, "ada");
    Patience.await("ada's links", () -> browser.<Boolean>script("return linkhold.whole"));
    assertTrue(!browser.titles().contains("Secret"));
  }
}
