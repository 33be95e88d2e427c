package linkhold.http.accounts;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names the program that sends a request, for people. */
final class UserAgent {

  private static final int MAX_LENGTH = 60;

  /**
   * Names of browsers, by a text that only their own header contains, in order of search: headers
   * also name the browsers that they descend from.
   */
  private static final Map<String, String> BROWSERS = new LinkedHashMap<>();

  private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

  static {
    BROWSERS.put("Edg", "Edge");
    BROWSERS.put("OPR/", "Opera");
    BROWSERS.put("Vivaldi/", "Vivaldi");
    BROWSERS.put("SamsungBrowser/", "Samsung Internet");
    BROWSERS.put("Firefox/", "Firefox");
    BROWSERS.put("FxiOS/", "Firefox");
    BROWSERS.put("CriOS/", "Chrome");
    BROWSERS.put("Chrome/", "Chrome");
    BROWSERS.put("Safari/", "Safari");
    SYSTEMS.put("iPhone", "iPhone");
    SYSTEMS.put("iPad", "iPad");
    SYSTEMS.put("Android", "Android");
    SYSTEMS.put("Windows", "Windows");
    SYSTEMS.put("CrOS", "ChromeOS");
    SYSTEMS.put("Mac OS X", "macOS");
    SYSTEMS.put("Linux", "Linux");
  }

  private UserAgent() {}

  /** Such as {@code Firefox on Linux}; empty without a header. */
  static String label(ServerRequest request) {
    return label(request.headers().first(HeaderNames.USER_AGENT).orElse(""));
  }

  /** The browser and system in {@code header}, or else its first product. */
  static String label(String header) {
    String browser = first(BROWSERS, header);
    if (browser.isEmpty()) {
      String product = header.split("[ ;(]", 2)[0].replaceAll("[^!-~]", "");
      return product.length() > MAX_LENGTH ? product.substring(0, MAX_LENGTH) : product;
    }
    String system = first(SYSTEMS, header);
    return system.isEmpty() ? browser : browser + " on " + system;
  }

  private static String first(Map<String, String> names, String header) {
    return names.entrySet().stream()
        .filter(name -> header.contains(name.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
