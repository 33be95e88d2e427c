import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Target;

/**
 * Writes jOOQ's types for the schema, and its history: runs the migrations on a throw-away
 * PostgreSQL and reads the result. Does nothing when neither the migrations nor this file have
 * changed since the last time.
 *
 * <p>Run by the build from source: {@code GenerateSchema MIGRATIONS OUTPUT THIS_FILE JOOQ_VERSION}.
 */
final class GenerateSchema {

  public static void main(String[] args) throws Exception {
    Path migrations = Path.of(args[0]);
    Path output = Path.of(args[1]);
    Path stamp = output.resolve("migrations.sha256");
    String hash = hash(migrations, Path.of(args[2]), args[3]);
    if (Files.exists(stamp) && Files.readString(stamp).equals(hash)) {
      return;
    }
    generate(migrations, output);
    Files.writeString(stamp, hash);
  }

  private static String hash(Path migrations, Path generator, String version) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(version.getBytes(StandardCharsets.UTF_8));
    digest.update(Files.readAllBytes(generator));
    for (Path migration : sorted(migrations)) {
      digest.update(migration.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(migration));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> sorted(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void generate(Path migrations, Path output) throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      Flyway.configure()
          .dataSource(url, null, null)
          .locations("filesystem:" + migrations)
          .load()
          .migrate();
      generateTypes(url, output);
      generateHistory(url, output);
    }
  }

  private static void generateTypes(String url, Path output) throws Exception {
    GenerationTool.generate(
        new Configuration()
            .withJdbc(new Jdbc().withUrl(url))
            .withGenerator(
                new Generator()
                    .withDatabase(
                        new Database()
                            .withInputSchema("public")
                            .withOutputSchemaToDefault(true)
                            .withExcludes("flyway_schema_history")
                            .withIncludeRoutines(false))
                    .withGenerate(
                        new Generate()
                            .withRecords(false)
                            .withGlobalObjectReferences(true)
                            .withJavaTimeTypes(true))
                    .withTarget(
                        new Target()
                            .withPackageName("linkhold.persistence.schema")
                            .withDirectory(output.toString()))));
  }

  /** Writes down what Flyway notes in a database whose schema is up to date. */
  private static void generateHistory(String url, Path output) throws Exception {
    String query =
        "select string_agg(concat_ws(' ', version, checksum, success), ', ' order by installed_rank)"
            + " from flyway_schema_history where version is not null";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet history = statement.executeQuery(query)) {
      history.next();
      Files.writeString(
          output.resolve("linkhold/persistence/schema/SchemaHistory.java"),
          """
          package linkhold.persistence.schema;

          /** What Flyway notes in a database whose schema is up to date. */
          public final class SchemaHistory {

            /** The answer to {@link #QUERY}. */
            public static final String COMPLETE = "%s";

            /** Each migration's version, checksum and success, in the order in which they ran. */
            public static final String QUERY = "%s";

            private SchemaHistory() {}
          }
          """
              .formatted(history.getString(1), query));
    }
  }
}
