package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import javax.imageio.ImageIO;
import linkhold.domain.Patience;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium with a profile of its own, without a window. */
final class Browser implements AutoCloseable {

  static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  /** The message of browsers about a failed request; the tests that cut the network cause it. */
  private static final String FAILED_REQUEST = "Failed to load resource: net::ERR_";

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser open() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // which does not work for root
        "--disable-dev-shm-usage",
        "--force-color-profile=srgb",
        "--force-prefers-reduced-motion", // so that nothing is examined while it still moves
        "--lang=en-GB",
        "--window-size=1280,800");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(Patience.of(Duration.ofMinutes(2)));
    return new Browser(driver);
  }

  void go(URI address) {
    driver.get(address.toString());
  }

  void reload() {
    driver.navigate().refresh();
  }

  /**
   * Forgets what the addresses of a server have stored, and the tabs: the browser is like a new one
   * to it.
   */
  void forget(URI server) {
    Set<String> old = driver.getWindowHandles();
    String empty = newTab();
    for (String tab : old) {
      switchTo(tab);
      closeTab();
    }
    switchTo(empty);
    String origin = server.getScheme() + "://" + server.getAuthority();
    command("Storage.clearDataForOrigin", Map.of("origin", origin, "storageTypes", "all"));
    command("Network.clearBrowserCache", Map.of());
    console();
  }

  /** Another tab with the same storage, which becomes the current one; its handle. */
  String newTab() {
    driver.switchTo().newWindow(WindowType.TAB);
    return driver.getWindowHandle();
  }

  /** Closes the current tab; another one has to be switched to. */
  void closeTab() {
    driver.close();
  }

  String tab() {
    return driver.getWindowHandle();
  }

  void switchTo(String tab) {
    driver.switchTo().window(tab);
  }

  /** Makes the other tab than {@code tab} the current one, as soon as it is open. */
  void switchToOther(String tab) {
    Patience.await("another tab", () -> !isAlone(tab));
    driver.getWindowHandles().stream().filter(one -> !one.equals(tab)).forEach(this::switchTo);
  }

  boolean isAlone(String tab) {
    return driver.getWindowHandles().equals(Set.of(tab));
  }

  String address() {
    return Objects.requireNonNull(driver.getCurrentUrl());
  }

  /** Cuts or restores the connection of the current tab. */
  void offline(boolean offline) {
    command("Network.enable", Map.of());
    command(
        "Network.emulateNetworkConditions",
        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /** Has requests to these addresses fail, in which {@code *} stands for any text. */
  void block(String... addresses) {
    command("Network.enable", Map.of());
    command("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
  }

  /** Sets the size of the screen. */
  void size(int width, int height, boolean phone) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    command("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
  }

  void dark(boolean dark) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  private void command(String name, Map<String, Object> parameters) {
    driver.executeCdpCommand(name, parameters);
  }

  /** The element, once it exists. */
  WebElement the(String selector) {
    Patience.await(selector, () -> !all(selector).isEmpty());
    return all(selector).getFirst();
  }

  /** The button, link or field of this name, once it exists. */
  WebElement named(String name) {
    String quoted = '"' + name + '"';
    String xpath =
        "//*[self::button or self::a or self::input][@aria-label=%1$s or normalize-space(.)=%1$s]"
            .formatted(quoted);
    Patience.await(name, () -> shown(xpath) != null);
    return Objects.requireNonNull(shown(xpath));
  }

  private @Nullable WebElement shown(String xpath) {
    return driver.findElements(By.xpath(xpath)).stream()
        .filter(WebElement::isDisplayed)
        .findFirst()
        .orElse(null);
  }

  /** The field that this label belongs to. */
  WebElement field(String label) {
    WebElement element =
        byXpath(
            "//dialog//label[normalize-space(.)=\"%s\"] | //main//label[normalize-space(.)=\"%s\"]"
                .formatted(label, label));
    return driver.findElement(By.id(Objects.requireNonNull(element.getDomAttribute("for"))));
  }

  /** The first of these elements, once it is shown: one of a dialog that opens is there before. */
  WebElement byXpath(String xpath) {
    Patience.await(xpath, () -> isShown(xpath));
    return driver.findElement(By.xpath(xpath));
  }

  private boolean isShown(String xpath) {
    try {
      return driver.findElements(By.xpath(xpath)).stream()
          .findFirst()
          .filter(WebElement::isDisplayed)
          .isPresent();
    } catch (StaleElementReferenceException e) {
      return false; // drawn anew meanwhile
    }
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Waits until the field of this name has the focus. */
  void awaitFocus(String name) {
    Patience.await(
        "the focus on " + name,
        () -> this.<String>script("return document.activeElement.ariaLabel || ''").equals(name));
  }

  /** Types where the focus is. */
  void type(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Replaces the content of a field with {@code text}. */
  static void fill(WebElement field, String text) {
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  /** The titles of the links that are shown, from the top. */
  List<String> titles() {
    return this.<List<String>>script(
        "return [...document.querySelectorAll('article')]"
            + ".sort((a, b) => a.ariaPosInSet - b.ariaPosInSet)"
            + ".map((row) => row.querySelector('a').textContent)");
  }

  void awaitTitles(List<String> titles) {
    String[] last = {""};
    try {
      Patience.await(
          titles.toString(),
          () -> {
            List<String> shown = titles();
            last[0] = shown.toString();
            return shown.equals(titles);
          });
    } catch (AssertionError e) {
      assertEquals(titles.toString(), last[0]);
      throw e;
    }
  }

  /** The result of a script, which is not null. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the caller knows
  <T> T script(String script, Object... arguments) {
    return (T) Objects.requireNonNull(driver.executeScript(script, arguments), script);
  }

  /** Runs a script. */
  void run(String script, Object... arguments) {
    driver.executeScript(script, arguments);
  }

  /** The result of an async function's body, which is not null. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the caller knows
  <T> T async(String body, Object... arguments) {
    return (T) Objects.requireNonNull(outcome(body, arguments), body);
  }

  /** Runs an async function's body, and waits for its promise. */
  void await(String body, Object... arguments) {
    outcome(body, arguments);
  }

  @SuppressWarnings("unchecked") // by the script
  private @Nullable Object outcome(String body, Object... arguments) {
    String script =
        """
        const done = arguments[arguments.length - 1];
        (async (...given) => {%s})(...[...arguments].slice(0, -1)).then(
            (value) => done({value}), (error) => done({error: `${error}\n${error.stack}`}));
        """
            .formatted(body);
    Map<String, Object> outcome =
        (Map<String, Object>) Objects.requireNonNull(driver.executeAsyncScript(script, arguments));
    if (outcome.get("error") != null) {
      throw new AssertionError(outcome.get("error"));
    }
    return outcome.get("value");
  }

  /**
   * The messages of the console since the last call, without those about requests that a test cut.
   */
  List<String> console() {
    List<String> lines = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (!entry.getMessage().contains(FAILED_REQUEST)) {
        lines.add(entry.getMessage());
      }
    }
    return lines;
  }

  /**
   * What axe-core reports by WCAG 2.2 AA and its own best practices; empty when it finds nothing.
   */
  List<String> violations() {
    if (!this.<Boolean>script("return Boolean(window.axe)")) {
      run(Axe.SOURCE);
    }
    return this.<List<String>>async(
        """
        const {violations} = await axe.run(document, {runOnly: [
          'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']});
        return violations.map(({id, help, nodes}) =>
          `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`);
        """);
  }

  private static final class Axe {
    static final String SOURCE = source();

    private static String source() {
      try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
        return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Saves a screenshot for people to look at. */
  void screenshot(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text of the QR code that an element shows, as a phone's camera would read it.
   *
   * @throws NotFoundException when there is no code that can be read
   */
  static String qrCode(WebElement element) throws IOException, NotFoundException {
    byte[] png = element.getScreenshotAs(OutputType.BYTES);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    var source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
    return new MultiFormatReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
  }

  /** Has downloads saved in {@code folder}. */
  void downloadTo(Path folder) {
    command(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toAbsolutePath().toString()));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
