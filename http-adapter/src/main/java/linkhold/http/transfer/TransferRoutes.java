package linkhold.http.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import linkhold.domain.AccountId;
import linkhold.domain.LinkStore;
import linkhold.formats.FileFormat;
import linkhold.formats.ImportCounts;
import linkhold.formats.ImportReport;
import linkhold.formats.LinkFiles;
import linkhold.http.access.Access;
import linkhold.http.call.Accept;
import linkhold.http.call.BodyFailure;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.EntityTag;
import linkhold.http.call.MediaType;
import linkhold.http.call.Monitor;
import linkhold.http.call.Prefer;
import linkhold.http.call.QueryParameters;
import linkhold.http.call.Resource;
import linkhold.http.call.Resource.LargeBody;
import linkhold.http.call.Response;

/** Export and import of a whole library as a file. */
public final class TransferRoutes {

  private final Access access;
  private final LinkStore links;
  private final LinkFiles files;
  private final Clock clock;
  private final int maxBytes;
  private final Monitor monitor;
  private final ImportPermits permits = new ImportPermits();

  /** Imports files of at most {@code maxBytes}, and notifies {@code monitor} of each. */
  public TransferRoutes(
      Access access, LinkStore links, Clock clock, int maxBytes, Monitor monitor) {
    this.access = access;
    this.links = links;
    this.files = new LinkFiles(links);
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.monitor = monitor;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at("/v1/export").get(this::exportFile).withParameters(),
        Resource.at("/v1/import")
            .post(this::importFile)
            .withLargeBody(new LargeBody(maxBytes, tooLarge(maxBytes))));
  }

  private Response exportFile(ServerRequest request) {
    AccountId account = access.account(request);
    FileFormat format = format(request);
    Accept.require(request, typeOf(format));
    Header version = EntityTag.weak(links.version(account));
    if (EntityTag.isHeld(request, version)) {
      return Response.notModified(version);
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return Response.stream(
        List.of(
            HeaderValues.create(HeaderNames.CONTENT_TYPE, format.mediaType()),
            HeaderValues.create(
                HeaderNames.CONTENT_DISPOSITION,
                "attachment; filename=\"linkhold-" + today + "." + format.extension() + "\""),
            CacheHeaders.PRIVATE,
            CacheHeaders.VARY,
            version),
        out -> files.write(account, format, out, _ -> {}));
  }

  /** The format that the parameter names; without one, the one that {@code Accept} prefers. */
  private static FileFormat format(ServerRequest request) {
    QueryParameters parameters = QueryParameters.of(request);
    String name = parameters.one("format");
    FileFormat format = name == null ? accepted(request) : FileFormat.ofName(name).orElse(null);
    if (format == null) {
      String names =
          Arrays.stream(FileFormat.values())
              .map(FileFormat::lowerCaseName)
              .collect(Collectors.joining(", "));
      parameters.refuse("format", "Expected one of: " + names + ".");
    }
    if (!Prefer.isLenient(request)) {
      parameters.refuseOthers(Set.of("format"));
    }
    return parameters.valid(format);
  }

  private static FileFormat accepted(ServerRequest request) {
    List<FileFormat> formats = List.of(FileFormat.values());
    String best = Accept.best(request, formats.stream().map(TransferRoutes::typeOf).toList());
    return formats.stream().filter(format -> typeOf(format).equals(best)).findFirst().orElseThrow();
  }

  /** The media type without its parameters. */
  private static String typeOf(FileFormat format) {
    return MediaType.parse(format.mediaType()).name();
  }

  private Response importFile(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    try (var _ = permits.acquire(account)) {
      ImportReport report = files.read(account, new Body(request.content().inputStream()), _ -> {});
      monitor.imported(report.counts());
      return Response.privateJson(Status.OK_200, json -> write(json, report));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tooLarge(long maxBytes) {
    return "The file is larger than "
        + maxBytes
        + " bytes, which is all that can be imported at once. Split it, or import it with the"
        + " command 'linkhold import'. What was read of it before is saved; importing it again does"
        + " no harm.";
  }

  private static void write(JsonGenerator json, ImportReport report) throws IOException {
    ImportCounts counts = report.counts();
    json.writeStartObject();
    json.writeNumberField("created", counts.created());
    json.writeNumberField("merged", counts.merged());
    json.writeNumberField("unchanged", counts.unchanged());
    json.writeNumberField("restored", counts.restored());
    json.writeNumberField("rejected", counts.rejected());
    json.writeBooleanField("complete", report.complete());
    write(json, "rejections", report.rejections());
    write(json, "remarks", report.remarks());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, List<ImportReport.Note> notes)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (ImportReport.Note note : notes) {
      json.writeStartObject();
      json.writeNumberField("entry", note.entry());
      json.writeNumberField("line", note.line());
      json.writeStringField("url", note.url());
      json.writeStringField("detail", note.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The uploaded file; a failure to read it is the client's. */
  private final class Body extends FilterInputStream {

    Body(InputStream in) {
      super(in);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      try {
        return super.read(target, offset, length);
      } catch (IOException | RuntimeException e) {
        throw BodyFailure.of(e, tooLarge(maxBytes));
      }
    }
  }
}
