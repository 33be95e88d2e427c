package linkhold.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import linkhold.domain.InvalidInputException;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.FileText;
import linkhold.formats.xml.BinaryPropertyList;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;

/** A file to be imported: text, or an archive or compressed form of texts. */
final class ImportFile {

  /** The most that an archive may hold, so that a small one cannot keep a server busy for long. */
  private static final long MAX_UNPACKED_BYTES = 2L * 1024 * 1024 * 1024;

  private static final int MAX_ARCHIVED_FILES = 10_000;

  private static final String ZIP = "PK\u0003\u0004";
  private static final String EMPTY_ZIP = "PK\u0005\u0006";
  private static final String GZIP = "\u001f\u008b";
  private static final String FIREFOX = "mozLz40\0";

  private final Importer importer;

  ImportFile(Importer importer) {
    this.importer = importer;
  }

  /**
   * Reads {@code file} to its end, but does not close it.
   *
   * @throws InvalidInputException when nothing in it can be imported
   */
  void read(InputStream file) throws IOException {
    PushbackInputStream in = new PushbackInputStream(file, FIREFOX.length());
    String start = start(in);
    if (start.startsWith(ZIP) || start.startsWith(EMPTY_ZIP)) {
      readArchive(in);
    } else {
      readUnarchived(in, start);
    }
  }

  private static String start(PushbackInputStream in) throws IOException {
    byte[] start = in.readNBytes(FIREFOX.length());
    in.unread(start);
    return new String(start, ISO_8859_1);
  }

  private void readUnarchived(InputStream in, String start) throws IOException {
    ImportFormats.refuseUnreadable(start);
    try {
      if (start.startsWith(GZIP)) {
        readText(new Unpacked(new GZIPInputStream(in)));
      } else if (start.equals(FIREFOX)) {
        in.skipNBytes(FIREFOX.length() + 4); // and the length
        readText(new Unpacked(new BlockLZ4CompressorInputStream(in)));
      } else if (start.equals(BinaryPropertyList.START)) {
        readPropertyList(in);
      } else {
        readText(in);
      }
    } catch (BrokenArchiveException e) {
      importer.stop(1, "It cannot be unpacked: " + e.getMessage() + ".");
    } catch (EOFException | ZipException e) {
      throw ImportFormats.refused("The file is compressed, and it is damaged.");
    }
  }

  private void readPropertyList(InputStream in) throws IOException {
    try (BinaryPropertyList list = BinaryPropertyList.read(in);
        InputStream xml = list.xml()) {
      readText(xml);
    } catch (BinaryPropertyList.UnreadableException e) {
      throw ImportFormats.refused(
          "The file is a binary property list that cannot be read: " + e.getMessage() + ".");
    }
  }

  private void readText(InputStream in) throws IOException {
    FileText text = FileText.open(in);
    if (text.beginning().text().isEmpty() && text.beginning().whole()) {
      importer.remark("The file is empty.");
      return;
    }
    EntryReader reader = ImportFormats.reader(text.beginning());
    reader.read(text, importer);
    text.remark().ifPresent(importer::remark);
  }

  private void readArchive(InputStream in) throws IOException {
    ZipInputStream zip = new ZipInputStream(in);
    Unpacked unpacked = new Unpacked(zip);
    List<String> refusals = new ArrayList<>();
    int read = 0;
    int files = 0;
    try {
      ZipEntry entry = zip.getNextEntry();
      while (entry != null) {
        if (!entry.isDirectory() && !isHidden(entry.getName())) {
          files++;
          if (files > MAX_ARCHIVED_FILES) {
            importer.stop(1, "It holds more than " + MAX_ARCHIVED_FILES + " files.");
            return;
          }
          importer.enter(entry.getName());
          read += readArchived(unpacked, refusals) ? 1 : 0;
          importer.leave();
        }
        entry = zip.getNextEntry();
      }
    } catch (BrokenArchiveException | EOFException | ZipException e) {
      importer.leave();
      if (read == 0) {
        throw ImportFormats.refused(
            "The file is a zip archive that cannot be unpacked: " + e.getMessage() + ".");
      }
      importer.stop(1, "The archive cannot be unpacked: " + e.getMessage() + ".");
    }
    if (read == 0) {
      throw ImportFormats.refused(
          "The file is a zip archive without a file that can be imported"
              + (refusals.isEmpty() ? "." : ": " + String.join("; ", refusals)));
    }
  }

  /**
   * Reads one file of an archive, or reports why it cannot be read; returns whether it was read.
   */
  private boolean readArchived(Unpacked file, List<String> refusals) throws IOException {
    long before = importer.entries();
    try {
      PushbackInputStream in = new PushbackInputStream(file, FIREFOX.length());
      String start = start(in);
      if (start.startsWith(ZIP)) {
        importer.remark("It was not read, since it is an archive within an archive.");
        return false;
      }
      readUnarchived(in, start);
      importer.remark("It was read; entries: " + (importer.entries() - before) + ".");
      return true;
    } catch (InvalidInputException e) {
      String reason = reason(e);
      importer.remark("It was not read. " + reason);
      if (refusals.size() < 3) {
        refusals.add(importer.source() + reason);
      }
      return false;
    }
  }

  /** The first sentence is about the file, the rest about what can be imported. */
  private static String reason(InvalidInputException e) {
    String detail = e.faults().getFirst().detail();
    int end = detail.indexOf(" Can be imported: ");
    return end < 0 ? detail : detail.substring(0, end);
  }

  private static boolean isHidden(String name) {
    return name.startsWith("__MACOSX/") || name.startsWith(".") || name.contains("/.");
  }

  /**
   * The unpacked content of an archive or compressed file, of bounded length; its reader does not
   * close it.
   */
  private static final class Unpacked extends FilterInputStream {

    private long count;

    Unpacked(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read;
      try {
        read = super.read(target, offset, length);
      } catch (EOFException e) {
        throw new BrokenArchiveException("it ends too early", e);
      } catch (ZipException e) {
        throw new BrokenArchiveException("it is damaged", e);
      }
      count += Math.max(0, read);
      if (count > MAX_UNPACKED_BYTES) {
        throw new BrokenArchiveException("it holds more than 2 GiB", null);
      }
      return read;
    }

    @Override
    public void close() {
      // the archive goes on
    }
  }
}
