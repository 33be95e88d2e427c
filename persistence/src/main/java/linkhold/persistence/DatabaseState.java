package linkhold.persistence;

import java.util.List;

/**
 * The present state of a {@link Database} and its counters since it was opened.
 *
 * @param pools its connections
 * @param sharing its calls that share statements, by their kinds
 */
public record DatabaseState(List<Pool> pools, List<Sharing> sharing) {

  /**
   * A pool of connections.
   *
   * @param size how many there may be
   * @param active how many run something
   * @param idle how many are open and wait for work
   * @param waiting how many calls wait for one
   */
  public record Pool(String name, int size, int active, int idle, int waiting) {}

  /**
   * Calls of one kind.
   *
   * @param statements how many statements were run
   * @param calls how many calls they answered
   * @param waits how many of the calls waited for another's statement
   * @param waitNanos how long those waited, together
   */
  public record Sharing(String name, long statements, long calls, long waits, long waitNanos) {}
}
