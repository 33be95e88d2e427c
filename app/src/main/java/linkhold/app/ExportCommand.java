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
      description = "where to write; it is replaced whole (default: standard output)")
  private @Nullable Path file;

  ExportCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (ConfiguredDatabase database = options.join(clock)) {
      AccountId account = whose.in(database.stores().accounts());
      LinkFiles files = new LinkFiles(database.stores().links());
      if (file == null) {
        write(files, account, System.out);
        if (System.out.checkError()) {
          throw new IOException("standard output is closed");
        }
      } else {
        replace(files, account, file.toAbsolutePath());
      }
    } catch (IOException e) {
      throw new StartException("Cannot write: " + e.getMessage(), e);
    }
    return 0;
  }

  /** Writes beside the file first, so that a failure leaves the one that is there. */
  private void replace(LinkFiles files, AccountId account, Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        write(files, account, out);
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void write(LinkFiles files, AccountId account, OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
    files.write(account, format, buffered);
    buffered.flush();
  }
}
