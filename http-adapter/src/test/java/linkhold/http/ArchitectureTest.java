package linkhold.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The arrows between the packages of this module: door, features, access, server, call, json. */
@AnalyzeClasses(
    packages = {
      "linkhold.formats",
      "linkhold.http",
      "linkhold.json",
      "linkhold.net",
      "linkhold.outgoing",
      "linkhold.pages",
      "linkhold.webhooks"
    },
    importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule HTTP_KNOWS_THE_DOMAIN_AND_NOTHING_OF_STORAGE =
      classes()
          .that()
          .resideInAPackage("linkhold.http..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "io.helidon..",
              "com.fasterxml.jackson..",
              "org.yaml.snakeyaml..",
              "com.github.benmanes.caffeine..",
              "com.nimbusds..",
              "io.github.bucket4j..",
              "io.nayuki.qrcodegen",
              "org.apache.commons.fileupload..",
              "linkhold.domain",
              "linkhold.formats",
              "linkhold.http..",
              "linkhold.json",
              "linkhold.net");

  @ArchTest
  static final ArchRule THE_NET_KNOWS_NOTHING_OF_LINKS =
      classes()
          .that()
          .resideInAPackage("linkhold.net")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "org.htmlunit.cyberneko..", "linkhold.net");

  @ArchTest
  static final ArchRule JSON_KNOWS_THE_DOMAIN_AND_NOTHING_OF_HTTP =
      classes()
          .that()
          .resideInAPackage("linkhold.json")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "com.fasterxml.jackson..",
              "linkhold.domain",
              "linkhold.json");

  @ArchTest
  static final ArchRule OUTGOING_REQUESTS_KNOW_URLS_ALONE =
      classes()
          .that()
          .resideInAPackage("linkhold.outgoing")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.apache.hc..",
              "org.jspecify..",
              "linkhold.domain",
              "linkhold.net",
              "linkhold.outgoing");

  @ArchTest
  static final ArchRule PAGES_KNOW_THE_DOMAIN_AND_JSON_ALONE =
      classes()
          .that()
          .resideInAPackage("linkhold.pages")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.htmlunit.cyberneko..",
              "org.jspecify..",
              "org.xml.sax..",
              "linkhold.domain",
              "linkhold.json",
              "linkhold.net",
              "linkhold.outgoing",
              "linkhold.pages");

  @ArchTest
  static final ArchRule WEBHOOKS_KNOW_THE_DOMAIN_AND_JSON_ALONE =
      classes()
          .that()
          .resideInAPackage("linkhold.webhooks")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "com.fasterxml.jackson.core..",
              "java..",
              "javax.crypto..",
              "org.jspecify..",
              "linkhold.domain",
              "linkhold.json",
              "linkhold.outgoing",
              "linkhold.webhooks");

  /** Each layer may use those that are listed with it. A new package has to be added here. */
  @ArchTest
  static final ArchRule ARROWS_POINT_FROM_THE_DOOR_TO_THE_GROUND =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("linkhold.http..")
          .layer("door")
          .definedBy("linkhold.http")
          .layer("features")
          .definedBy(
              "linkhold.http.accounts",
              "linkhold.http.linkding",
              "linkhold.http.links",
              "linkhold.http.page",
              "linkhold.http.site",
              "linkhold.http.sync",
              "linkhold.http.transfer")
          .layer("access")
          .definedBy("linkhold.http.access")
          .layer("server")
          .definedBy("linkhold.http.server")
          .layer("call")
          .definedBy("linkhold.http.call")
          .whereLayer("door")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("features")
          .mayOnlyBeAccessedByLayers("door")
          .whereLayer("access")
          .mayOnlyBeAccessedByLayers("door", "features")
          .whereLayer("server")
          .mayOnlyBeAccessedByLayers("door", "features", "access")
          .whereLayer("call")
          .mayOnlyBeAccessedByLayers("door", "features", "access", "server")
          .ensureAllClassesAreContainedInArchitectureIgnoring(
              "linkhold.formats..",
              "linkhold.json",
              "linkhold.net",
              "linkhold.outgoing",
              "linkhold.pages",
              "linkhold.webhooks");

  @ArchTest
  static final ArchRule FEATURES_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("linkhold.http.(accounts|linkding|links|page|site|sync|transfer)")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule THERE_IS_NO_CYCLE_BETWEEN_PACKAGES =
      slices().matching("linkhold.(**)").should().beFreeOfCycles();
}
