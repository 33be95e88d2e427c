package linkhold.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import linkhold.bench.RecordedStatement.Parameter;
import linkhold.bench.rival.Statements;
import linkhold.domain.LinkUrl;

/**
 * Turns recorded statements into a script for pgbench. The server was called with certain numbers,
 * the markers; wherever they occur in a parameter, the script has a variable instead, and the
 * digest of the marked URL is computed from the URL with the variable.
 */
final class PgbenchScript {

  /** The {@code id} of the call that was recorded; every account that is read has it. */
  static final String ID = "777";

  private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");

  private final BenchDatabase database;
  private final Map<String, String> expressions;

  /**
   * Converts statements into a script.
   *
   * @param account the id of the account that was recorded
   * @param n the {@code n} of the call that was recorded
   */
  private PgbenchScript(BenchDatabase database, String account, String n) {
    String digest = HexFormat.of().formatHex(LinkUrl.parse(SampleLibrary.url(n)).digest());
    this.database = database;
    this.expressions =
        Map.of(
            digest,
            "encode(sha256(('" + before(n) + "' || :n || '" + after(n) + "')::bytea), 'hex')",
            n,
            "(:n)::text",
            ID,
            "(:id)::text",
            account,
            "(:account)::text");
  }

  /**
   * The script for calls on {@code accounts}.
   *
   * @param statements the statements of the call on the first account
   * @param n the {@code n} of that call
   */
  static String of(
      BenchDatabase database, Accounts accounts, List<RecordedStatement> statements, String n)
      throws SQLException {
    var script = new PgbenchScript(database, Long.toString(accounts.firstId()), n);
    StringBuilder text = new StringBuilder(variables(accounts));
    boolean pipeline = statements.size() > 1;
    text.append(pipeline ? "\\startpipeline\n" : "");
    for (RecordedStatement statement : statements) {
      text.append(script.sql(statement)).append(";\n");
    }
    return text.append(pipeline ? "\\endpipeline\n" : "").toString();
  }

  /** The script that reads one link of {@code accounts} by a plain statement. */
  static String readingOne(Accounts accounts) {
    String sql = Statements.FIND.replace("$1", ":account").replace("$2", ":id");
    return variables(accounts) + sql + ";\n";
  }

  private static String variables(Accounts accounts) {
    long first = accounts.firstId();
    return "\\set n random(1000000000000000000, 8999999999999999999)\n"
        + "\\set id random(1, %d)\n".formatted(Math.max(1, accounts.links()))
        + "\\set account random(%d, %d)\n".formatted(first, first + accounts.count() - 1);
  }

  private String sql(RecordedStatement statement) throws SQLException {
    List<String> values = new ArrayList<>();
    for (Parameter parameter : statement.parameters()) {
      values.add(value(parameter));
    }
    // The server skips locked counters when it saves for several callers; one caller has to wait.
    String sql = statement.sql().replaceAll("(?i)\\s+skip locked", "");
    return PLACE
        .matcher(sql)
        .replaceAll(
            place -> Matcher.quoteReplacement(values.get(Integer.parseInt(place.group(1)) - 1)))
        .strip();
  }

  private String value(Parameter parameter) throws SQLException {
    String text = parameter.text() == null ? "null" : expression(parameter.text());
    return parameter.type() == 0
        ? text
        : "(("
            + text
            + ")::"
            + database.text("select format_type(" + parameter.type() + ", null)")
            + ")";
  }

  /** An expression for a text, with variables for the markers in it. */
  private String expression(String text) {
    Pattern markers =
        Pattern.compile(
            expressions.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    List<String> pieces = new ArrayList<>();
    int done = 0;
    for (Matcher marker = markers.matcher(text); marker.find(); done = marker.end()) {
      if (marker.start() > done) {
        pieces.add(quoted(text.substring(done, marker.start())));
      }
      pieces.add(String.valueOf(expressions.get(marker.group())));
    }
    if (done < text.length() || pieces.isEmpty()) {
      pieces.add(quoted(text.substring(done)));
    }
    return String.join(" || ", pieces);
  }

  /** A literal without colons, which pgbench could take for variables. */
  private static String quoted(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a") + "'";
  }

  private static String before(String n) {
    return SampleLibrary.url(n)
        .substring(0, SampleLibrary.url(n).indexOf(n))
        .replace(":", "'||chr(58)||'");
  }

  private static String after(String n) {
    return SampleLibrary.url(n).substring(SampleLibrary.url(n).indexOf(n) + n.length());
  }
}
