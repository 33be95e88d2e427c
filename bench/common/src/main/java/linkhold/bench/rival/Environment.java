package linkhold.bench.rival;

/** A rival's settings: environment variables that the benchmark sets. */
public final class Environment {

  /** How many connections to the database a server holds, Linkhold too. */
  public static final int CONNECTIONS = 10;

  private Environment() {}

  /** The database's {@code jdbc:postgresql:} URL, with the password in it. */
  public static String jdbcUrl() {
    return value("BENCH_JDBC_URL");
  }

  /** The database in the form {@code postgresql://host:port/database}. */
  public static String uri() {
    return value("BENCH_URI");
  }

  /** The role. */
  public static String user() {
    return value("BENCH_USER");
  }

  /** The role's password. */
  public static String password() {
    return value("BENCH_PASSWORD");
  }

  /**
   * Prints the line that tells the benchmark that the server listens, on {@code port} of the
   * loopback address.
   */
  @SuppressWarnings("SystemOut") // the benchmark waits for this line
  public static void ready(int port) {
    System.out.println("Server is ready: http://127.0.0.1:" + port);
  }

  private static String value(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set; bench/run sets it");
    }
    return value;
  }
}
