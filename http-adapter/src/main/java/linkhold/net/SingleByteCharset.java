package linkhold.net;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/**
 * Charsets of the web that the JDK lacks, for reading. Up to 0x9F they are ASCII and control
 * characters; the table has the characters above, as in the indexes of the WHATWG's Encoding
 * Standard.
 */
final class SingleByteCharset extends Charset {

  /** Of northern Europe. */
  static final Charset ISO_8859_10 =
      new SingleByteCharset(
          "ISO-8859-10",
          "\u00a0ĄĒĢĪĨĶ\u00a7ĻĐŠŦŽ\u00adŪŊ°ąēģīĩķ·ļđšŧž―ūŋ"
              + "ĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞß"
              + "āáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ");

  /** Of the Celtic languages. */
  static final Charset ISO_8859_14 =
      new SingleByteCharset(
          "ISO-8859-14",
          "\u00a0Ḃḃ\u00a3ĊċḊ\u00a7Ẁ\u00a9ẂḋỲ\u00ad®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡ"
              + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶß"
              + "àáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ");

  private static final int FIRST_IN_TABLE = 0xa0;

  private final String table;

  private SingleByteCharset(String name, String table) {
    super(name, null);
    this.table = table;
  }

  @Override
  public boolean contains(Charset other) {
    return other.equals(this);
  }

  @Override
  public CharsetDecoder newDecoder() {
    return new CharsetDecoder(this, 1, 1) {
      @Override
      protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
        while (in.hasRemaining()) {
          if (!out.hasRemaining()) {
            return CoderResult.OVERFLOW;
          }
          int value = in.get() & 0xff;
          out.put(value < FIRST_IN_TABLE ? (char) value : table.charAt(value - FIRST_IN_TABLE));
        }
        return CoderResult.UNDERFLOW;
      }
    };
  }

  @Override
  public boolean canEncode() {
    return false;
  }

  @Override
  public CharsetEncoder newEncoder() {
    throw new UnsupportedOperationException("Only for reading: " + name());
  }
}
