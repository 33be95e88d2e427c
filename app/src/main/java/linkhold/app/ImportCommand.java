package linkhold.app;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import linkhold.domain.AccountId;
import linkhold.domain.Stores;
import linkhold.formats.ImportCounts;
import linkhold.formats.ImportReport;
import linkhold.formats.LinkFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linkhold import}: imports a file of links. */
@Command(
    name = "import",
    description = {
      "Saves the links of a file, whose format is recognised by its content.",
      "Importing a file again changes nothing, unless the links were changed meanwhile:",
      "then they get the file's values again. Of two dates of one link, the earlier one",
      "is kept.",
      "",
      "Can be imported: " + LinkFiles.READABLE
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

  private final Clock clock;

  @Mixin private final DatabaseOptions options = new DatabaseOptions();

  @Mixin private final TransferOptions whose = new TransferOptions();

  @Parameters(paramLabel = "FILE", description = "the file; - for standard input")
  private String file = "-";

  ImportCommand(Clock clock) {
    this.clock = clock;
  }

  /** Rejected entries do not make the command fail: most browsers' files have some. */
  @Override
  public Integer call() {
    try (Source source = open();
        Stores stores = options.join(clock)) {
      AccountId account = whose.in(stores.accounts());
      ImportReport report = read(new LinkFiles(stores.links()), account, source);
      lines(report).stream().map(Printable::of).forEach(System.err::println);
      return report.complete() ? 0 : 1;
    } catch (NoSuchFileException e) {
      throw new StartException("There is no file " + file, e);
    } catch (IOException e) {
      throw new StartException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private Source open() throws IOException {
    if (file.equals("-")) {
      return new Source(System.in, 0, false);
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new IOException("it is a directory");
    }
    return new Source(Files.newInputStream(path), Files.size(path), true);
  }

  /** Shows the progress; when it fails, prints what was saved. */
  private static ImportReport read(LinkFiles files, AccountId account, Source source)
      throws IOException {
    ProgressBar bar = new ProgressBar(source.size);
    AtomicReference<@Nullable ImportCounts> saved = new AtomicReference<>();
    boolean ended = false;
    try {
      ImportReport report =
          files.read(
              account,
              source,
              counts -> {
                saved.set(counts);
                bar.show(source.read, counts.total() + " links");
              });
      ended = true;
      return report;
    } finally {
      bar.end();
      ImportCounts counts = saved.get();
      if (!ended && counts != null) {
        System.err.println("Not all was imported, but: " + summary(counts));
      }
    }
  }

  /** The report of an import, in lines. */
  static List<String> lines(ImportReport report) {
    List<String> lines = new ArrayList<>();
    report.remarks().forEach(remark -> lines.add(remark.toString()));
    if (report.unlistedRemarks() > 0) {
      lines.add("… and " + report.unlistedRemarks() + " more remarks.");
    }
    report.rejections().forEach(rejection -> lines.add("Left out: " + rejection));
    if (report.unlistedRejections() > 0) {
      lines.add("… and " + report.unlistedRejections() + " more were left out.");
    }
    if (!report.complete()) {
      lines.add("The file is not complete: what came after is missing.");
    }
    lines.add(summary(report.counts()));
    return lines;
  }

  private static String summary(ImportCounts counts) {
    return "%d created, %d merged, %d unchanged, %d restored, %d left out."
        .formatted(
            counts.created(),
            counts.merged(),
            counts.unchanged(),
            counts.restored(),
            counts.rejected());
  }

  /** The file, with the number of bytes read. */
  private static final class Source extends FilterInputStream {

    private final long size;
    private final boolean closed;
    private long read;

    /**
     * A source.
     *
     * @param size in bytes; 0 when that is not known
     * @param closed whether {@code in} is closed with it; standard input is the process's
     */
    Source(InputStream in, long size, boolean closed) {
      super(in);
      this.size = size;
      this.closed = closed;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        super.close();
      }
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      read += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      read += Math.max(0, count);
      return count;
    }
  }
}
