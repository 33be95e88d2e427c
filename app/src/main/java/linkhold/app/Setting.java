package linkhold.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Everything that can be set, under one name in the file, the environment and the flags. */
enum Setting {
  DATABASE_URL("URL", "jdbc:postgresql: or postgresql: URL (default: an embedded PostgreSQL)"),
  DATABASE_USER("ROLE", "role to connect as"),
  DATABASE_PASSWORD(
      "PASSWORD",
      "the role's password; others on this machine may see it, so rather set"
          + " LINKHOLD_DATABASE_PASSWORD"),
  DATABASE_CONNECTIONS("NUMBER", "how many connections to hold open at most (default: 10)"),
  STATEMENT_TIMEOUT("TIME", "how long the database may work on one statement (default: 30s)"),
  TOMBSTONE_RETENTION(
      "TIME", "how long deletions are told to devices that were away (default: 90d)"),
  DATA_DIR("DIRECTORY", "where the embedded PostgreSQL keeps its data"),
  HOST("ADDRESS", "address to listen on (default: 127.0.0.1)"),
  PORT("PORT", "port to listen on; 0 picks a free one (default: 8080)"),
  AUTH("open|token", "who may call: everyone on this machine, or who has a token (default: open)"),
  TLS_CERTIFICATE("FILE", "PEM file of the certificate chain (default: no TLS)"),
  TLS_KEY("FILE", "PEM file of its private key, PKCS #8"),
  TRUSTED_PROXIES(
      "ADDRESSES",
      "addresses or ranges of proxies whose X-Forwarded headers count, separated by commas"),
  CORS_ORIGINS(
      "ORIGINS",
      "origins whose web pages may call, such as https://app.example, separated by commas; or *"
          + " for any (default: none; needs --auth token)"),
  MAX_BODY_BYTES("BYTES", "the largest request body (default: 1048576)"),
  MAX_BATCH_BYTES("BYTES", "the largest body of a batch (default: 4194304)"),
  MAX_URL_LENGTH("NUMBER", "the longest URL of a link (default, and at most: 8192)"),
  MAX_TITLE_LENGTH("NUMBER", "the longest title (default, and at most: 2048)"),
  MAX_DESCRIPTION_LENGTH("NUMBER", "the longest description (default, and at most: 16384)"),
  MAX_NOTE_LENGTH("NUMBER", "the longest note (default, and at most: 65536)"),
  MAX_TAGS("NUMBER", "how many tags a request may give a link (default, and at most: 64)"),
  MAX_TAG_LENGTH("NUMBER", "the longest tag (default, and at most: 64)"),
  MAX_IMPORT_BYTES("BYTES", "the largest file imported over HTTP (default: 1073741824)"),
  MAX_REQUEST_LINE_BYTES("BYTES", "the longest request line (default: 32768)"),
  MAX_HEADER_BYTES("BYTES", "the largest headers of a request (default: 16384)"),
  MAX_CONNECTIONS(
      "NUMBER",
      "how many connections may be open (default: 20000, or three quarters of the files that the"
          + " system allows to be open)"),
  MAX_CONCURRENT_REQUESTS("NUMBER", "how many requests are served at once (default: 512)"),
  MAX_EVENT_STREAMS(
      "NUMBER",
      "how many streams of events may be open (default: 10000, or half of the connections, or what"
          + " fits into half of the heap at 50 KB each)"),
  IDLE_TIMEOUT("TIME", "how long a connection may be idle (default: 75s)"),
  REQUEST_TIMEOUT("TIME", "how long a request's headers may take to arrive (default: 30s)"),
  WRITE_TIMEOUT("TIME", "how long a client may leave an answer waiting (default: 60s)"),
  MIN_BYTES_PER_SECOND(
      "NUMBER",
      "how fast bodies and answers must go, on the whole, after these times (default: 1024)"),
  REQUESTS_PER_TOKEN(
      "NUMBER", "how many requests a token may make in ten seconds; 0 for any (default: 600)"),
  FAILED_AUTHENTICATIONS(
      "NUMBER", "how many wrong tokens an address may show a minute; 0 for any (default: 60)");

  private final String value;
  private final String description;

  Setting(String value, String description) {
    this.value = value;
    this.description = description;
  }

  /** What kind of value it takes. */
  String value() {
    return value;
  }

  /** What it sets, and its default. */
  String description() {
    return description;
  }

  /** The name in a configuration file, such as {@code data-dir}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag, such as {@code --data-dir}. */
  String flag() {
    return "--" + key();
  }

  /** The environment's variable, such as {@code LINKHOLD_DATA_DIR}. */
  String variable() {
    return Configuration.VARIABLE_PREFIX + name();
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variable().equals(variable))
        .findFirst();
  }
}
