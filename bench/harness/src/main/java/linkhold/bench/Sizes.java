package linkhold.bench;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param rounds how often each contender does each work
 * @param run how long, each time
 * @param warmUp how long a server is loaded at a time before it is measured
 * @param warmUps how many times at most
 * @param many how many accounts stand for many
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

  /** For figures. */
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

  /** To see in two minutes that everything works. Its figures mean nothing. */
  static final Sizes QUICK =
      new Sizes(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 100, 1_000, 5_000, 20_000, 20);
}
