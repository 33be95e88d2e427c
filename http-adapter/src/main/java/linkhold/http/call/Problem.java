package linkhold.http.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.IOException;
import java.util.List;
import linkhold.domain.AlreadyExistsException;
import linkhold.domain.DomainException;
import linkhold.domain.ExpiredCursorException;
import linkhold.domain.Fault;
import linkhold.domain.InvalidInputException;
import linkhold.domain.NotFoundException;
import linkhold.domain.OperationFailedException;
import linkhold.domain.PreconditionFailedException;
import linkhold.domain.QuotaExceededException;
import linkhold.domain.UnavailableException;
import linkhold.json.Json;
import linkhold.json.JsonWriter;
import linkhold.json.LinkJson;

/**
 * Problem details: why a call failed (RFC 9457).
 *
 * @param type which kind, deciding status and title
 * @param detail what is wrong in this request and what to do about it
 * @param errors every fault of the input, for {@link ProblemType#INVALID_INPUT}
 * @param extension writes further members of the JSON object
 */
public record Problem(ProblemType type, String detail, List<Fault> errors, JsonWriter extension) {

  private static final Header CONTENT_TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");
  private static final List<Header> HEADERS =
      List.of(CONTENT_TYPE, CacheHeaders.PRIVATE, CacheHeaders.VARY);
  private static final List<Header> RETRYABLE =
      List.of(
          CONTENT_TYPE,
          CacheHeaders.PRIVATE,
          CacheHeaders.VARY,
          HeaderValues.createCached(HeaderNames.RETRY_AFTER, "5"));

  public Problem(ProblemType type, String detail) {
    this(type, detail, List.of(), json -> {});
  }

  /** The problem of an exception of the domain. */
  public static Problem of(DomainException refusal) {
    return switch (refusal) {
      case InvalidInputException invalid -> of(invalid.faults());
      case NotFoundException absent -> new Problem(ProblemType.NOT_FOUND, messageOf(absent));
      case AlreadyExistsException taken ->
          new Problem(ProblemType.ALREADY_EXISTS, messageOf(taken));
      case PreconditionFailedException stale ->
          new Problem(ProblemType.PRECONDITION_FAILED, messageOf(stale))
              .with(json -> LinkJson.writeMember(json, "link", stale.current()));
      case ExpiredCursorException expired ->
          new Problem(ProblemType.EXPIRED_CURSOR, messageOf(expired));
      case OperationFailedException failed ->
          of(failed.reason()).with(json -> json.writeNumberField("index", failed.index()));
      case QuotaExceededException full ->
          new Problem(ProblemType.QUOTA_EXCEEDED, messageOf(full))
              .with(json -> json.writeNumberField("maxLinks", full.limit()));
      case UnavailableException away -> new Problem(ProblemType.UNAVAILABLE, messageOf(away));
    };
  }

  private static Problem of(List<Fault> faults) {
    Fault first = faults.getFirst();
    String where = first.pointer().isEmpty() ? "" : first.pointer() + ": ";
    String more = faults.size() == 1 ? "" : " (And " + (faults.size() - 1) + " more; see errors.)";
    return new Problem(
        ProblemType.INVALID_INPUT, where + first.detail() + more, faults, json -> {});
  }

  /** This problem with more members. */
  public Problem with(JsonWriter more) {
    return new Problem(
        type,
        detail,
        errors,
        json -> {
          extension.write(json);
          more.write(json);
        });
  }

  /** Its headers: only the caller's own cache may store a problem. */
  public List<Header> headers() {
    return type == ProblemType.UNAVAILABLE ? RETRYABLE : HEADERS;
  }

  /** This problem as UTF-8 JSON text. */
  public byte[] json() {
    return Json.bytes(this::write);
  }

  /** Writes this problem. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", BasePath.of(type.path()));
    json.writeStringField("title", type.title());
    json.writeNumberField("status", type.status().code());
    json.writeStringField("detail", wellFormed(detail));
    if (!errors.isEmpty()) {
      json.writeArrayFieldStart("errors");
      for (Fault fault : errors) {
        json.writeStartObject();
        json.writeStringField("code", fault.code().word());
        json.writeStringField("pointer", wellFormed(fault.pointer()));
        json.writeStringField("detail", wellFormed(fault.detail()));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    extension.write(json);
    json.writeEndObject();
  }

  private static String messageOf(DomainException refusal) {
    String message = refusal.getMessage();
    return message == null ? "" : message;
  }

  /** {@code text} with halves of surrogate pairs, which UTF-8 cannot hold, replaced. */
  public static String wellFormed(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }
}
