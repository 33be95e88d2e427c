package linkhold.persistence.backup;

/**
 * A database and the role to connect as.
 *
 * @param jdbcUrl a {@code jdbc:postgresql:} URL
 * @param user the role that owns the schema
 * @param password the role's password; may be empty
 */
public record Address(String jdbcUrl, String user, String password) {

  /** Everything but the password. */
  @Override
  public String toString() {
    return "Address[" + jdbcUrl + ", user=" + user + "]";
  }
}
