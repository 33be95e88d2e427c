package linkhold.domain;

/** What was asked for does not exist, or belongs to another account, which looks the same. */
public final class NotFoundException extends DomainException {

  public NotFoundException(String message) {
    super(message);
  }

  /** No account has the name. */
  public static NotFoundException account() {
    return new NotFoundException("There is no account of this name.");
  }

  /** No link of the account has the id. */
  public static NotFoundException link() {
    return new NotFoundException("There is no such link.");
  }

  /** No token or session of the account has the id. */
  public static NotFoundException token() {
    return new NotFoundException("The account has no such token.");
  }

  /** No tag of the account has the number. */
  public static NotFoundException tag() {
    return new NotFoundException("There is no such tag.");
  }

  /** No bundle of the account has the id. */
  public static NotFoundException bundle() {
    return new NotFoundException("There is no such bundle.");
  }

  /** No webhook has the id. */
  public static NotFoundException webhook() {
    return new NotFoundException("There is no such webhook.");
  }
}
