package linkhold.http.call;

import io.helidon.http.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every kind of problem (RFC 9457) that a call can end in. Each has a page at {@code
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
          + " token, session or sign-in code that was shown, if any, is unknown, has expired, was used"
          + " up, or was revoked."),
  OPEN_MODE(
      403,
      "Refused in open mode",
      "The server runs without authentication, for trying it on one's own machine. Calls that come"
          + " through a proxy, from a web page, under a host name other than localhost, or (on Linux)"
          + " from a program of another user than the server's own and root are refused. Start the server with --auth token to allow them."),
  INSUFFICIENT_SCOPE(
      403,
      "Insufficient scope",
      "The token may not do this. Reading needs a token of scope \"read\", changing links one of scope"
          + " \"write\", managing accounts and tokens one of scope \"admin\"; each scope allows what"
          + " those before it do."),
  ACCOUNT_BLOCKED(
      403,
      "Account blocked",
      "Whoever runs the server has blocked the account. Nothing of it was deleted; the token works"
          + " again once the account is unblocked."),
  QUOTA_EXCEEDED(
      403,
      "Quota exceeded",
      "The account would get more links than it may have, and nothing was changed. The member"
          + " \"maxLinks\" says how many that is. Links that are there can be changed and deleted."),
  CROSS_ORIGIN(
      403,
      "From another origin",
      "The request carries the cookie of a page's session, or is to begin one, and the browser does"
          + " not say that a page of this server made it (by \"Origin\" or \"Sec-Fetch-Site\"). Apps"
          + " and programs show a token instead, in the header \"Authorization: Bearer lh_…\"."),
  TLS_REQUIRED(
      403,
      "TLS required",
      "A page can sign in only where nobody on the network can read along: over https, or on the"
          + " machine that the server runs on."),
  NOT_FOUND(404, "Not found", "There is nothing at this address, or nothing that you may see."),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "What is at this address does not support the request's method. The header \"Allow\" names"
          + " those it supports."),
  NOT_ACCEPTABLE(
      406,
      "Not acceptable",
      "The request's \"Accept\" header excludes every media type in which this could be answered."),
  ALREADY_EXISTS(
      409,
      "Already exists",
      "What was to be created is there already, or another link has the URL that this link was to"
          + " get."),
  EXPIRED_CURSOR(
      410,
      "Expired cursor",
      "What changed since this cursor can no longer be told without a gap: deletions were forgotten"
          + " meanwhile, or the account was restored or made anew. Start over, without \"since\"."),
  PRECONDITION_FAILED(
      412,
      "Precondition failed",
      "The link has changed since the version that the header \"If-Match\" names, and was left as"
          + " it is. The member \"link\" shows it, the header \"ETag\" its version."),
  BODY_TOO_LARGE(413, "Body too large", "The request body is larger than the server accepts."),
  URI_TOO_LONG(414, "URI too long", "The request's first line is longer than the server accepts."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "Unsupported media type",
      "The request's \"Content-Type\" is missing, or is none that this call understands, or its body"
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
      "A failure of the server's own. The member \"id\" stands in the server's log beside the"
          + " cause."),
  NOT_IMPLEMENTED(
      501, "Not implemented", "The request uses a transfer encoding other than \"chunked\"."),
  UNAVAILABLE(
      503,
      "Unavailable",
      "The server cannot answer at the moment. Repeat the call after the number of seconds in the"
          + " header \"Retry-After\"; every write can be repeated safely."),
  HTTP_VERSION_NOT_SUPPORTED(505, "HTTP version not supported", "The server speaks HTTP/1.1 only.");

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

  /** A few words, the same for every problem of this type. */
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
