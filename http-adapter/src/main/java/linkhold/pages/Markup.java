package linkhold.pages;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.htmlunit.cyberneko.parsers.SAXParser;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** The metadata in the markup of a page, unchanged. */
final class Markup {

  /** An element {@code link}. */
  record Reference(String relations, String type, String sizes, String href) {

    boolean has(String relation) {
      return (" " + relations + " ").contains(" " + relation + " ");
    }
  }

  /** A longer text in one element is not a title. */
  private static final int MAX_TEXT_LENGTH = 64 * 1024;

  private static final int MAX_REFERENCES = 500;

  private final Map<String, String> metas = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();
  private final List<String> scripts = new ArrayList<>();
  private @Nullable String title;
  private @Nullable String heading;
  private @Nullable String language;
  private @Nullable String base;

  private Markup() {}

  /** Reads markup, which may be malformed or cut off. */
  static Markup of(String html) {
    Markup markup = new Markup();
    SAXParser parser = new SAXParser();
    parser.setContentHandler(markup.new Handler());
    try {
      parser.parse(new InputSource(new StringReader(html)));
    } catch (SAXException | IOException | RuntimeException e) {
      // What was read before the parser failed counts.
    }
    return markup;
  }

  /** The content of the first {@code meta} of this name or property. */
  Optional<String> meta(String name) {
    return Optional.ofNullable(metas.get(name));
  }

  Optional<String> title() {
    return Optional.ofNullable(title);
  }

  /** The first {@code h1}. */
  Optional<String> heading() {
    return Optional.ofNullable(heading);
  }

  Optional<String> language() {
    return Optional.ofNullable(language);
  }

  Optional<String> base() {
    return Optional.ofNullable(base);
  }

  List<Reference> references() {
    return references;
  }

  /** The texts of scripts of JSON-LD. */
  List<String> linkedData() {
    return scripts;
  }

  private final class Handler extends DefaultHandler {

    private @Nullable String within;
    private boolean inGraphic;
    private final StringBuilder text = new StringBuilder();

    @Override
    public void startElement(
        @Nullable String uri, @Nullable String local, String name, Attributes attributes) {
      String element = name.toLowerCase(Locale.ROOT);
      switch (element) {
        case "html" -> language = value(attributes, "lang");
        case "meta" -> meta(attributes);
        case "base" -> base = base == null ? value(attributes, "href") : base;
        case "link" -> reference(attributes);
        case "svg" -> inGraphic = true; // its titles are not the page's
        case "title" -> begin(title == null && !inGraphic ? element : null);
        case "h1" -> begin(heading == null ? element : null);
        case "script" -> {
          String type = value(attributes, "type");
          begin(type != null && type.toLowerCase(Locale.ROOT).contains("ld+json") ? element : null);
        }
        default -> {}
      }
    }

    private void meta(Attributes attributes) {
      String property = value(attributes, "property");
      String name = property == null ? value(attributes, "name") : property;
      String content = value(attributes, "content");
      if (name != null && content != null && !content.isBlank() && metas.size() < 500) {
        metas.putIfAbsent(name.strip().toLowerCase(Locale.ROOT), content);
      }
    }

    private void reference(Attributes attributes) {
      String relations = value(attributes, "rel");
      String href = value(attributes, "href");
      if (relations != null && href != null && references.size() < MAX_REFERENCES) {
        String type = value(attributes, "type");
        String sizes = value(attributes, "sizes");
        references.add(
            new Reference(
                relations.toLowerCase(Locale.ROOT).replaceAll("\\s+", " "),
                type == null ? "" : type.toLowerCase(Locale.ROOT),
                sizes == null ? "" : sizes,
                href));
      }
    }

    private void begin(@Nullable String element) {
      if (element != null) {
        within = element;
        text.setLength(0);
      }
    }

    @Override
    public void characters(char[] chars, int start, int length) {
      if (within != null && text.length() < MAX_TEXT_LENGTH) {
        text.append(chars, start, Math.min(length, MAX_TEXT_LENGTH - text.length()));
      }
    }

    @Override
    public void endElement(@Nullable String uri, @Nullable String local, String name) {
      String element = name.toLowerCase(Locale.ROOT);
      if (element.equals("svg")) {
        inGraphic = false;
      }
      if (element.equals(within)) {
        within = null;
        String read = text.toString();
        switch (element) {
          case "title" -> title = read;
          case "h1" -> heading = read.isBlank() ? null : read;
          default -> scripts.add(read);
        }
      }
    }

    private static @Nullable String value(Attributes attributes, String name) {
      for (int i = 0; i < attributes.getLength(); i++) {
        if (attributes.getQName(i).equalsIgnoreCase(name)) {
          return attributes.getValue(i);
        }
      }
      return null;
    }
  }
}
