package linkhold.formats.xml;

import java.io.IOException;
import java.io.Reader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.FileText;
import linkhold.formats.entry.NamedValues;
import linkhold.formats.entry.NamedValues.TagNotation;
import org.jspecify.annotations.Nullable;

/** XML read by the JDK's parser, which neither reads DTDs nor replaces entities of a file's own. */
final class XmlText {

  private static final XMLInputFactory FACTORY = factory();

  private final FileText text;
  private final XMLStreamReader xml;

  private XmlText(FileText text, XMLStreamReader xml) {
    this.text = text;
    this.xml = xml;
  }

  /** Reads one kind of document. */
  @FunctionalInterface
  interface Document {

    /** Reads all of {@code xml}. */
    void read(XmlText xml) throws XMLStreamException;
  }

  /** Reads {@code text} as {@code document}, and reports where it cannot be read on. */
  static void read(FileText text, Entries entries, Document document) throws IOException {
    CheckedReader reader = new CheckedReader(text);
    XMLStreamReader xml = null;
    try {
      xml = FACTORY.createXMLStreamReader(reader);
      document.read(new XmlText(text, xml));
    } catch (XMLStreamException e) {
      IOException failure = reader.failure;
      long line = xml == null ? 1 : Math.max(1, xml.getLocation().getLineNumber());
      if (failure instanceof EntryTooLongException) {
        entries.stop(line, failure.getMessage() + ".");
      } else if (failure != null) {
        throw failure;
      } else if (reader.ended) {
        entries.breakOff(line, "");
      } else {
        entries.stop(line, "It is not XML.");
      }
    }
  }

  /** The line that is being read, from 1. */
  long line() {
    return xml.getLocation().getLineNumber();
  }

  /** Goes to the next tag; false at the end of the document. */
  boolean nextTag() throws XMLStreamException {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT, XMLStreamConstants.END_ELEMENT -> {
          text.nextEntry();
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  /** Whether the tag begins an element. */
  boolean isStart() {
    return xml.isStartElement();
  }

  /** The name of the tag's element. */
  String name() {
    return xml.getLocalName();
  }

  /** The value of an attribute; empty when it is absent. */
  String attribute(String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /** All attributes. */
  NamedValues attributes(TagNotation notation) {
    NamedValues values = new NamedValues(notation);
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      values.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
    }
    return values;
  }

  /** The text of the element that begins here, that of elements within it too; goes to its end. */
  String text() throws XMLStreamException {
    StringBuilder read = new StringBuilder();
    int depth = 1;
    while (depth > 0) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> depth++;
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (read.length() < FileText.MAX_KEPT_LENGTH) {
            read.append(xml.getText());
          }
        }
        default -> {}
      }
    }
    return read.toString();
  }

  /** Goes to the end of the element that begins here. */
  void skip() throws XMLStreamException {
    text();
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setXMLResolver((_, _, _, _) -> {
      throw new XMLStreamException("External entities are not read.");
    });
    return factory;
  }

  /** Remembers how reading the file ended, since the parser hides it. */
  private static final class CheckedReader extends Reader {

    private final FileText text;
    private @Nullable IOException failure;
    private boolean ended;

    CheckedReader(FileText text) {
      this.text = text;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
      try {
        int count = text.read(target, offset, length);
        ended = count < 0;
        return count;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void close() {
      // the file is not ours
    }
  }
}
