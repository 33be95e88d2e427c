package linkhold.bench;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Searches of one client, one after the other, by kind. */
final class Searches {

  private static final int WARM_UP = 20;

  /** The queries; {@code {w}} is replaced by one of {@link SampleLibrary#WORDS} numbers. */
  private enum Kind {
    RARE("a word of few links", "topic{w}x"),
    MIDDLING("a tag of 2 in 100 links", "#tag7"),
    EVERYWHERE("a word of all links", "article"),
    TWO("a word of few links and one of all", "topic{w}x worth"),
    NEGATED("a word of all links without a tag", "article -#tag7"),
    NOWHERE("a word of no link", "nothing{w}"),
    TWO_LETTERS("two letters of all links", "ar"),
    TWO_LETTERS_NOWHERE("two letters of no link", "zq"),
    ONE_LETTER("a letter of all links", "a"),
    ONE_LETTER_NOWHERE("a letter of no link", "ж");

    private final String title;
    private final String query;

    Kind(String title, String query) {
      this.title = title;
      this.query = query;
    }
  }

  private Searches() {}

  /** Searches an account's links {@code times} for each kind. */
  static List<Row> measure(ServerProcess server, Accounts accounts, int times, Progress progress)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    try (var connection = new HttpConnection(server.port())) {
      for (Kind kind : Kind.values()) {
        Row row =
            new Row(
                String.format(
                    Locale.ROOT,
                    "Search for %s, account of %,d, one client",
                    kind.title,
                    accounts.links()),
                " ms",
                new Goal.Limit(20, " ms"),
                new Goal.Tail(100, " ms"));
        for (int i = -Math.min(WARM_UP, times); i < times; i++) {
          String word = Integer.toString(ThreadLocalRandom.current().nextInt(SampleLibrary.WORDS));
          String query = URLEncoder.encode(kind.query.replace("{w}", word), StandardCharsets.UTF_8);
          byte[] request = HttpConnection.get("/v1/links?q=" + query, accounts.token());
          long start = System.nanoTime();
          int status = connection.call(request).status();
          if (status != 200) {
            row.of(Row.OWN).spoil("answered " + status);
          } else if (i >= 0) {
            row.of(Row.OWN).add((System.nanoTime() - start) / 1e6);
          }
        }
        progress.say("%s: %.1f ms", row.title(), row.of(Row.OWN).median());
        rows.add(row);
      }
    }
    return rows;
  }
}
