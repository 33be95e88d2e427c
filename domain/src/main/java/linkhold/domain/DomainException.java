package linkhold.domain;

/**
 * A refusal that a caller can act on. Anything else that a port throws is a bug. The message is one
 * plain sentence that callers may see.
 */
public abstract sealed class DomainException extends RuntimeException
    permits InvalidInputException,
        NotFoundException,
        AlreadyExistsException,
        PreconditionFailedException,
        ExpiredCursorException,
        OperationFailedException,
        QuotaExceededException,
        UnavailableException {

  DomainException(String message) {
    super(message);
  }

  DomainException(String message, Throwable cause) {
    super(message, cause);
  }
}
