package linkhold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.StringJoiner;

/** Converts an array from the binary form of PostgreSQL's protocol to SQL text. */
final class BinaryArray {

  private static final int BOOL = 16;
  private static final int BYTEA = 17;
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int VARCHAR = 1043;

  private BinaryArray() {}

  /**
   * The array's text, such as <code>{"1","2"}</code>.
   *
   * @throws IOException when it has several dimensions or elements of another type
   */
  static String text(byte[] binary) throws IOException {
    ByteBuffer array = ByteBuffer.wrap(binary);
    int dimensions = array.getInt();
    array.getInt(); // whether it has nulls
    int type = array.getInt();
    if (dimensions > 1) {
      throw new IOException("An array of several dimensions");
    }
    int length = dimensions == 0 ? 0 : array.getInt();
    if (length > 0) {
      array.getInt(); // the lower bound
    }
    StringJoiner text = new StringJoiner(",", "{", "}");
    for (int i = 0; i < length; i++) {
      int size = array.getInt();
      text.add(size < 0 ? "NULL" : quoted(element(type, array, size)));
    }
    return text.toString();
  }

  private static String element(int type, ByteBuffer array, int size) throws IOException {
    return switch (type) {
      case BOOL -> array.get() == 0 ? "f" : "t";
      case INT2 -> Short.toString(array.getShort());
      case INT4 -> Integer.toString(array.getInt());
      case INT8 -> Long.toString(array.getLong());
      case TEXT, VARCHAR -> new String(bytes(array, size), UTF_8);
      case BYTEA -> "\\x" + HexFormat.of().formatHex(bytes(array, size));
      default -> throw new IOException("An array of the type " + type);
    };
  }

  private static byte[] bytes(ByteBuffer array, int size) {
    byte[] bytes = new byte[size];
    array.get(bytes);
    return bytes;
  }

  private static String quoted(String element) {
    return '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
