package linkhold.bench;

import java.time.Duration;

/**
 * The sizes of the measurements.
 *
 * @param rounds how often each contender does each work
 * @param run the duration of each work
 * @param warmUp the duration of one warm-up run of a server
 * @param warmUps the maximum number of warm-up runs
 * @param many how many accounts the work on many accounts has
 * @param small how many links the small account has
 * @param large how many the large one has
 * @param huge how many the huge one has
 * @param searches how often each search is made
 */
record Sizes(
    int rounds,
    Duration run,
    Duration warmUp,
    int warmUps,
    int many,
    int small,
    int large,
    int huge,
    int searches) {

  /** For valid figures. */
  static final Sizes FULL =
      new Sizes(
          3,
          Duration.ofSeconds(5),
          Duration.ofSeconds(8),
          6,
          1_000,
          1_000,
          100_000,
          1_000_000,
          200);

  /** For a check of two minutes that everything works; its figures mean nothing. */
  static final Sizes QUICK =
      new Sizes(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 100, 1_000, 5_000, 20_000, 20);
}
