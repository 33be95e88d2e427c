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

  private static final String SCRIPTS =
      "select string_agg('\"' || script || '\"', ', ' order by installed_rank)"
          + " from flyway_schema_history";

  /** The statements that make Flyway's table as Flyway has made it, and fill it. */
  private static final String NOTES =
      """
      with history as (select 'flyway_schema_history'::regclass as id), statements as (
        select 1 as position, format('create table flyway_schema_history (%s)', string_agg(
          format('%I %s', attname, format_type(atttypid, atttypmod))
            || case when attnotnull then ' not null' else '' end
            || coalesce(' default ' || pg_get_expr(adbin, adrelid), ''),
          ', ' order by attnum)) as command
        from history join pg_attribute on attrelid = id
          left join pg_attrdef on adrelid = id and adnum = attnum
        where attnum > 0 and not attisdropped
        union all
        select 2, format('alter table flyway_schema_history add constraint %I %s',
          conname, pg_get_constraintdef(oid))
        from history join pg_constraint on conrelid = id
        where contype = 'p'
        union all
        select 3, replace(pg_get_indexdef(indexrelid), 'public.', '')
        from history join pg_index on indrelid = id
        where not indisprimary
        union all
        select 4, format('insert into flyway_schema_history (installed_rank, version, description,'
          ' type, script, checksum, installed_by, execution_time, success)'
          ' values (%s, %L, %L, %L, %L, %s, current_user, 0, true)',
          installed_rank, version, description, type, script, checksum)
        from flyway_schema_history
      )
      select string_agg(command, E';\\n' order by position, command) from statements
      """;

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

  /** Writes down what Flyway has made in a database besides what the migrations say. */
  private static void generateHistory(String url, Path output) throws Exception {
    String query =
        "select string_agg(concat_ws(' ', version, checksum, success), ', ' order by installed_rank)"
            + " from flyway_schema_history where version is not null";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      Files.writeString(
          output.resolve("linkhold/persistence/schema/SchemaHistory.java"),
          """
          package linkhold.persistence.schema;

          import java.util.List;

          /** What Flyway notes in a database whose schema is up to date. */
          public final class SchemaHistory {

            /** The answer to {@link #QUERY}. */
            public static final String COMPLETE = "%s";

            /** Each migration's version, checksum and success, in the order in which they ran. */
            public static final String QUERY = "%s";

            /** The names of the migrations' files, in the order in which they run. */
            public static final List<String> SCRIPTS = List.of(%s);

            /** Makes the table that Flyway has its notes in, and notes that all migrations ran. */
            public static final String NOTES =
                \"""
                %s
                \""";

            private SchemaHistory() {}
          }
          """
              .formatted(
                  text(statement, query),
                  query,
                  text(statement, SCRIPTS),
                  text(statement, NOTES).indent(6).strip()));
    }
  }

  private static String text(Statement statement, String query) throws Exception {
    try (ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }
}
