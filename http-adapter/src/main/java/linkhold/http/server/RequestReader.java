package linkhold.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.Bytes;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import linkhold.http.server.Deadlines.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends over one connection of HTTP/1, bounded before Helidon reads it.
 *
 * <p>Helidon 4.5.0 keeps what it has received in a list of arrays, one for each read of the socket,
 * until it finds the end of the line that it looks for. It looks for the end of a line of a chunked
 * body without a limit, and it reads each chunk whole. This reader therefore
 *
 * <ul>
 *   <li>collects the head of a request in one array before Helidon parses it, within {@link Limits}
 *       and within a time;
 *   <li>converts a request of HTTP/1.0 to HTTP/1.1, see {@link Http10Request}, and one for a whole
 *       URL to one for a path, see {@link AbsoluteTarget};
 *   <li>reads the lines of a chunked body itself, and passes on a chunk in pieces as it arrives.
 * </ul>
 *
 * <p>When a head exceeds a limit, Helidon gets the bytes that have arrived so far, and refuses them
 * by the same limit with the right status.
 */
public final class RequestReader extends DataReader {

  /** The longest line with the size of a chunk and its extensions. Those in use take under 100. */
  private static final int MAX_CHUNK_LINE = 1024;

  /** Enough for any size, with some zeros before it. */
  private static final int MAX_SIZE_DIGITS = 15;

  private static final int NEW_LINE = 2;

  private final Source source;
  private final Limits limits;
  private final Http10Request oldRequest;

  /** Whether Helidon is parsing a head. */
  private boolean inHead;

  private boolean isOld;

  /** How much of the current chunk has not been passed on. */
  private long chunkLeft;

  /** The length of the piece of a chunk that Helidon reads next; 0 outside chunks. */
  private int piece;

  /** Whether Helidon skips the end of a chunk next, since it takes each piece for a chunk. */
  private boolean pieceRead;

  /** Whether the trailers are next. */
  private boolean chunksEnded;

  /**
   * What bounds a request.
   *
   * @param lineBytes the longest request line
   * @param headerBytes the largest headers, and the largest trailers
   * @param chunkBytes the largest chunk of a body
   * @param headNanos the timeout of a head, from its first byte
   * @param deadlines ends the wait for it
   * @param memory the memory of all heads that arrive in more than one piece
   */
  public record Limits(
      int lineBytes,
      int headerBytes,
      int chunkBytes,
      long headNanos,
      Deadlines deadlines,
      HeadMemory memory) {}

  /**
   * Reads from {@code in}.
   *
   * @param oldRequest converts requests of HTTP/1.0 to HTTP/1.1
   */
  RequestReader(DataReader in, Limits limits, Http10Request oldRequest) {
    this(new Source(in), limits, oldRequest);
  }

  @SuppressWarnings("removal") // the factory that is to replace the constructor makes no subclass
  private RequestReader(Source source, Limits limits, Http10Request oldRequest) {
    super(source);
    this.source = source;
    this.limits = limits;
    this.oldRequest = oldRequest;
  }

  /** Whether the request is of HTTP/1.0, and so the last one of its connection. */
  boolean isOld() {
    return isOld;
  }

  /** Helidon's first call for each request looks for the end of the request line. */
  @Override
  public int findNewLine(int max) {
    if (!inHead) {
      collectHead();
      inHead = true;
    }
    return super.findNewLine(max);
  }

  @Override
  public boolean startsWithNewLine() {
    boolean isEmptyLine = super.startsWithNewLine();
    if (isEmptyLine) {
      inHead = false;
    }
    return isEmptyLine;
  }

  /** Helidon reads the lines of chunked bodies by this, and no others. */
  @Override
  public String readLine() {
    if (chunksEnded) {
      chunksEnded = false;
      skipTrailers();
      return "";
    }
    if (chunkLeft == 0) {
      chunkLeft = chunkSize(line(MAX_CHUNK_LINE));
    }
    if (chunkLeft == 0) {
      chunksEnded = true;
      return "0";
    }
    ensureAvailable();
    piece = (int) Math.min(chunkLeft, available());
    return Integer.toHexString(piece);
  }

  @Override
  public BufferData readBuffer(int length) {
    if (piece == 0) {
      return super.readBuffer(length);
    }
    BufferData data = getBuffer(piece);
    super.skip(piece);
    chunkLeft -= piece;
    piece = 0;
    pieceRead = true;
    return data;
  }

  @Override
  public void skip(int length) {
    if (!pieceRead) {
      super.skip(length);
      return;
    }
    pieceRead = false;
    if (chunkLeft == 0) {
      if (!super.startsWithNewLine()) {
        throw malformed("A chunk does not end where its size says");
      }
      super.skip(NEW_LINE);
    }
  }

  private void collectHead() {
    if (isOld) {
      throw new CloseConnectionException("An answer to HTTP/1.0 ends with the connection");
    }
    byte[] first = available() == 0 ? source.get() : readBytes(available());
    Head head = new Head(first);
    if (!head.isComplete()) {
      collect(head);
    }
    byte[] bytes = head.bytes();
    if (head.isWellFormed()) {
      bytes = usual(bytes, head.lineEnd, head.end - head.start);
    }
    source.putBack(bytes);
  }

  /** The request in the form that Helidon reads. */
  private byte[] usual(byte[] bytes, int lineEnd, int end) {
    isOld = Http10Request.is(bytes, lineEnd);
    byte[] local = AbsoluteTarget.isIn(bytes, lineEnd) ? AbsoluteTarget.toPath(bytes, end) : bytes;
    return isOld ? oldRequest.upgrade(local, end + local.length - bytes.length) : local;
  }

  private void collect(Head head) {
    Deadline deadline = limits.deadlines.begin(System.nanoTime() + limits.headNanos);
    try (HeadMemory.Share share = limits.memory.share()) {
      do {
        head.add(source.get(), share);
      } while (!head.isComplete());
    } finally {
      deadline.end();
    }
  }

  /** A line without its end. */
  private String line(int max) {
    collectLine(max);
    try {
      int length = super.findNewLine(max);
      if (length == max) {
        throw malformed("A line of a chunked body is too long");
      }
      String line = readAsciiString(length);
      super.skip(NEW_LINE);
      return line;
    } catch (IncorrectNewLineException e) {
      throw malformed("A line of a chunked body does not end with CR and LF");
    }
  }

  /** Collects a line that arrives in many pieces in one array. */
  private void collectLine(int max) {
    ensureAvailable();
    if (getBuffer(available()).indexOf(Bytes.LF_BYTE) >= 0) {
      return;
    }
    byte[] line = readBytes(available());
    while (line.length < max + NEW_LINE && indexOf(line, Bytes.LF_BYTE) < 0) {
      byte[] more = source.get();
      int length = line.length;
      line = Arrays.copyOf(line, length + more.length);
      System.arraycopy(more, 0, line, length, more.length);
    }
    source.putBack(line);
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    return Bytes.firstIndexOf(bytes, 0, bytes.length, wanted);
  }

  /** Extensions have no meaning here and are ignored (RFC 9112, 7.1.1). */
  private long chunkSize(String line) {
    int end = line.indexOf(';');
    String digits = end < 0 ? line : line.substring(0, end);
    if (digits.isEmpty()
        || digits.length() > MAX_SIZE_DIGITS
        || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw malformed("A chunk's size is not a hexadecimal number");
    }
    long size = HexFormat.fromHexDigitsToLong(digits);
    if (size > limits.chunkBytes) {
      throw RequestException.builder()
          .type(EventType.BAD_REQUEST)
          .status(Status.REQUEST_ENTITY_TOO_LARGE_413)
          .setKeepAlive(false)
          .message("A chunk is larger than " + limits.chunkBytes + " bytes")
          .build();
    }
    return size;
  }

  /** Trailers have no meaning here and are ignored (RFC 9110, 6.5.1). */
  private void skipTrailers() {
    int left = limits.headerBytes;
    String line = line(left);
    while (!line.isEmpty()) {
      if (line.indexOf(':') < 1) {
        throw malformed("A trailer has no name");
      }
      left = Math.max(1, left - line.length() - NEW_LINE);
      line = line(left);
    }
  }

  private static RequestException malformed(String message) {
    return RequestException.builder()
        .type(EventType.BAD_REQUEST)
        .setKeepAlive(false)
        .message(message)
        .build();
  }

  /** A request line and headers, as they arrive. */
  private final class Head {

    private byte[] bytes;
    private int length;

    /** Where it begins: one empty line before it is skipped, as RFC 9112, 2.2, asks. */
    private int start;

    /** Where the request line ends, from the start; 0 while it has not. */
    private int lineEnd;

    /** Where the empty line ends that ends the head; 0 while it has not. */
    private int end;

    private int scanned;
    private int line;
    private boolean isMalformed;

    Head(byte[] first) {
      this.bytes = first;
      this.length = first.length;
    }

    void add(byte[] more, HeadMemory.Share share) {
      if (length + more.length > bytes.length) {
        int capacity = Math.max(2 * bytes.length, length + more.length);
        share.take(capacity);
        bytes = Arrays.copyOf(bytes, capacity);
      }
      System.arraycopy(more, 0, bytes, length, more.length);
      length += more.length;
    }

    /** Whether nothing more is needed to serve it or to refuse it. */
    boolean isComplete() {
      for (; scanned < length; scanned++) {
        if (bytes[scanned] == Bytes.LF_BYTE && endsLine()) {
          return true;
        }
      }
      return lineEnd == 0
          ? length - start > limits.lineBytes
          : length - start - lineEnd > limits.headerBytes + NEW_LINE;
    }

    /** Whether the head ends with the line that ends at {@link #scanned}. */
    private boolean endsLine() {
      isMalformed = scanned == line || bytes[scanned - 1] != Bytes.CR_BYTE;
      boolean isEmpty = scanned == line + 1;
      line = scanned + 1;
      if (isMalformed) {
        return true;
      }
      if (!isEmpty) {
        lineEnd = lineEnd == 0 ? scanned - 1 - start : lineEnd;
      } else if (start == 0 && lineEnd == 0) {
        start = line;
      } else {
        end = line;
        return true;
      }
      return false;
    }

    boolean isWellFormed() {
      return end > 0 && lineEnd > 0;
    }

    /** All that has arrived, from the head's start on. */
    byte[] bytes() {
      return start == 0 && length == bytes.length
          ? bytes
          : Arrays.copyOfRange(bytes, start, length);
    }
  }

  /** Bytes of the connection, of which some can be put back. */
  private static final class Source implements Supplier<byte[]> {

    private final DataReader in;
    private byte @Nullable [] back;

    Source(DataReader in) {
      this.in = in;
    }

    /** Puts back {@code bytes}; everything before them has been read. */
    void putBack(byte[] bytes) {
      back = bytes;
    }

    @Override
    public byte[] get() {
      byte[] first = back;
      if (first != null) {
        back = null;
        return first;
      }
      try {
        return in.readBuffer().readBytes();
      } catch (InsufficientDataAvailableException e) {
        throw new CloseConnectionException("The client has gone", e);
      }
    }
  }
}
