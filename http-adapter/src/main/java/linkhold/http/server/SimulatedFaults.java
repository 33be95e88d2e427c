package linkhold.http.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The failures that apps meet, made on purpose, so that an app's own tests can prove what it does
 * about them. Written as in {@code latency=200ms,503=5%,lost-answer=5%,expired-cursor=1%}.
 *
 * @param latency the delay of every answer, at least zero
 * @param statuses the part of the requests that is refused with each of these statuses, from 0 to
 *     1, at most 1 together; see {@link #STATUSES}
 * @param lostAnswers the part of the others that are served and whose answers are cut off, from 0
 *     to 1
 * @param expiredCursors the part of the calls with a cursor of changes that are answered as if it
 *     had expired, from 0 to 1
 * @param seed of the random numbers, so that the same requests in the same order meet the same
 *     failures; null for another series each time
 */
public record SimulatedFaults(
    Duration latency,
    NavigableMap<Integer, Double> statuses,
    double lostAnswers,
    double expiredCursors,
    @Nullable Long seed) {

  /** The statuses that a request can be refused with. */
  static final List<Integer> STATUSES = List.of(429, 500, 503);

  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(ms|s)");
  private static final Pattern SHARE = Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,4})?)%");
  private static final Pattern SEED = Pattern.compile("[0-9]{1,18}");

  /** Checks the ranges. */
  public SimulatedFaults {
    statuses = new TreeMap<>(statuses);
    if (latency.isNegative()
        || !STATUSES.containsAll(statuses.keySet())
        || isMoreThanAll(statuses)
        || !Stream.concat(statuses.values().stream(), Stream.of(lostAnswers, expiredCursors))
            .allMatch(share -> share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("A part is from 0 to 1, and no time is negative.");
    }
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException when that cannot be done; the message completes a sentence
   *     that begins with where the text stands
   */
  public static SimulatedFaults parse(String text) {
    Map<String, String> given = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      String[] parts = item.strip().split("=", 2);
      if (parts.length < 2 || given.put(parts[0].strip(), parts[1].strip()) != null) {
        wrong.add(item.strip());
      }
    }
    Duration latency = Duration.ZERO;
    NavigableMap<Integer, Double> statuses = new TreeMap<>();
    double lostAnswers = 0;
    double expiredCursors = 0;
    Long seed = null;
    for (Map.Entry<String, String> item : given.entrySet()) {
      String name = item.getKey();
      String value = item.getValue();
      Matcher time = TIME.matcher(value);
      Matcher share = SHARE.matcher(value);
      if (name.equals("latency") && time.matches()) {
        long number = Long.parseLong(time.group(1));
        latency =
            time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
      } else if (name.equals("seed") && SEED.matcher(value).matches()) {
        seed = Long.valueOf(value);
      } else if (name.equals("lost-answer") && isShare(share)) {
        lostAnswers = part(share);
      } else if (name.equals("expired-cursor") && isShare(share)) {
        expiredCursors = part(share);
      } else if (STATUSES.stream().anyMatch(status -> name.equals(status.toString()))
          && isShare(share)) {
        statuses.put(Integer.valueOf(name), part(share));
      } else {
        wrong.add(name + "=" + value);
      }
    }
    if (!wrong.isEmpty() || isMoreThanAll(statuses)) {
      throw new IllegalArgumentException(
          "is '"
              + text
              + "', not a list such as latency=200ms,429=2%,500=1%,503=5%,lost-answer=5%,"
              + "expired-cursor=1%,seed=7 (parts up to 100%, all statuses together too)");
    }
    return new SimulatedFaults(latency, statuses, lostAnswers, expiredCursors, seed);
  }

  private static boolean isMoreThanAll(Map<Integer, Double> statuses) {
    return statuses.values().stream().mapToDouble(part -> part).sum() > 1 + 1e-9;
  }

  private static boolean isShare(Matcher share) {
    return share.matches() && Double.parseDouble(share.group(1)) <= 100;
  }

  private static double part(Matcher share) {
    return Double.parseDouble(share.group(1)) / 100;
  }

  /** What happens by chance; one for each server. Safe for concurrent use. */
  public Chances chances() {
    return new Chances(this);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    List<String> items = new ArrayList<>();
    if (!latency.isZero()) {
      items.add("latency=" + latency.toMillis() + "ms");
    }
    statuses.forEach((status, part) -> items.add(status + "=" + percent(part)));
    if (lostAnswers > 0) {
      items.add("lost-answer=" + percent(lostAnswers));
    }
    if (expiredCursors > 0) {
      items.add("expired-cursor=" + percent(expiredCursors));
    }
    if (seed != null) {
      items.add("seed=" + seed);
    }
    return String.join(",", items);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.4f", part * 100).replaceFirst("\\.?0+$", "") + "%";
  }

  /** Draws what happens. */
  public static final class Chances {

    private final SimulatedFaults faults;
    private final @Nullable RandomGenerator series;

    private Chances(SimulatedFaults faults) {
      this.faults = faults;
      this.series = faults.seed == null ? null : new SplittableRandom(faults.seed);
    }

    SimulatedFaults faults() {
      return faults;
    }

    /** The status that the next request is refused with; 0 when it is served. */
    int status() {
      double drawn = next();
      for (Map.Entry<Integer, Double> status : faults.statuses.entrySet()) {
        if (drawn < status.getValue()) {
          return status.getKey();
        }
        drawn -= status.getValue();
      }
      return 0;
    }

    /** Whether the next answer gets lost. */
    boolean isAnswerLost() {
      return next() < faults.lostAnswers;
    }

    /** Whether the next cursor has expired. */
    public BooleanSupplier expiredCursor() {
      return () -> next() < faults.expiredCursors;
    }

    private double next() {
      if (series == null) {
        return ThreadLocalRandom.current().nextDouble();
      }
      synchronized (this) {
        return Objects.requireNonNull(series).nextDouble();
      }
    }
  }
}
