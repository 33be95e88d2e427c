package linkhold.persistence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows that may leave the persistence, and its door. */
@AnalyzeClasses(packages = "linkhold.persistence", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String GENERATED = "linkhold.persistence.schema..";

  @ArchTest
  static final ArchRule IT_KNOWS_THE_DOMAIN_AND_POSTGRES =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "linkhold.persistence..",
              "linkhold.domain",
              "java..",
              "org.jspecify..",
              "org.jooq..",
              "org.flywaydb..",
              "com.zaxxer.hikari..",
              "org.postgresql..");

  @ArchTest
  static final ArchRule WHAT_IS_PUBLIC_IS_THE_DOOR =
      classes()
          .that()
          .resideOutsideOfPackage(GENERATED)
          .and()
          .arePublic()
          .should()
          .haveNameMatching("linkhold\\.persistence\\.(Database|DatabaseSettings|SchemaException)");

  @ArchTest
  static final ArchRule ALL_BUT_THE_GENERATED_IS_IN_ONE_PACKAGE =
      classes().should().resideInAnyPackage("linkhold.persistence", GENERATED);
}
