package linkhold.persistence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static java.util.Map.entry;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import linkhold.domain.RuleBreakers;
import org.junit.jupiter.api.Test;

/** What persistence may depend on, and its door. */
@AnalyzeClasses(packages = "linkhold.persistence", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String GENERATED = "linkhold.persistence.schema..";

  private static final String BACKUP = "linkhold.persistence.backup";

  @ArchTest
  static final ArchRule IT_KNOWS_THE_DOMAIN_AND_POSTGRES =
      classes()
          .that()
          .resideOutsideOfPackage(BACKUP)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "linkhold.persistence..",
              "linkhold.domain",
              "java..",
              "javax.crypto..", // the login, warmed up
              "javax.sql..",
              "org.jspecify..",
              "org.jooq..",
              "org.flywaydb..",
              "com.zaxxer.hikari..",
              "org.postgresql..");

  @ArchTest
  static final ArchRule WHAT_IS_PUBLIC_IS_THE_DOOR =
      classes()
          .that()
          .resideInAPackage("linkhold.persistence")
          .and()
          .areTopLevelClasses()
          .and()
          .arePublic()
          .should()
          .haveNameMatching(
              "linkhold\\.persistence\\.(Database|DatabaseSettings|DatabaseState|SchemaException)");

  @ArchTest
  static final ArchRule SHARING_KNOWS_NO_SQL =
      classes()
          .that()
          .resideInAPackage("linkhold.persistence.sharing")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "linkhold.persistence.sharing", "linkhold.domain", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule ALL_ROOMS_ARE_NAMED =
      classes()
          .should()
          .resideInAnyPackage(
              "linkhold.persistence", "linkhold.persistence.sharing", BACKUP, GENERATED);

  @ArchTest
  static final ArchRule BACKUPS_KNOW_NO_LINK =
      classes()
          .that()
          .resideInAPackage(BACKUP)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              BACKUP,
              "java..",
              "com.fasterxml.jackson..",
              "com.github.luben.zstd..",
              "org.flywaydb..",
              "org.jspecify..",
              "org.postgresql..");

  @Test
  void eachRuleFailsWhereItIsBroken() throws IOException, ReflectiveOperationException {
    RuleBreakers.assertEachRuleFails(
        ArchitectureTest.class,
        Map.ofEntries(
            entry(
                "IT_KNOWS_THE_DOMAIN_AND_POSTGRES",
                List.of("package linkhold.persistence; class Knowing { javax.naming.Name name; }")),
            entry(
                "WHAT_IS_PUBLIC_IS_THE_DOOR",
                List.of("package linkhold.persistence; public class Stray {}")),
            entry(
                "SHARING_KNOWS_NO_SQL",
                List.of(
                    "package linkhold.persistence.sharing; class Asking { javax.sql.DataSource source; }")),
            entry(
                "ALL_ROOMS_ARE_NAMED",
                List.of("package linkhold.persistence.elsewhere; class Unnamed {}")),
            entry(
                "BACKUPS_KNOW_NO_LINK",
                List.of(
                    "package linkhold.persistence.backup; class Curious { linkhold.domain.Noun noun; }",
                    "package linkhold.domain; public class Noun {}"))));
  }
}
