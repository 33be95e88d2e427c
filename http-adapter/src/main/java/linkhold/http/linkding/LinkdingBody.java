package linkhold.http.linkding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import linkhold.domain.InvalidInputException;
import linkhold.http.call.JsonBody;
import linkhold.http.call.MediaType;
import linkhold.http.call.PercentEncoding;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.json.LinkLimits;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.RequestContext;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of linkding's API: JSON, or a form, URL-encoded or multipart (RFC 7578). */
public final class LinkdingBody {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";

  /** More fields than any client sends. */
  private static final int MAX_FIELDS = 1000;

  /** Names of list elements in forms: {@code tag_names[0]} or {@code tag_names[]}. */
  private static final Pattern LIST = Pattern.compile("(.+)\\[\\d*]");

  private final JsonBody body;
  private final LinkLimits limits;

  /**
   * Reads bodies up to the size that {@code body} allows, whose links are within {@code limits}.
   */
  public LinkdingBody(JsonBody body, LinkLimits limits) {
    this.body = body;
    this.limits = limits;
  }

  /**
   * The fields in the body of {@code request}; none when there is no body.
   *
   * @throws RefusedRequest when the body is of another media type, too large or malformed
   * @throws InvalidInputException when it is JSON but not an object
   */
  LinkdingInput read(ServerRequest request) {
    String contentType = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    byte[] bytes = body.bytes(request);
    if (bytes.length == 0) {
      return new LinkdingInput(Map.of(), limits);
    }
    MediaType type = MediaType.parse(contentType);
    if (contentType.isEmpty() || type.isJson()) {
      return json(bytes);
    }
    return switch (type.name()) {
      case FORM -> new LinkdingInput(form(new String(bytes, ISO_8859_1)), limits);
      case MULTIPART -> new LinkdingInput(parts(new Upload(contentType, bytes)), limits);
      default ->
          throw new RefusedRequest(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "Unsupported media type \"" + contentType + "\" in request.");
    };
  }

  private LinkdingInput json(byte[] bytes) {
    if (JsonBody.parse(JsonBody.decode(bytes)) instanceof Map<?, ?> members) {
      return new LinkdingInput(members, limits);
    }
    throw new InvalidInputException("", "Invalid data. Expected a dictionary.");
  }

  private static Map<String, Object> form(String text) {
    Map<String, Object> fields = new LinkedHashMap<>();
    int count = 0;
    for (String field : text.split("&", -1)) {
      int equals = field.indexOf('=');
      String name = PercentEncoding.decodeQuery(equals < 0 ? field : field.substring(0, equals));
      String value = equals < 0 ? "" : PercentEncoding.decodeQuery(field.substring(equals + 1));
      if (name == null || value == null || ++count > MAX_FIELDS) {
        throw malformed();
      }
      add(fields, name, value);
    }
    return fields;
  }

  /** The fields of a multipart body; files are ignored. */
  private static Map<String, Object> parts(Upload upload) {
    Map<String, Object> fields = new LinkedHashMap<>();
    FileUpload parser = new FileUpload();
    parser.setFileCountMax(MAX_FIELDS);
    parser.setHeaderEncoding(UTF_8.name());
    try {
      FileItemIterator parts = parser.getItemIterator(upload);
      int count = 0;
      while (parts.hasNext()) {
        FileItemStream part = parts.next();
        if (++count > MAX_FIELDS) {
          throw malformed();
        }
        if (part.isFormField()) {
          try (InputStream content = part.openStream()) {
            add(fields, part.getFieldName(), JsonBody.decode(content.readAllBytes()));
          }
        }
      }
      return fields;
    } catch (FileUploadException | IOException e) {
      throw malformed();
    }
  }

  /** Adds a value; a repeated name, or one of a list element, makes a list. */
  private static void add(Map<String, Object> fields, String name, String value) {
    var list = LIST.matcher(name);
    if (list.matches()) {
      fields.merge(list.group(1), new ArrayList<>(List.of(value)), LinkdingBody::joined);
    } else {
      fields.merge(name, value, LinkdingBody::joined);
    }
  }

  private static List<Object> joined(Object there, Object more) {
    List<Object> values = new ArrayList<>();
    for (Object some : List.of(there, more)) {
      values.addAll(some instanceof List<?> list ? list : List.of(some));
    }
    return values;
  }

  private static RefusedRequest malformed() {
    return new RefusedRequest(
        ProblemType.MALFORMED_REQUEST, "The form in the body is malformed or has too many fields.");
  }

  /** A multipart body in the form that the parser takes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Upload(String contentType, byte[] bytes) implements RequestContext {

    @Override
    public @Nullable String getCharacterEncoding() {
      return UTF_8.name();
    }

    @Override
    public String getContentType() {
      return contentType;
    }

    @Override
    @Deprecated
    public int getContentLength() {
      return bytes.length;
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
