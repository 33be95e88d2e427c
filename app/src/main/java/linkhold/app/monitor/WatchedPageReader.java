package linkhold.app.monitor;

import java.time.Duration;
import java.util.List;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageReader;

/** A reader of pages that notifies its watches of each read. */
public final class WatchedPageReader implements PageReader {

  /** Is notified of each read, by the thread that made it. */
  @FunctionalInterface
  public interface Watch {

    /**
     * A read has ended after {@code nanos} nanoseconds.
     *
     * @param outcome {@code told}, {@code nothing} or {@code unreachable}
     */
    void pageRead(String outcome, long nanos);
  }

  private final PageReader reader;
  private final List<Watch> watches;

  /** Watches {@code reader}, and closes it. */
  public WatchedPageReader(PageReader reader, List<? extends Watch> watches) {
    this.reader = reader;
    this.watches = List.copyOf(watches);
  }

  @Override
  public Result read(LinkUrl url, Duration limit) {
    long begin = System.nanoTime();
    Result result = reader.read(url, limit);
    long nanos = System.nanoTime() - begin;
    String outcome =
        switch (result) {
          case Result.Content _ -> "told";
          case Result.Nothing _ -> "nothing";
          case Result.Unreachable _ -> "unreachable";
        };
    watches.forEach(watch -> watch.pageRead(outcome, nanos));
    return result;
  }

  @Override
  public void close() {
    reader.close();
  }
}
