package linkhold.bench;

import java.util.function.Supplier;
import linkhold.bench.HttpConnection.Answer;

/** Calls of a crowd of clients, one after the other. Safe for concurrent use. */
interface Calls {

  /** The next call. */
  Call next();

  /** One call. */
  interface Call {

    /** The request. */
    byte[] bytes();

    /**
     * Reads from the answer what the client needs for its next calls. The body has been read.
     *
     * @return whether the answer is as it should be
     */
    boolean take(Answer answer);
  }

  /** Calls whose answers the client does not use; {@code status} means success. */
  static Calls of(Supplier<byte[]> requests, int status) {
    return () -> {
      byte[] bytes = requests.get();
      return new Call() {
        @Override
        public byte[] bytes() {
          return bytes;
        }

        @Override
        public boolean take(Answer answer) {
          return answer.status() == status;
        }
      };
    };
  }
}
