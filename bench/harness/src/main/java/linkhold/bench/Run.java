package linkhold.bench;

/**
 * The result of one run of load.
 *
 * @param seconds its duration
 * @param answers how many calls had the expected answer
 * @param failures how many calls had not; with any, the run is invalid
 * @param p50 the median of the calls' times, in milliseconds
 * @param p99 the time that one call in a hundred took longer than, in milliseconds
 */
record Run(double seconds, long answers, long failures, double p50, double p99) {

  /** Answers a second. */
  double rate() {
    return answers / seconds;
  }

  /** The same run with another number of answers. */
  Run withAnswers(long number) {
    return new Run(seconds, number, failures, p50, p99);
  }

  /** The same run with more failures. */
  Run withFailures(long more) {
    return new Run(seconds, answers, failures + more, p50, p99);
  }
}
