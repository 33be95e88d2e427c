package linkhold.http.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import linkhold.http.call.Accept;
import linkhold.http.call.BasePath;
import linkhold.http.call.EntityTag;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.Json;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description of every call for programs (OpenAPI 3.1), as YAML or JSON. */
public final class OpenApiRoutes {

  private static final Header CACHE_CONTROL =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept");

  private static final List<String> YAML_TYPES =
      List.of("application/yaml", "application/openapi+yaml");
  private static final List<String> JSON_TYPES =
      List.of("application/json", "application/openapi+json");
  private static final List<String> TYPES =
      Stream.concat(YAML_TYPES.stream(), JSON_TYPES.stream()).toList();

  public List<Resource> resources() {
    return List.of(Resource.at("/openapi").get(this::document).forAnyone());
  }

  private Response document(ServerRequest request) {
    String type = Accept.best(request, TYPES);
    Form form = (JSON_TYPES.contains(type) ? AsJson.FORM : AsYaml.FORM).at(BasePath.of(""));
    boolean known = EntityTag.isHeld(request, form.tag());
    Response answer =
        known
            ? Response.NOT_MODIFIED
            : Response.of(
                Status.OK_200,
                List.of(HeaderValues.create(HeaderNames.CONTENT_TYPE, type)),
                form.bytes());
    return answer.with(form.tag()).with(CACHE_CONTROL).with(VARY);
  }

  /** The document as it was written. */
  private static byte[] yaml() {
    try (InputStream in = OpenApiRoutes.class.getResourceAsStream("openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("The OpenAPI document is not beside the code.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] json() {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Object document = yaml.load(new String(yaml(), UTF_8));
    return Json.bytes(json -> write(json, document));
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case Map<?, ?> members -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          json.writeFieldName(String.valueOf(member.getKey()));
          write(json, member.getValue());
        }
        json.writeEndObject();
      }
      case List<?> elements -> {
        json.writeStartArray();
        for (Object element : elements) {
          write(json, element);
        }
        json.writeEndArray();
      }
      case String text -> json.writeString(text);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case null -> json.writeNull();
      default -> throw new IllegalStateException("JSON has no " + value.getClass());
    }
  }

  /** Made at the first request. */
  private static final class AsYaml {
    static final Form FORM = Form.of(yaml(), "  - url: /\n");
  }

  /** Made at the first request. */
  private static final class AsJson {
    static final Form FORM = Form.of(json(), "\"url\":\"/\"");
  }

  /**
   * One form of the document.
   *
   * @param server how the document writes that the server's paths begin with {@code /}
   * @param tag weak, so that the document can be compressed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Form(byte[] bytes, String server, Header tag) {

    static Form of(byte[] bytes, String server) {
      return new Form(bytes, server, EntityTag.weak(bytes));
    }

    /** This form with {@code prefix} in front of the server's paths, as clients see them. */
    Form at(String prefix) {
      return prefix.isEmpty()
          ? this
          : of(
              new String(bytes, UTF_8).replace(server, server.replace("/", prefix)).getBytes(UTF_8),
              server);
    }
  }
}
