package linkhold.formats;

import java.io.IOException;
import org.htmlunit.cyberneko.HTMLConfiguration;
import org.htmlunit.cyberneko.HTMLScanner;
import org.htmlunit.cyberneko.xerces.xni.parser.XMLInputSource;

/**
 * Netscape bookmark HTML, as broken as people have it. Only the markup's tags are looked at, in
 * their order: nobody closes a {@code DT}, and as a tree of elements some files are as deep as
 * long.
 */
final class HtmlReader implements EntryReader {

  @Override
  public void read(ImportedText text, Importer importer) throws IOException {
    HTMLConfiguration parser = new HTMLConfiguration();
    parser.setInputSource(new XMLInputSource("", "", "", new BookmarkMarkup(text), "UTF-8"));
    HTMLScanner scanner = parser.getDocumentScanner();
    BookmarkTags tags = new BookmarkTags(text, importer, scanner::getLineNumber);
    scanner.setDocumentHandler(tags); // instead of what would build a tree
    try {
      scanner.scanDocument(true);
    } catch (EntryTooLongException e) {
      importer.stop(scanner.getLineNumber(), e.getMessage() + ".");
    }
  }
}
