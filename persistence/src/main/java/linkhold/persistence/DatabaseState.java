package linkhold.persistence;

import java.util.List;
import java.util.Optional;

/**
 * The present state of a {@link Database} and its counters since it was opened.
 *
 * @param pools its connections
 * @param sharing its calls that share statements, by their kinds
 * @param replica its replica, if there is one
 */
public record DatabaseState(List<Pool> pools, List<Sharing> sharing, Optional<Replica> replica) {

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

  /**
   * A replica.
   *
   * @param answers whether reads are sent to it at present
   * @param reads the reads that it could have made
   */
  public record Replica(boolean answers, List<Reads> reads) {}

  /**
   * Reads, by who made them.
   *
   * @param server {@code replica} or {@code primary}
   * @param reason why that one: the replica was {@code current}; or it was {@code behind}, {@code
   *     away} or {@code busy}, or {@code failed}
   * @param count how many there were
   */
  public record Reads(String server, String reason, long count) {}
}
