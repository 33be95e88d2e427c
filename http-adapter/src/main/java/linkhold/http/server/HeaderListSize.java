package linkhold.http.server;

import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;

/**
 * The decoded size of compressed headers (HPACK, RFC 7541), found without decoding them: only the
 * lengths of the entries in the connection's table are kept. Huffman-coded text counts as if it
 * consisted of the shortest codes, so that the size is never below the true one.
 */
final class HeaderListSize {

  /** What each field counts besides its name and value (RFC 9113, 6.5.2, and RFC 7541, 4.1). */
  private static final int OVERHEAD = 32;

  /** The table's default size; the server announces no other. */
  private static final int TABLE_BYTES = 4096;

  private static final int SHORTEST_CODE_BITS = 5;

  /** A larger number makes no sense in headers. */
  private static final int MAX_SHIFT = 21;

  /** RFC 7541, appendix A. */
  private static final List<String> STATIC_TABLE =
      List.of(
          ":authority",
          ":method GET",
          ":method POST",
          ":path /",
          ":path /index.html",
          ":scheme http",
          ":scheme https",
          ":status 200",
          ":status 204",
          ":status 206",
          ":status 304",
          ":status 400",
          ":status 404",
          ":status 500",
          "accept-charset",
          "accept-encoding gzip, deflate",
          "accept-language",
          "accept-ranges",
          "accept",
          "access-control-allow-origin",
          "age",
          "allow",
          "authorization",
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "etag",
          "expect",
          "expires",
          "from",
          "host",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "last-modified",
          "link",
          "location",
          "max-forwards",
          "proxy-authenticate",
          "proxy-authorization",
          "range",
          "referer",
          "refresh",
          "retry-after",
          "server",
          "set-cookie",
          "strict-transport-security",
          "transfer-encoding",
          "user-agent",
          "vary",
          "via",
          "www-authenticate");

  private final int limit;

  /** Newest first. */
  private final List<Field> table = new ArrayList<>();

  private int tableBytes;
  private int tableLimit = TABLE_BYTES;

  private byte[] block = {};
  private int at;

  /** Accepts headers up to {@code limit} bytes. */
  HeaderListSize(int limit) {
    this.limit = limit;
  }

  /**
   * Checks the next headers of the connection.
   *
   * @throws Http2Exception when they are too large, or cannot be decoded
   */
  void check(byte[] headers) {
    block = headers;
    at = 0;
    long size = 0;
    while (at < block.length) {
      size += next();
      if (size > limit) {
        throw new Http2Exception(
            Http2ErrorCode.ENHANCE_YOUR_CALM, "Headers are larger than " + limit + " bytes");
      }
    }
  }

  /** The size of the next field; 0 for a change of the table. */
  private int next() {
    int first = block[at] & 0xff;
    if (first >= 0x80) {
      return field(number(7)).size();
    }
    if (first >= 0x40) {
      Field field = literal(6);
      add(field);
      return field.size();
    }
    if (first >= 0x20) {
      tableLimit = Math.min(number(5), TABLE_BYTES);
      shrink();
      return 0;
    }
    return literal(4).size();
  }

  private Field literal(int prefixBits) {
    int index = number(prefixBits);
    int name = index == 0 ? text() : field(index).name;
    return new Field(name, text());
  }

  private void add(Field field) {
    table.addFirst(field);
    tableBytes += field.size();
    shrink();
  }

  private void shrink() {
    while (tableBytes > tableLimit) {
      tableBytes -= table.removeLast().size();
    }
  }

  private Field field(int index) {
    int dynamic = index - STATIC_TABLE.size() - 1;
    if (index == 0 || dynamic >= table.size()) {
      throw malformed();
    }
    return dynamic >= 0 ? table.get(dynamic) : Field.of(STATIC_TABLE.get(index - 1));
  }

  /** The length of a text, at most. */
  private int text() {
    boolean huffman = at < block.length && block[at] < 0;
    int length = number(7);
    if (length > block.length - at) {
      throw malformed();
    }
    at += length;
    return huffman ? length * Byte.SIZE / SHORTEST_CODE_BITS : length;
  }

  /** RFC 7541, 5.1. */
  private int number(int prefixBits) {
    int max = (1 << prefixBits) - 1;
    int number = read() & max;
    if (number < max) {
      return number;
    }
    int shift = 0;
    int next;
    do {
      next = read();
      if (shift > MAX_SHIFT) {
        throw malformed();
      }
      number += (next & 0x7f) << shift;
      shift += 7;
    } while (next >= 0x80);
    return number;
  }

  private int read() {
    if (at == block.length) {
      throw malformed();
    }
    return block[at++] & 0xff;
  }

  private static Http2Exception malformed() {
    return new Http2Exception(Http2ErrorCode.COMPRESSION, "Headers cannot be decoded");
  }

  private record Field(int name, int value) {

    static Field of(String entry) {
      int end = entry.indexOf(' ');
      return end < 0 ? new Field(entry.length(), 0) : new Field(end, entry.length() - end - 1);
    }

    int size() {
      return name + value + OVERHEAD;
    }
  }
}
