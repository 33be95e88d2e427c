package linkhold.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.concurrent.Callable;
import linkhold.domain.AccountId;
import linkhold.domain.LinkStore;
import linkhold.domain.Stores;
import linkhold.formats.FileFormat;
import linkhold.formats.LinkFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code linkhold export}: a whole library as a file. */
@Command(
    name = "export",
    description = "Writes every link of an account to a file.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  /** How many links are written between two changes of the progress bar. */
  private static final int LINKS_PER_UPDATE = 1000;

  private final Clock clock;

  @Mixin private final DatabaseOptions options = new DatabaseOptions();

  @Mixin private final TransferOptions whose = new TransferOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "json (JSON Lines), html (for browsers) or csv (default: json)")
  private FileFormat format = FileFormat.JSON;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "the file to write; replaced only by a complete export (default: standard output)")
  private @Nullable Path file;

  ExportCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (Stores stores = options.join(clock)) {
      AccountId account = whose.in(stores.accounts());
      LinkStore links = stores.links();
      ProgressBar bar = new ProgressBar(links.summary(account).links());
      Writing whole = out -> write(links, account, out, bar);
      if (file == null) {
        whole.to(ProgressBar.onTerminal() ? new TerminalStream(System.out) : System.out);
        if (System.out.checkError()) {
          throw new IOException("standard output is closed");
        }
      } else {
        replace(whole, file.toAbsolutePath());
      }
    } catch (IOException e) {
      throw new StartException("Cannot write: " + e.getMessage(), e);
    }
    return 0;
  }

  /** Writes a temporary file first, so that a failure keeps the existing one. */
  private static void replace(Writing whole, Path target) throws IOException {
    boolean there = Files.exists(target);
    if (there && !Files.isRegularFile(target)) { // such as a pipe
      try (OutputStream out = Files.newOutputStream(target)) {
        whole.to(out);
      }
      return;
    }
    Path file = there ? target.toRealPath() : target;
    Path part = Files.createTempFile(file.getParent(), ".linkhold-export-", ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        whole.to(out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void write(LinkStore links, AccountId account, OutputStream out, ProgressBar bar)
      throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
    new LinkFiles(links)
        .write(
            account,
            format,
            buffered,
            count -> {
              if (count % LINKS_PER_UPDATE == 0) {
                bar.show(count, count + " links");
              }
            });
    buffered.flush();
    bar.end();
  }

  /** Writes the whole file. */
  private interface Writing {
    void to(OutputStream out) throws IOException;
  }
}
