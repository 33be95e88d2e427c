package linkhold.formats;

import java.util.Locale;
import java.util.function.IntSupplier;
import org.htmlunit.cyberneko.xerces.xni.Augmentations;
import org.htmlunit.cyberneko.xerces.xni.NamespaceContext;
import org.htmlunit.cyberneko.xerces.xni.QName;
import org.htmlunit.cyberneko.xerces.xni.XMLAttributes;
import org.htmlunit.cyberneko.xerces.xni.XMLDocumentHandler;
import org.htmlunit.cyberneko.xerces.xni.XMLLocator;
import org.htmlunit.cyberneko.xerces.xni.XMLString;
import org.htmlunit.cyberneko.xerces.xni.parser.XMLDocumentSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of the tags of bookmark HTML. {@code A} is a link, {@code DD} after it its
 * description; {@code H3} is the name of the folder whose content the next list has, and becomes a
 * tag. Pocket and Instapaper have {@code H1} for what is unread and what is archived.
 */
final class BookmarkTags implements XMLDocumentHandler {

  /** More than the longest text that a link can have. */
  private static final int MAX_TEXT = 256 * 1024;

  /** Which text is being read. */
  private enum Reading {
    NOTHING,
    SECTION,
    FOLDER,
    TITLE,
    DETAILS
  }

  private final ImportedText file;
  private final Importer importer;
  private final IntSupplier line;
  private final Folders folders = new Folders();
  private final StringBuilder text = new StringBuilder();
  private Reading reading = Reading.NOTHING;
  private String section = "";
  private @Nullable Bookmark bookmark;

  /**
   * Hands entries to {@code importer}.
   *
   * @param line tells the line that is being read
   */
  BookmarkTags(ImportedText file, Importer importer, IntSupplier line) {
    this.file = file;
    this.importer = importer;
    this.line = line;
  }

  @Override
  public void startElement(
      QName element, XMLAttributes attributes, @Nullable Augmentations augmentations) {
    file.nextEntry();
    switch (name(element)) {
      case "a" -> {
        endBookmark();
        bookmark = new Bookmark(line.getAsInt(), attributes);
        read(Reading.TITLE);
      }
      case "dd" -> read(Reading.DETAILS);
      case "dl", "ul", "ol" -> {
        endBookmark();
        folders.open();
      }
      case "h3" -> {
        endBookmark();
        folders.next(attributes);
        read(Reading.FOLDER);
      }
      case "h1" -> {
        endBookmark();
        read(Reading.SECTION);
      }
      case "dt", "li", "hr" -> endBookmark();
      case "br" -> append("\n");
      default -> {}
    }
  }

  @Override
  public void emptyElement(
      QName element, XMLAttributes attributes, @Nullable Augmentations augmentations) {
    startElement(element, attributes, augmentations);
  }

  @Override
  public void endElement(QName element, @Nullable Augmentations augmentations) {
    file.nextEntry();
    switch (name(element)) {
      case "a", "h1", "h3", "dd" -> endText();
      case "dl", "ul", "ol" -> {
        endBookmark();
        folders.close();
      }
      default -> {}
    }
  }

  @Override
  public void characters(XMLString characters, @Nullable Augmentations augmentations) {
    append(characters);
  }

  @Override
  public void endDocument(@Nullable Augmentations augmentations) {
    endBookmark();
  }

  private void append(CharSequence characters) {
    if (reading != Reading.NOTHING && text.length() < MAX_TEXT) {
      text.append(characters);
    }
  }

  private void read(Reading next) {
    endText();
    reading = next;
  }

  private void endText() {
    String read = text.toString();
    switch (reading) {
      case SECTION -> section = read.strip().toLowerCase(Locale.ROOT);
      case FOLDER -> folders.name(read);
      case TITLE -> {
        if (bookmark != null) {
          bookmark.title(read);
        }
      }
      case DETAILS -> {
        if (bookmark != null) {
          bookmark.details(read);
        }
      }
      case NOTHING -> {}
    }
    reading = Reading.NOTHING;
    text.setLength(0);
  }

  private void endBookmark() {
    endText();
    if (bookmark != null) {
      bookmark.hand(importer, folders, section);
      bookmark = null;
    }
  }

  private static String name(QName element) {
    return element.getRawname().toLowerCase(Locale.ROOT);
  }

  @Override
  public void startDocument(
      XMLLocator locator,
      @Nullable String encoding,
      @Nullable NamespaceContext namespaces,
      @Nullable Augmentations augmentations) {}

  @Override
  public void xmlDecl(
      @Nullable String version,
      @Nullable String encoding,
      @Nullable String standalone,
      @Nullable Augmentations augmentations) {}

  @Override
  public void doctypeDecl(
      @Nullable String root,
      @Nullable String publicId,
      @Nullable String systemId,
      @Nullable Augmentations augmentations) {}

  @Override
  public void comment(XMLString comment, @Nullable Augmentations augmentations) {
    file.nextEntry();
  }

  @Override
  public void processingInstruction(
      String target, @Nullable XMLString data, @Nullable Augmentations augmentations) {}

  @Override
  public void startCDATA(@Nullable Augmentations augmentations) {}

  @Override
  public void endCDATA(@Nullable Augmentations augmentations) {}

  @Override
  public void setDocumentSource(@Nullable XMLDocumentSource source) {}

  @Override
  public @Nullable XMLDocumentSource getDocumentSource() {
    return null; // none is needed
  }
}
