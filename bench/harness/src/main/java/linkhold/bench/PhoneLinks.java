package linkhold.bench;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Links as phones save them: a title, three of two hundred tags, and a note in one of five. Safe
 * for concurrent use.
 */
final class PhoneLinks {

  private static final int TAGS = 200;
  private static final int TAGS_OF_A_LINK = 3;
  private static final int NOTES = 5;

  private final AtomicLong numbers = new AtomicLong(Load.numbers());

  /** A new link's number. */
  long next() {
    return numbers.getAndIncrement();
  }

  /** The new link as JSON. */
  String full() {
    long n = next();
    Random random = ThreadLocalRandom.current();
    StringBuilder json = new StringBuilder(300);
    json.append("{\"url\":\"").append(SampleLibrary.url(Long.toString(n)));
    json.append("\",\"title\":\"Why the ").append(n).append("th article on topic");
    json.append(n % SampleLibrary.WORDS).append("x is worth keeping\",\"tags\":[");
    int tag = random.nextInt(TAGS);
    for (int i = 0; i < TAGS_OF_A_LINK; i++) {
      json.append(i > 0 ? "," : "").append("\"phone").append(tag).append('"');
      tag = (tag + 1 + random.nextInt(TAGS / TAGS_OF_A_LINK)) % TAGS;
    }
    json.append(']');
    if (n % NOTES == 0) {
      json.append(",\"note\":\"Seen in the newsletter; to be read before the talk on Friday\"");
    }
    return json.append('}').toString();
  }

  /** The new link's URL alone, as JSON. */
  String bare() {
    return "{\"url\":\"" + SampleLibrary.url(Long.toString(next())) + "\"}";
  }
}
