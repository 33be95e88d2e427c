package linkhold.bench;

/**
 * What one stretch of load came to.
 *
 * @param seconds how long it lasted
 * @param answers how many calls were answered as they should
 * @param failures how many were not; with any, the run counts for nothing
 * @param p50 the median of the calls' times, in milliseconds
 * @param p99 the time that one call in a hundred took longer than, in milliseconds
 */
record Run(double seconds, long answers, long failures, double p50, double p99) {

  /** Answers a second. */
  double rate() {
    return answers / seconds;
  }

  /** This run with more failures. */
  Run withFailures(long more) {
    return new Run(seconds, answers, failures + more, p50, p99);
  }
}
