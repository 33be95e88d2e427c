package linkhold.app;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Links such as people have, for tests of the page. */
final class SampleLinks {

  private record Sample(String url, String title, String more) {}

  /** In the order of the list. */
  private static final List<Sample> SAMPLES =
      List.of(
          new Sample(
              "https://openjdk.org/jeps/444",
              "JEP 444: Virtual Threads",
              "\"tags\": [\"java\", \"concurrency\"], \"note\": \"Read before the next design review.\", \"unread\": true, \"favorite\": true"),
          new Sample(
              "https://www.postgresql.org/docs/current/mvcc.html",
              "PostgreSQL: Concurrency Control",
              "\"tags\": [\"postgresql\", \"databases\"]"),
          new Sample(
              "https://jepsen.io/analyses",
              "Jepsen: analyses of distributed systems",
              "\"tags\": [\"databases\", \"testing\"], \"unread\": true"),
          new Sample(
              "https://en.wikipedia.org/wiki/Local-first_software",
              "Local-first software",
              "\"tags\": [\"offline\", \"sync\", \"reading\"], \"favorite\": true"),
          new Sample(
              "https://www.inkandswitch.com/essay/local-first/",
              "Local-first software: you own your data, in spite of the cloud",
              "\"tags\": [\"offline\", \"sync\"], \"shared\": true"),
          new Sample(
              "https://developer.mozilla.org/en-US/docs/Web/API/IndexedDB_API",
              "IndexedDB API – Web APIs | MDN",
              "\"tags\": [\"web\", \"javascript\"]"),
          new Sample(
              "https://www.w3.org/TR/WCAG22/",
              "Web Content Accessibility Guidelines (WCAG) 2.2",
              "\"tags\": [\"web\", \"accessibility\"], \"note\": \"With the new criteria of 2.2\""),
          new Sample(
              "https://www.rfc-editor.org/rfc/rfc9457",
              "RFC 9457: Problem Details for HTTP APIs",
              "\"tags\": [\"http\", \"standards\"]"),
          new Sample(
              "https://helidon.io/",
              "Helidon: Java microservices framework",
              "\"tags\": [\"java\", \"web\"]"),
          new Sample(
              "https://xn--mnchen-3ya.example/k%C3%B6ln", "München und Köln", "\"tags\": []"),
          new Sample(
              "https://www.seriouseats.com/the-best-slow-cooked-bolognese-sauce-recipe",
              "The Best Slow-Cooked Bolognese Sauce",
              "\"tags\": [\"recipes\"], \"note\": \"Half the wine, twice the patience\", \"unread\": true"),
          new Sample(
              "https://simonwillison.net/2024/",
              "Simon Willison’s Weblog: 2024",
              "\"tags\": [\"reading\", \"web\"]"));

  static final int COUNT = SAMPLES.size();

  private SampleLinks() {}

  /** A batch that saves all of them. */
  static String batch() {
    Instant newest = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    List<String> operations = new ArrayList<>();
    for (int i = 0; i < SAMPLES.size(); i++) {
      Sample sample = SAMPLES.get(i);
      Instant at = newest.minusSeconds(60L * 60 * 7 * i);
      operations.add(
          "{\"op\": \"save\", \"link\": {\"url\": \"%s\", \"title\": \"%s\", \"createdAt\": \"%s\", %s}}"
              .formatted(sample.url, sample.title, at, sample.more));
    }
    return "{\"operations\": [" + String.join(",", operations) + "]}";
  }
}
