package linkhold.http.linkding;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import linkhold.http.call.BasePath;
import linkhold.http.call.QueryParameters;
import linkhold.http.call.Response;
import linkhold.http.server.Forwarding;
import linkhold.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * The requested part of a list, by limit and offset, with the addresses of the parts before and
 * after it.
 *
 * @param url of the request, without its query
 * @param parameters of the request
 * @param limit the size of the part, at least 1
 * @param offset how many are skipped at the beginning
 */
record LinkdingPaging(String url, QueryParameters parameters, long limit, long offset) {

  private static final long DEFAULT_LIMIT = 100;

  /** Larger than any count; the sum of two such numbers fits into 64 bits. */
  private static final int MAX_DIGITS = 15;

  /** The paging of {@code request}; malformed numbers count as absent. */
  static LinkdingPaging of(ServerRequest request, Forwarding forwarding) {
    QueryParameters parameters = QueryParameters.of(request);
    long limit = number(parameters, "limit");
    return new LinkdingPaging(
        forwarding.origin(request) + BasePath.of(request.path().rawPath()),
        parameters,
        limit == 0 ? DEFAULT_LIMIT : limit,
        number(parameters, "offset"));
  }

  /** The last value of a parameter; null when it is absent. */
  @Nullable String parameter(String name) {
    return last(parameters, name);
  }

  /** A response with the requested part of {@code all}, each written by {@code writer}. */
  <T> Response answer(List<T> all, Function<T, JsonWriter> writer) {
    return Response.privateJson(
        Status.OK_200,
        json -> {
          begin(json, all.size());
          long end = Math.min(offset + limit, all.size());
          for (long i = Math.min(offset, end); i < end; i++) {
            writer.apply(all.get((int) i)).write(json);
          }
          end(json);
        });
  }

  /** Writes what comes before the results. */
  void begin(JsonGenerator json, long count) throws IOException {
    json.writeStartObject();
    json.writeNumberField("count", count);
    json.writeStringField("next", offset + limit < count ? at(offset + limit) : null);
    json.writeStringField("previous", offset > 0 ? at(Math.max(0, offset - limit)) : null);
    json.writeArrayFieldStart("results");
  }

  /** Writes what comes after the results. */
  void end(JsonGenerator json) throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }

  private String at(long otherOffset) {
    return url
        + "?"
        + parameters.with(
            Map.of("limit", Long.toString(limit), "offset", Long.toString(otherOffset)));
  }

  private static long number(QueryParameters parameters, String name) {
    String text = last(parameters, name);
    boolean isNumber =
        text != null
            && !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Long.parseLong(text) : 0;
  }

  private static @Nullable String last(QueryParameters parameters, String name) {
    List<String> values = parameters.all(name);
    return values.isEmpty() ? null : values.getLast();
  }
}
