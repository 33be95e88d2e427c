package linkhold.app;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import linkhold.formats.ImportCounts;
import linkhold.formats.ImportReport;
import linkhold.formats.LinkFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linkhold import}: moving in. */
@Command(
    name = "import",
    description = {
      "Saves the links of a file: bookmark HTML of browsers, linkding, Pinboard,",
      "Pocket or Raindrop; CSV of Pocket or Raindrop; Pinboard's JSON; or what",
      "'linkhold export' wrote. Importing a file again changes nothing."
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

  /** Rejected entries are no failure: most browsers' files have some. */
  @Override
  public Integer call() {
    try (Source source = open();
        ConfiguredDatabase database = options.join(clock)) {
      ProgressBar bar = new ProgressBar(source.size);
      ImportReport report =
          new LinkFiles(database.stores().links())
              .read(
                  whose.in(database.stores().accounts()),
                  source,
                  counts -> bar.show(source.read, counts.total() + " links"));
      bar.end();
      tell(report);
      return report.complete() ? 0 : 1;
    } catch (NoSuchFileException e) {
      throw new StartException("There is no file " + file, e);
    } catch (IOException e) {
      throw new StartException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private Source open() throws IOException {
    if (file.equals("-")) {
      return new Source(System.in, 0);
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new IOException("it is a directory");
    }
    return new Source(Files.newInputStream(path), Files.size(path));
  }

  private static void tell(ImportReport report) {
    report.remarks().forEach(remark -> System.err.println(remark));
    report.rejections().forEach(rejection -> System.err.println("Left out: " + rejection));
    ImportCounts counts = report.counts();
    if (counts.rejected() > report.rejections().size()) {
      System.err.println(
          "… and " + (counts.rejected() - report.rejections().size()) + " more were left out.");
    }
    System.err.println(
        "%d created, %d merged, %d unchanged, %d restored, %d left out."
            .formatted(
                counts.created(),
                counts.merged(),
                counts.unchanged(),
                counts.restored(),
                counts.rejected()));
  }

  /** The file, and how much of it was read. */
  private static final class Source extends FilterInputStream {

    private final long size;
    private long read;

    /** Of unknown size when that is 0. */
    Source(InputStream in, long size) {
      super(in);
      this.size = size;
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
