package linkhold.http.call;

import io.helidon.http.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every type of problem (RFC 9457) that a call can end with. Each has a page at {@code
 * /problems/<slug>}, the slug being its name in lower case with hyphens.
 */
public enum ProblemType {
  MALFORMED_REQUEST(
      400, "Malformed request", "The request, or one of its headers, is not valid HTTP/1.1."),
  INVALID_JSON(
      400,
      "Invalid JSON",
      "The request body is not JSON: its text breaks the rules of RFC 8259, is not UTF-8, repeats a"
          + " member name, or is nested too deeply."),
  INVALID_INPUT(
      400,
      "Invalid input",
      "The request was understood, but breaks one or more rules. The member \"errors\" lists all of"
          + " them, each with a JSON Pointer (RFC 6901) to the place: in the request body, or, for"
          + " a call without one, in the object that the query's parameters make, as in /limit;"
          + " one that may repeat is an array there, as in /tag/0."),
  UNAUTHENTICATED(
      401,
      "Token missing or not valid",
      "The call needs a token, in the header \"Authorization: Bearer lh_…\", or a page's session. The"
          + " token, session or sign-in code of the request, if any, is unknown, has expired, was used"
          + " up, or was revoked."),
  OPEN_MODE(
      403,
      "Refused in open mode",
      "The server runs without authentication, for trying it on one's own machine. Requests that come"
          + " through a proxy, from a web page, under a host name other than localhost, or (on Linux)"
          + " from a program of another user than the server's own and root are refused. Start the server with --auth token to allow them."),
  INSUFFICIENT_SCOPE(
      403,
      "Insufficient scope",
      "The scope of the token does not allow this. Reading needs a token of scope \"read\", changing links one of scope"
          + " \"write\", managing accounts and tokens one of scope \"admin\"; each scope includes"
          + " those before it."),
  ACCOUNT_BLOCKED(
      403,
      "Account blocked",
      "The server's operator has blocked the account. Nothing was deleted; the token works again"
          + " once the account is unblocked."),
  QUOTA_EXCEEDED(
      403,
      "Quota exceeded",
      "The account would exceed its limit of links, so nothing was changed. The member"
          + " \"maxLinks\" is the limit. Existing links can be changed and deleted."),
  CROSS_ORIGIN(
      403,
      "From another origin",
      "The request has the cookie of a page's session, or begins a session, and the browser does"
          + " not say that a page of this server made it (by \"Origin\" or \"Sec-Fetch-Site\"). Apps"
          + " and programs send a token instead, in the header \"Authorization: Bearer lh_…\"."),
  TLS_REQUIRED(
      403,
      "TLS required",
      "A page can sign in only where nobody on the network can read along: over https, or on the"
          + " machine that the server runs on."),
  NOT_FOUND(404, "Not found", "There is nothing at this address, or nothing that you may see."),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "The resource at this address does not support the request's method. The header \"Allow\" names"
          + " those it supports."),
  NOT_ACCEPTABLE(
      406,
      "Not acceptable",
      "The request's \"Accept\" header excludes every media type that this call can answer with."),
  ALREADY_EXISTS(
      409,
      "Already exists",
      "The resource to create exists already, or another link has the new URL of this link."),
  EXPIRED_CURSOR(
      410,
      "Expired cursor",
      "The changes since this cursor are no longer complete: tombstones of deleted links have been"
          + " removed, or the account was restored or created again. Start over, without \"since\"."),
  PRECONDITION_FAILED(
      412,
      "Precondition failed",
      "The link has changed since the version in the header \"If-Match\", and was not modified."
          + " The member \"link\" is the link as it is now, the header \"ETag\" its version."),
  BODY_TOO_LARGE(413, "Body too large", "The request body is larger than the server accepts."),
  URI_TOO_LONG(414, "URI too long", "The request's first line is longer than the server accepts."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "Unsupported media type",
      "The request's \"Content-Type\" is missing or not supported by this call, or its body"
          + " is compressed."),
  TOO_MANY_REQUESTS(
      429,
      "Too many requests",
      "The token makes more requests than are allowed, or its account has too many streams of events"
          + " open: repeat the call after the number of seconds in the header \"Retry-After\". Or the"
          + " token is not valid, like too many others from the same address: a valid one works at"
          + " once."),
  HEADERS_TOO_LARGE(
      431, "Headers too large", "The request's headers are larger than the server accepts."),
  INTERNAL_ERROR(
      500,
      "Internal error",
      "The server failed. Its log has the cause under the id in the member \"id\"."),
  NOT_IMPLEMENTED(
      501, "Not implemented", "The request uses a transfer encoding other than \"chunked\"."),
  UNAVAILABLE(
      503,
      "Unavailable",
      "The server cannot answer at the moment. Repeat the call after the number of seconds in the"
          + " header \"Retry-After\"; every write can be repeated safely."),
  HTTP_VERSION_NOT_SUPPORTED(
      505,
      "HTTP version not supported",
      "The server answers HTTP/1.0 and HTTP/1.1, and HTTP/2 over TLS where it is switched on.");

  @SuppressWarnings("ImmutableEnumChecker") // a status does not change
  private final Status status;

  private final String title;
  private final String explanation;

  ProblemType(int status, String title, String explanation) {
    this.status = Status.create(status);
    this.title = title;
    this.explanation = explanation;
  }

  /** The last part of its page's path. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The member {@code type} of its problems: the path of its page. */
  public String path() {
    return "/problems/" + slug();
  }

  public Status status() {
    return status;
  }

  /** The title: a few words, the same for every problem of this type. */
  public String title() {
    return title;
  }

  /** What it means and what to do about it, in plain text. */
  public String explanation() {
    return explanation;
  }

  /** The type whose page is at {@code slug}. */
  public static Optional<ProblemType> ofSlug(String slug) {
    return Arrays.stream(values()).filter(type -> type.slug().equals(slug)).findFirst();
  }

  /** The first type of this status, otherwise the general one of its class. */
  public static ProblemType ofStatus(Status status) {
    return Arrays.stream(values())
        .filter(type -> type.status.code() == status.code())
        .findFirst()
        .orElse(status.code() < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR);
  }
}
