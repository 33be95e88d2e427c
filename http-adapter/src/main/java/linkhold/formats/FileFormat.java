package linkhold.formats;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import linkhold.formats.csv.CsvWriter;
import linkhold.formats.entry.LinkWriter;
import linkhold.formats.html.HtmlWriter;
import linkhold.formats.json.JsonLinesWriter;

/** A format of files that hold a whole library. Each can be imported again without loss. */
public enum FileFormat {
  /** One JSON object a line (JSON Lines), as {@code /v1} shows links. */
  JSON("application/jsonl", "jsonl"),

  /** Netscape bookmark HTML, which browsers and bookmark services import. */
  HTML("text/html; charset=utf-8", "html"),

  /** Comma-separated values (RFC 4180), for spreadsheets. */
  CSV("text/csv; charset=utf-8; header=present", "csv");

  private final String mediaType;
  private final String extension;

  FileFormat(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  /** The format of this name, in lower case, such as {@code json}. */
  public static Optional<FileFormat> ofName(String name) {
    return Arrays.stream(values())
        .filter(format -> format.lowerCaseName().equals(name))
        .findFirst();
  }

  /** What people call it, such as {@code json}. */
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The media type of such files, with its parameters. */
  public String mediaType() {
    return mediaType;
  }

  /** What the names of such files end with, after the dot. */
  public String extension() {
    return extension;
  }

  /** Begins a file that is written to {@code out}, which is neither flushed nor closed. */
  LinkWriter writer(OutputStream out) throws IOException {
    return switch (this) {
      case JSON -> new JsonLinesWriter(out);
      case HTML -> new HtmlWriter(out);
      case CSV -> new CsvWriter(out);
    };
  }
}
