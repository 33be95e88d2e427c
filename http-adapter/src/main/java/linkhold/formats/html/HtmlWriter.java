package linkhold.formats.html;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Instant;
import linkhold.domain.Link;
import linkhold.domain.Tag;
import linkhold.formats.entry.LinkWriter;
import linkhold.formats.entry.Moment;
import org.jspecify.annotations.Nullable;

/**
 * Netscape bookmark HTML. Attributes are those that Pinboard, linkding and Raindrop know; the note
 * stands where linkding looks for it. A value that would not be read back unchanged, such as a
 * title with a blank at its end, is written again in an attribute of Linkhold's own.
 */
public final class HtmlWriter implements LinkWriter {

  private static final String BEGINNING =
      """
      <!DOCTYPE NETSCAPE-Bookmark-file-1>
      <!-- This is an automatically generated file.
           It will be read and overwritten.
           DO NOT EDIT! -->
      <META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
      <TITLE>Bookmarks</TITLE>
      <H1>Bookmarks</H1>
      <DL><p>
      """;

  private static final String END = "</DL><p>\n";

  private final Writer html;

  /** Begins a file. */
  public HtmlWriter(OutputStream out) throws IOException {
    html = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
    html.write(BEGINNING);
  }

  @Override
  public void write(Link link) throws IOException {
    // Chromium reads line by line, and takes no character reference for a line break.
    String shown = link.title() == null ? link.url() : link.title().replaceAll("[\\r\\n]+", " ");
    String tags = link.tags().stream().map(Tag::name).collect(joining(","));
    String details = HtmlText.details(link.description(), link.note());
    html.write("    <DT><A");
    attribute("HREF", link.url());
    attribute("ADD_DATE", Long.toString(link.createdAt().getEpochSecond()));
    attribute("LAST_MODIFIED", Long.toString(link.updatedAt().getEpochSecond()));
    for (HtmlFlag flag : HtmlFlag.values()) {
      optional(flag.attribute(), flag.written(link));
    }
    optional("TAGS", tags.isEmpty() ? null : tags);
    optional(HtmlText.IMAGE_URL, link.imageUrl());
    optional(HtmlText.ICON_URL, link.iconUrl());
    exactly(link, shown, details);
    html.write('>');
    escape(shown);
    html.write("</A>\n");
    if (!details.isEmpty()) {
      html.write("    <DD>");
      escape(details);
      html.write('\n');
    }
  }

  /**
   * Writes the attributes for values that would not be read back unchanged from their usual place.
   */
  private void exactly(Link link, String shown, String details) throws IOException {
    String title = link.title();
    if (title != null && !title.equals(HtmlText.title(shown, link.url()))) {
      attribute(HtmlText.TITLE, title);
    }
    if (!HtmlText.Details.of(details)
        .equals(new HtmlText.Details(link.description(), link.note()))) {
      optional(HtmlText.DESCRIPTION, link.description());
      optional(HtmlText.NOTE, link.note());
    }
    if (link.tags().stream().anyMatch(tag -> !HtmlText.isPlainTag(tag.name()))) {
      attribute(HtmlText.TAGS, link.tags().stream().map(Tag::name).collect(joining(" ")));
    }
    Instant seconds = Instant.ofEpochSecond(link.createdAt().getEpochSecond());
    boolean plain =
        !seconds.equals(Instant.EPOCH)
            && Moment.parse(Long.toString(seconds.getEpochSecond()))
                .filter(link.createdAt()::equals)
                .isPresent();
    if (!plain) {
      attribute(HtmlText.CREATED_AT, link.createdAt().toString());
    }
  }

  private void optional(String name, @Nullable String value) throws IOException {
    if (value != null) {
      attribute(name, value);
    }
  }

  private void attribute(String name, String value) throws IOException {
    html.write(' ');
    html.write(name);
    html.write("=\"");
    escape(value);
    html.write('"');
  }

  /** A link's line stays one line. */
  private void escape(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.write("&amp;");
        case '<' -> html.write("&lt;");
        case '>' -> html.write("&gt;");
        case '"' -> html.write("&quot;");
        case '\n' -> html.write("&#10;");
        case '\r' -> html.write("&#13;");
        default -> html.write(c);
      }
    }
  }

  @Override
  public void end() throws IOException {
    html.write(END);
    html.flush();
  }
}
