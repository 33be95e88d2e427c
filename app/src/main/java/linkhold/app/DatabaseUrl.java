package linkhold.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL is, or {@link #MEMORY}.
 *
 * @param jdbcUrl for the driver, without user and password
 * @param user empty when the URL names none
 * @param password empty when the URL names none
 */
record DatabaseUrl(String jdbcUrl, String user, String password) {

  /** No PostgreSQL, but the server's memory. */
  static final DatabaseUrl MEMORY = new DatabaseUrl("memory:", "", "");

  private static final String JDBC = "jdbc:postgresql:";

  /** The parts: user and password, hosts, the database with its slash, parameters. */
  private static final Pattern URI =
      Pattern.compile("postgres(?:ql)?://(?:([^/?]*)@)?([^/?]*)(/[^?]*)?(?:\\?(.*))?");

  /** The driver's names of libpq's parameters, where they differ. */
  private static final Map<String, String> DRIVER_NAMES =
      Map.of(
          "application_name", "ApplicationName",
          "channel_binding", "channelBinding",
          "connect_timeout", "connectTimeout");

  /**
   * Reads a JDBC URL, or a connection URI as libpq has it ({@code
   * postgresql://user:password@host:port/database?parameters}, PostgreSQL 34.1.1.2).
   *
   * @throws IllegalArgumentException saying what is wrong, without repeating the URL, which may
   *     hold a password
   */
  static DatabaseUrl parse(String url) {
    if (url.equals(MEMORY.jdbcUrl)) {
      return MEMORY;
    }
    Matcher uri = URI.matcher(url);
    if (uri.matches()) {
      String[] identity = orEmpty(uri.group(1)).split(":", 2);
      return parse(
          JDBC + "//" + uri.group(2) + (uri.group(3) == null ? "/" : uri.group(3)),
          decoded(identity[0]),
          identity.length < 2 ? "" : decoded(identity[1]),
          orEmpty(uri.group(4)));
    }
    if (url.startsWith(JDBC)) {
      String[] parts = url.split("\\?", 2);
      return parse(parts[0], "", "", parts.length < 2 ? "" : parts[1]);
    }
    throw new IllegalArgumentException(
        "begins with neither jdbc:postgresql: nor postgresql://, and is not memory:");
  }

  /**
   * Reads the URL of a replica, as {@link #parse(String)} does.
   *
   * @throws IllegalArgumentException when it is not one of a PostgreSQL
   */
  static DatabaseUrl parseReplica(String url) {
    DatabaseUrl parsed = parse(url);
    if (parsed.equals(MEMORY)) {
      throw new IllegalArgumentException("is the server's memory, which has no replica");
    }
    return parsed;
  }

  /** Removes user and password from the parameters. */
  private static DatabaseUrl parse(String url, String user, String password, String parameters) {
    String foundUser = user;
    String foundPassword = password;
    List<String> others = new ArrayList<>();
    for (String parameter : parameters.split("&", 0)) {
      String[] parts = parameter.split("=", 2);
      String value = parts.length < 2 ? "" : parts[1];
      switch (parts[0]) {
        case "" -> {}
        case "user" -> foundUser = decoded(value);
        case "password" -> foundPassword = decoded(value);
        default -> others.add(DRIVER_NAMES.getOrDefault(parts[0], parts[0]) + "=" + value);
      }
    }
    String jdbcUrl = others.isEmpty() ? url : url + "?" + String.join("&", others);
    try {
      DriverManager.getDriver(jdbcUrl);
    } catch (SQLException e) {
      throw new IllegalArgumentException("does not name hosts, ports and a database rightly", e);
    }
    return new DatabaseUrl(jdbcUrl, foundUser, foundPassword);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      // Its message would show a part of the text.
      throw new IllegalArgumentException("has a % that two hexadecimal digits do not follow");
    }
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "DatabaseUrl[" + jdbcUrl + ", user=" + user + "]";
  }
}
