package linkhold.domain.url;

/** A text is not a URL that can be saved, or not the name of a parameter; the message says why. */
public final class RefusedUrlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedUrlException(String message) {
    super(message);
  }
}
