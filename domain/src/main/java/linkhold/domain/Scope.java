package linkhold.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token allows; each scope allows what those before it do. */
public enum Scope {
  /** Read the account's links. */
  READ,
  /** Change the account's links. */
  WRITE,
  /** Manage all accounts and their tokens. */
  ADMIN;

  /** Its name for people and programs, such as {@code read}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope of this label; empty when there is none. */
  public static Optional<Scope> ofLabel(String label) {
    return Arrays.stream(values()).filter(scope -> scope.label().equals(label)).findFirst();
  }

  /** Whether this scope allows what {@code needed} allows. */
  public boolean includes(Scope needed) {
    return compareTo(needed) >= 0;
  }
}
