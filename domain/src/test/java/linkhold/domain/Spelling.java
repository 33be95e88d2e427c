package linkhold.domain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes a {@link Sample} as a URL in one of its many spellings. */
final class Spelling {
  private static final List<String> TRACKING =
      List.of("utm_source=a", "UTM_Medium", "utm%5Fterm=", "fbclid=1", "GCLID=x%20y", "_hsmi=%zz");

  private static final HexFormat LOWER = HexFormat.of();
  private static final HexFormat UPPER = HexFormat.of().withUpperCase();

  private final Random random;
  private final StringBuilder out = new StringBuilder();

  private Spelling(Random random) {
    this.random = random;
  }

  static String of(Sample sample, Random random) {
    var spelling = new Spelling(random);
    spelling.origin(sample);
    spelling.path(sample.path());
    spelling.query(sample.query());
    spelling.fragment(sample);
    return maybe(random) ? "  " + spelling.out + "\n" : spelling.out.toString();
  }

  private void origin(Sample sample) {
    out.append(cased(sample.scheme())).append(pick("://", "://", ":", ":/", ":///", ":\\\\"));
    out.append(host(sample.host()));
    if (sample.port() > 0) {
      out.append(pick(":", ":0")).append(sample.port());
    } else {
      out.append(pick("", ":", sample.scheme().equals("https") ? ":443" : ":80"));
    }
  }

  private String host(String host) {
    return switch (host) {
      case "192.0.2.1" -> pick(host, "0xC0.0.2.1", "192.513", "0300.0.02.01", "3221225985");
      case "[2001:db8::1]" -> pick(host, "[2001:0DB8:0:0::1]", "[2001:db8::0.0.0.1]");
      case "xn--bcher-kva.example" ->
          pick(host, "bücher.example", "BU\u0308CHER。example", "b%C3%BCcher.example");
      default -> pick(cased(host), host.replace("e", "%65"), host.replace(".", "．"));
    };
  }

  private void path(List<String> segments) {
    for (String segment : segments) {
      out.append(pick("/", "/", "\\", "/./", "/%2e/", "/x/../", "/x/.%2E/"));
      text(segment, "/\\?#");
    }
    out.append(pick("", "/", "/.", "/x/.."));
  }

  private void query(List<Sample.Parameter> parameters) {
    var pieces = new ArrayList<String>();
    for (Sample.Parameter parameter : parameters) {
      tracking(pieces);
      var piece = new Spelling(random);
      piece.text(parameter.name(), "&=#+");
      if (parameter.value() != null) {
        piece.out.append('=');
        piece.text(parameter.value(), "&=#+");
      }
      pieces.add(piece.out.toString());
    }
    tracking(pieces);
    if (!pieces.isEmpty() || maybe(random)) {
      out.append('?').append(String.join("&", pieces));
    }
  }

  private void tracking(List<String> pieces) {
    if (random.nextInt(4) == 0) {
      pieces.add(TRACKING.get(random.nextInt(TRACKING.size())));
    }
  }

  private void fragment(Sample sample) {
    if (sample.fragment() != null) {
      out.append('#');
      text(sample.fragment(), "?#&=+/");
      out.append(pick("", ":~:text=a", ":~:"));
    } else {
      out.append(pick("", "", "#", "#:~:text=a,b"));
    }
  }

  /** The text with some characters escaped that need not be, but always those that must be. */
  private void text(String text, String reserved) {
    text.codePoints()
        .forEach(c -> {
          boolean free = c >= 0x80 || Character.isLetterOrDigit(c) || "-_~. ".indexOf(c) >= 0;
          boolean bare = free || "[]{}|\"<>^`\\\u0001".indexOf(c) >= 0;
          boolean always = reserved.indexOf(c) >= 0 || c == '%' || !bare;
          if (always || maybe(random)) {
            escape(c);
          } else {
            out.appendCodePoint(c);
          }
        });
  }

  private void escape(int c) {
    for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
      out.append('%').append((maybe(random) ? LOWER : UPPER).toHexDigits(b));
    }
  }

  private String cased(String text) {
    return maybe(random) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static boolean maybe(Random random) {
    return random.nextBoolean();
  }
}
