package linkhold.domain.url;

/** Unicode text in the letters, digits and hyphens of host names (RFC 3492). */
final class Punycode {
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int INITIAL_N = 0x80;

  private Punycode() {}

  /** The encoding of a label of at most a few hundred characters, without {@code xn--}. */
  static String encode(String label) {
    int[] input = label.codePoints().toArray();
    var out = new StringBuilder();
    for (int c : input) {
      if (c < INITIAL_N) {
        out.append((char) c);
      }
    }
    int basic = out.length();
    if (basic > 0) {
      out.append('-');
    }
    int handled = basic;
    int n = INITIAL_N;
    int delta = 0;
    int bias = INITIAL_BIAS;
    while (handled < input.length) {
      int next = Integer.MAX_VALUE;
      for (int c : input) {
        if (c >= n && c < next) {
          next = c;
        }
      }
      delta += (next - n) * (handled + 1);
      n = next;
      for (int c : input) {
        if (c < n) {
          delta++;
        } else if (c == n) {
          appendNumber(out, delta, bias);
          bias = adapt(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
      delta++;
      n++;
    }
    return out.toString();
  }

  /**
   * The label that an encoding without {@code xn--} stands for.
   *
   * @throws IllegalArgumentException when it is not valid
   */
  static String decode(String encoded) {
    int delimiter = encoded.lastIndexOf('-');
    var out = new StringBuilder(encoded.substring(0, Math.max(0, delimiter)));
    int at = delimiter + 1;
    long n = INITIAL_N;
    long index = 0;
    int bias = INITIAL_BIAS;
    while (at < encoded.length()) {
      long before = index;
      long weight = 1;
      for (int k = BASE; ; k += BASE) {
        int digit = at < encoded.length() ? Character.digit(encoded.charAt(at++), BASE) : -1;
        if (digit < 0) {
          throw new IllegalArgumentException("No Punycode");
        }
        int value = digit < 10 ? digit + 26 : digit - 10;
        index += value * weight;
        int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
        if (value < threshold) {
          break;
        }
        weight *= BASE - threshold;
        if (index > Integer.MAX_VALUE || weight > Integer.MAX_VALUE) {
          throw new IllegalArgumentException("No Punycode");
        }
      }
      int count = out.codePointCount(0, out.length()) + 1;
      bias = adapt((int) (index - before), count, before == 0);
      n += index / count;
      index %= count;
      if (n > Character.MAX_CODE_POINT || n >= 0xD800 && n < 0xE000) {
        throw new IllegalArgumentException("No Punycode");
      }
      out.insert(out.offsetByCodePoints(0, (int) index), Character.toChars((int) n));
      index++;
    }
    return out.toString();
  }

  private static void appendNumber(StringBuilder out, int number, int bias) {
    int rest = number;
    for (int k = BASE; ; k += BASE) {
      int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
      if (rest < threshold) {
        out.append(digit(rest));
        return;
      }
      out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
      rest = (rest - threshold) / (BASE - threshold);
    }
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }

  private static int adapt(int delta, int count, boolean first) {
    int scaled = first ? delta / DAMP : delta / 2;
    scaled += scaled / count;
    int k = 0;
    while (scaled > (BASE - T_MIN) * T_MAX / 2) {
      scaled /= BASE - T_MIN;
      k += BASE;
    }
    return k + (BASE - T_MIN + 1) * scaled / (scaled + SKEW);
  }
}
