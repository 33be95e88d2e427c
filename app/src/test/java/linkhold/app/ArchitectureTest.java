package linkhold.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import linkhold.http.Authentication;
import linkhold.http.HttpApi;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.server.TlsFiles;
import linkhold.json.LinkLimits;

/** The arrows between the modules, seen from the one that knows them all. */
@AnalyzeClasses(packages = "linkhold", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule THERE_ARE_FOUR_MODULES =
      classes()
          .should()
          .resideInAnyPackage(
              "linkhold.domain..",
              "linkhold.persistence..",
              "linkhold.http..",
              "linkhold.formats..",
              "linkhold.json",
              "linkhold.app..");

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_APP =
      classes()
          .that()
          .resideInAPackage("linkhold.app..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAPackage("linkhold.app..");

  @ArchTest
  static final ArchRule THE_TABLES_ARE_KNOWN_TO_THE_PERSISTENCE_ALONE =
      classes()
          .that()
          .resideInAPackage("linkhold.persistence.schema..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAPackage("linkhold.persistence..");

  @ArchTest
  static final ArchRule THE_APP_WIRES_THE_MODULES =
      classes()
          .that()
          .resideInAPackage("linkhold.app..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "linkhold.app..",
              "linkhold.domain",
              "linkhold.formats",
              "linkhold.http..",
              "linkhold.json",
              "linkhold.persistence",
              "linkhold.persistence.backup",
              "java..",
              "org.apache.commons.compress..",
              "org.jspecify..",
              "org.tukaani.xz..",
              "org.yaml.snakeyaml..",
              "picocli..");

  /** What other modules may use of the HTTP side: the door, and the settings that it takes. */
  private static final Class<?>[] HTTP_DOOR = {
    HttpApi.class,
    HttpSettings.class,
    HttpLimits.class,
    LinkLimits.class,
    TlsFiles.class,
    Authentication.class
  };

  @ArchTest
  static final ArchRule THE_HTTP_SIDE_IS_USED_THROUGH_ITS_DOOR =
      classes()
          .that()
          .resideInAnyPackage("linkhold.http..", "linkhold.json")
          .and(DescribedPredicate.not(belongToAnyOf(HTTP_DOOR)))
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage("linkhold.http..", "linkhold.formats..", "linkhold.json");
}
