package linkhold.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads pages on the network. Safe for concurrent use. */
public interface PageReader extends AutoCloseable {

  /** Reads nothing, for a server that opens no connections. */
  PageReader NONE = (_, _) -> new Result.Nothing();

  /**
   * Reads the page of a URL, within about {@code limit}. The result does not show whether an
   * address is forbidden or does not answer.
   */
  Result read(LinkUrl url, Duration limit);

  /** Stops what is under way. Closing twice does nothing more. */
  @Override
  default void close() {}

  /** The result of reading. */
  sealed interface Result {

    /** The metadata of the page; empty when there is none. */
    default Optional<PageContent> content() {
      return this instanceof Content(PageContent page) ? Optional.of(page) : Optional.empty();
    }

    /** When the page is to be tried again; empty when it is not. */
    default Optional<Instant> retry(PageQueue.Request request, Instant now) {
      return this instanceof Unreachable ? request.retryAfter(now) : Optional.empty();
    }

    /** The page has this metadata. */
    record Content(PageContent page) implements Result {}

    /** The page was read and has no metadata, or none that is about it. */
    record Nothing() implements Result {}

    /** The page could not be read now. */
    record Unreachable() implements Result {}
  }
}
