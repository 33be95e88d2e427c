package linkhold.app.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks {@code .tar.xz} with its symbolic links and executable files. */
final class TarXz {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final int ANY_EXECUTE = 0111;

  private TarXz() {}

  /** Unpacks into a new directory. */
  static void unpack(InputStream packed, Path target) throws IOException {
    makeDirectory(target);
    var tar = new TarArchiveInputStream(new XZInputStream(packed));
    try (ReadableByteChannel content = Channels.newChannel(tar)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("The archive reaches outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          makeDirectory(path);
          continue;
        }
        makeDirectory(Optional.ofNullable(path.getParent()).orElse(target));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          write(content, entry, path);
        } else {
          throw new IOException("The archive holds an unexpected entry: " + entry.getName());
        }
      }
    }
  }

  private static void write(ReadableByteChannel content, TarArchiveEntry entry, Path path)
      throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var file = FileChannel.open(path, options)) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      while (content.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
      }
    }
    setPermissions(path, (entry.getMode() & ANY_EXECUTE) != 0);
  }

  private static void makeDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path);
      setPermissions(path, true);
    }
  }

  /** Readable for all: the parent directory restricts access. */
  private static void setPermissions(Path path, boolean executable) throws IOException {
    if (!POSIX) {
      return;
    }
    Set<PosixFilePermission> permissions =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);
    if (executable) {
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    Files.setPosixFilePermissions(path, permissions);
  }
}
