package linkhold.outgoing;

import org.jspecify.annotations.Nullable;

/**
 * A response to a request.
 *
 * @param location where it redirects to
 * @param disposition the header {@code Content-Disposition}
 * @param body the part of it that was wanted, decompressed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
    int status,
    @Nullable String contentType,
    @Nullable String location,
    @Nullable String disposition,
    byte[] body) {

  /** Whether it redirects to another URL. */
  public boolean isRedirect() {
    return (status >= 301 && status <= 303 || status == 307 || status == 308) && location != null;
  }

  /** The media type in lower case, without parameters; empty when none is given. */
  public String mediaType() {
    return contentType == null
        ? ""
        : contentType.split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
  }
}
