package linkhold.outgoing;

/** Decides whether enough of a body has been read. */
@FunctionalInterface
public interface StopCondition {

  /** Whether the rest is not wanted; {@code body} is filled up to {@code length}. */
  boolean test(byte[] body, int length);
}
