package linkhold.bench;

import java.util.function.Supplier;
import linkhold.bench.HttpConnection.Answer;

/** Calls of a crowd of clients, one after the other. Safe for concurrent use. */
interface Calls {

  /** A call to be made. */
  Call next();

  /** One call. */
  interface Call {

    /** The request. */
    byte[] bytes();

    /**
     * Takes what the client keeps from the answer, whose body is there.
     *
     * @return whether the answer is as it should be
     */
    boolean take(Answer answer);
  }

  /** Calls by whose answers a client learns nothing: {@code status} is good. */
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
