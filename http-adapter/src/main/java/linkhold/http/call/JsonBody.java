package linkhold.http.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.buffers.DataReader.IncorrectNewLineException;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Predicate;
import linkhold.json.InvalidJsonException;
import linkhold.json.JsonObject;
import linkhold.json.JsonReader;
import linkhold.json.LinkLimits;
import org.jspecify.annotations.Nullable;

/** Reads JSON from request bodies, and refuses everything else. */
public final class JsonBody {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final String PLEASE_SEND_JSON =
      "Send the body as Content-Type: application/json, in UTF-8.";
  private static final String PLEASE_SEND_PATCH =
      "Send the body as Content-Type: application/merge-patch+json or application/json, in UTF-8.";
  private static final Header ACCEPT_PATCH =
      HeaderValues.createCached(
          HeaderNames.ACCEPT_PATCH, "application/merge-patch+json, application/json");

  private final int maxBytes;
  private final LinkLimits links;

  /** Reads bodies of at most {@code maxBytes}, whose links are within {@code links}. */
  public JsonBody(int maxBytes, LinkLimits links) {
    this.maxBytes = maxBytes;
    this.links = links;
  }

  /**
   * The object that the body of {@code request} holds, which is {@code application/json}. A byte
   * order mark before it is ignored.
   *
   * @throws RefusedRequest when the body is of another media type, too large, not UTF-8 or not JSON
   * @throws linkhold.domain.InvalidInputException when it is not an object
   */
  public JsonObject read(ServerRequest request) {
    return read(
        request, MediaType.JSON::isSameAs, PLEASE_SEND_JSON, ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  /**
   * The object that the body of {@code request} holds, which is a merge patch (RFC 7396), sent as
   * such or as {@code application/json}.
   *
   * @throws RefusedRequest as {@link #read(ServerRequest)} does
   * @throws linkhold.domain.InvalidInputException when it is not an object
   */
  public JsonObject readPatch(ServerRequest request) {
    return read(
        request,
        type -> MediaType.MERGE_PATCH.isSameAs(type) || MediaType.JSON.isSameAs(type),
        PLEASE_SEND_PATCH,
        ProblemType.UNSUPPORTED_MEDIA_TYPE,
        ACCEPT_PATCH);
  }

  /**
   * The object that the body of {@code request} holds, of any of JSON's media types.
   *
   * @param otherMediaType the problem for a body whose media type is not JSON
   * @throws RefusedRequest as {@link #read(ServerRequest)} does
   * @throws linkhold.domain.InvalidInputException when it is not an object
   */
  public JsonObject read(ServerRequest request, ProblemType otherMediaType) {
    return read(request, MediaType::isJson, PLEASE_SEND_JSON, otherMediaType);
  }

  private JsonObject read(
      ServerRequest request,
      Predicate<MediaType> understood,
      String please,
      ProblemType otherMediaType,
      Header... headers) {
    String fault =
        request
            .headers()
            .first(HeaderNames.CONTENT_TYPE)
            .map(type -> faultOf(MediaType.parse(type), understood))
            .orElse("The header Content-Type is missing. ");
    if (!fault.isEmpty()) {
      throw new RefusedRequest(otherMediaType, fault + please, headers);
    }
    String text = decode(bytes(request));
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return JsonObject.of(parse(marked ? text.substring(1) : text), links);
  }

  private static String faultOf(MediaType type, Predicate<MediaType> understood) {
    if (!understood.test(type)) {
      return "A body of this Content-Type is not understood. ";
    }
    String charset = type.parameter("charset");
    return charset == null || charset.equalsIgnoreCase("utf-8")
        ? ""
        : "JSON in another charset than UTF-8 is not understood. ";
  }

  /**
   * The body of {@code request}, of any media type. Reads to the end, but keeps only as much as is
   * allowed; the server bounds the rest. The stream stays open, since closing it would read on,
   * even after a malformed chunk.
   */
  public byte[] bytes(ServerRequest request) {
    InputStream in = request.content().inputStream();
    try {
      byte[] bytes = in.readNBytes(maxBytes);
      if (bytes.length == maxBytes && in.skip(Long.MAX_VALUE) > 0) {
        throw new RefusedRequest(ProblemType.BODY_TOO_LARGE, tooLarge());
      }
      return bytes;
    } catch (RequestException
        | IllegalArgumentException
        | IncorrectNewLineException
        | InsufficientDataAvailableException
        | IOException e) {
      throw BodyFailure.of(e, tooLarge());
    }
  }

  private String tooLarge() {
    return "The body is larger than " + maxBytes + " bytes.";
  }

  /**
   * The JSON value of {@code text}, as {@link JsonReader#parse} gives it.
   *
   * @throws RefusedRequest when it is not JSON
   */
  public static @Nullable Object parse(String text) {
    try {
      return JsonReader.parse(text);
    } catch (InvalidJsonException e) {
      throw new RefusedRequest(ProblemType.INVALID_JSON, e.detail());
    }
  }

  /**
   * Decodes {@code bytes} as UTF-8.
   *
   * @throws RefusedRequest when they are not UTF-8
   */
  public static String decode(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedRequest(ProblemType.INVALID_JSON, "The body is not valid UTF-8.");
    }
  }
}
