package linkhold.formats.xml;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import linkhold.formats.entry.FileText;

/**
 * A property list of Apple's in binary form, in which Safari keeps its bookmarks, converted to XML.
 * Both are temporary files, deleted when this is closed.
 *
 * <p>The file is a table of objects: numbers, texts, arrays, dictionaries. The last 32 bytes say
 * where the table is and which object is the list; arrays and dictionaries name their members by
 * number. So a small file may stand for an enormous list, or an endless one: how much is written is
 * bounded, and how deeply it is nested. No allocation has a size that the file chooses.
 */
public final class BinaryPropertyList implements AutoCloseable {

  /** The first bytes of such a file. */
  public static final String START = "bplist00";

  private static final long MAX_BYTES = 128L * 1024 * 1024;

  /** In characters, of which each element counts a few: some hundred thousand bookmarks. */
  private static final long MAX_WRITTEN = 64L * 1024 * 1024;

  private static final int ELEMENT = 16;
  private static final int MAX_DEPTH = 150;

  /** The first moment of the year 2001, from which dates count. */
  private static final Instant EPOCH = Instant.parse("2001-01-01T00:00:00Z");

  /** A number of more seconds is not a date. */
  private static final double MAX_SECONDS = 1e11;

  private static final Pattern NOT_FOR_XML =
      Pattern.compile("[^\t\n\r\\x20-\uD7FF\uE000-\uFFFD\\x{10000}-\\x{10FFFF}]");

  /** The file is not a whole property list, or a larger one than can be imported. */
  public static final class UnreadableException extends IOException {

    UnreadableException(String fault) {
      super(fault);
    }
  }

  private final Path xml;

  private BinaryPropertyList(Path xml) {
    this.xml = xml;
  }

  /**
   * The list in {@code file}, which is read to its end.
   *
   * @throws UnreadableException when there is none
   */
  public static BinaryPropertyList read(InputStream file) throws IOException {
    BinaryPropertyList list =
        new BinaryPropertyList(Files.createTempFile("linkhold-import", ".xml"));
    Path binary = Files.createTempFile("linkhold-import", ".plist");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(list.xml))) {
      copy(file, binary);
      write(binary, out);
      return list;
    } catch (IOException | RuntimeException e) {
      list.close();
      throw e;
    } finally {
      Files.deleteIfExists(binary);
    }
  }

  private static void copy(InputStream file, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target)) {
      byte[] block = new byte[64 * 1024];
      long length = 0;
      int count = file.read(block);
      while (count >= 0) {
        length += count;
        check(length <= MAX_BYTES, "it is larger than 128 MiB");
        out.write(block, 0, count);
        count = file.read(block);
      }
    }
  }

  private static void write(Path binary, OutputStream out) throws IOException {
    try (FileChannel channel = FileChannel.open(binary);
        Arena arena = Arena.ofConfined()) {
      Bytes bytes = new Bytes(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, UTF_8.name());
      xml.writeStartDocument(UTF_8.name(), "1.0");
      xml.writeStartElement("plist");
      new Objects(bytes, xml).writeList();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** The list in XML, from its beginning. */
  public InputStream xml() throws IOException {
    return Files.newInputStream(xml);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(xml);
  }

  private static void check(boolean right, String fault) throws UnreadableException {
    if (!right) {
      throw new UnreadableException(fault);
    }
  }

  /** The bytes of a file, which the system keeps in memory as it sees fit. */
  private record Bytes(MemorySegment file) {

    long size() {
      return file.byteSize();
    }

    /** The byte at a position, from 0 to 255. */
    int at(long position) throws IOException {
      check(position >= 0 && position < size(), "an object is cut off");
      return file.get(ValueLayout.JAVA_BYTE, position) & 0xff;
    }

    /** The number in so many bytes, at most eight, the most significant first. */
    long number(long position, int bytes) throws IOException {
      long number = 0;
      for (int i = 0; i < bytes; i++) {
        number = number << 8 | at(position + i);
      }
      return number;
    }
  }

  /** The objects of a file, written as elements. */
  private static final class Objects {

    private static final int TRAILER = 32;

    private final Bytes bytes;
    private final XMLStreamWriter xml;
    private final int offsetBytes;
    private final int referenceBytes;
    private final long count;
    private final long table;
    private long written;

    Objects(Bytes bytes, XMLStreamWriter xml) throws IOException {
      this.bytes = bytes;
      this.xml = xml;
      long trailer = bytes.size() - TRAILER;
      check(trailer >= START.length(), "it is too short");
      this.offsetBytes = bytes.at(trailer + 6);
      this.referenceBytes = bytes.at(trailer + 7);
      this.count = bytes.number(trailer + 8, Long.BYTES);
      this.table = bytes.number(trailer + 24, Long.BYTES);
      check(
          isSize(offsetBytes)
              && isSize(referenceBytes)
              && table >= START.length()
              && table <= trailer
              && count >= 0
              && count <= (trailer - table) / offsetBytes,
          "its table is not whole");
    }

    private static boolean isSize(int bytes) {
      return bytes > 0 && bytes <= Long.BYTES;
    }

    void writeList() throws IOException, XMLStreamException {
      write(bytes.number(bytes.size() - TRAILER + 16, Long.BYTES), 1);
    }

    /** Writes an object, and those that it names. */
    private void write(long object, int depth) throws IOException, XMLStreamException {
      check(depth <= MAX_DEPTH, "it is nested too deeply");
      long at = offset(object);
      switch (type(at)) {
        case 0x3 -> element("date", date(at));
        case 0x5, 0x6 -> element("string", text(at));
        case 0xa, 0xb, 0xc -> array(contents(at, referenceBytes), depth);
        case 0xd -> dictionary(contents(at, 2 * referenceBytes), depth);
        default -> element("data", ""); // numbers, pictures and the like are not about links
      }
    }

    private int type(long at) throws IOException {
      return bytes.at(at) >> 4;
    }

    private void array(Contents contents, int depth) throws IOException, XMLStreamException {
      start("array");
      for (long i = 0; i < contents.length; i++) {
        write(reference(contents, i), depth + 1);
      }
      xml.writeEndElement();
    }

    private void dictionary(Contents contents, int depth) throws IOException, XMLStreamException {
      start("dict");
      for (long i = 0; i < contents.length; i++) {
        long key = offset(reference(contents, i));
        check(type(key) == 0x5 || type(key) == 0x6, "a key is no text");
        element("key", text(key));
        write(reference(contents, contents.length + i), depth + 1);
      }
      xml.writeEndElement();
    }

    private void element(String name, String text) throws IOException, XMLStreamException {
      count(text.length());
      start(name);
      xml.writeCharacters(NOT_FOR_XML.matcher(text).replaceAll(" "));
      xml.writeEndElement();
    }

    /** Begins an element, on a line of its own since lines are what reports name. */
    private void start(String name) throws IOException, XMLStreamException {
      count(ELEMENT);
      xml.writeCharacters("\n");
      xml.writeStartElement(name);
    }

    /** Counts characters that are about to be written. */
    private void count(int characters) throws IOException {
      written += characters;
      check(written <= MAX_WRITTEN, "what it stands for is too large");
    }

    private String date(long at) throws IOException {
      double seconds = Double.longBitsToDouble(bytes.number(at + 1, Double.BYTES));
      return Math.abs(seconds) < MAX_SECONDS ? EPOCH.plusSeconds((long) seconds).toString() : "";
    }

    /** A text; only the beginning of one that is longer than a link can have. */
    private String text(long at) throws IOException {
      int width = type(at) == 0x6 ? 2 : 1;
      Contents contents = contents(at, width);
      int length = (int) Math.min(contents.length, FileText.MAX_KEPT_LENGTH) * width;
      byte[] text = new byte[length];
      for (int i = 0; i < length; i++) {
        text[i] = (byte) bytes.at(contents.start + i);
      }
      return new String(text, width == 2 ? UTF_16BE : ISO_8859_1);
    }

    /** The content of an object: a number of elements, from a position. */
    private record Contents(long start, long length) {}

    private Contents contents(long at, int width) throws IOException {
      long start = at + 1;
      long length = bytes.at(at) & 0x0f;
      if (length == 0x0f) {
        check(type(start) == 0x1, "a length is not a number");
        int lengthBytes = 1 << (bytes.at(start) & 0x0f);
        check(isSize(lengthBytes), "a length is not a number");
        length = bytes.number(start + 1, lengthBytes);
        start += 1 + lengthBytes;
      }
      check(
          start <= table && length >= 0 && length <= (table - start) / width,
          "an object is cut off");
      return new Contents(start, length);
    }

    private long reference(Contents contents, long index) throws IOException {
      return bytes.number(contents.start + index * referenceBytes, referenceBytes);
    }

    /** Where an object begins. */
    private long offset(long object) throws IOException {
      check(object >= 0 && object < count, "an object is not there");
      long offset = bytes.number(table + object * offsetBytes, offsetBytes);
      check(offset >= START.length() && offset < table, "an object is not there");
      return offset;
    }
  }
}
