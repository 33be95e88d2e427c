package linkhold.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import linkhold.domain.RuleBreakers;
import org.junit.jupiter.api.Test;

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
              "com.sun.management", // of the JDK: how busy the machine is
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

  @Test
  void eachRuleFailsWhereItIsBroken() throws IOException, ReflectiveOperationException {
    RuleBreakers.assertEachRuleFails(
        ArchitectureTest.class,
        Map.ofEntries(
            entry(
                "HTTP_KNOWS_THE_DOMAIN_AND_NOTHING_OF_STORAGE",
                List.of(
                    "package linkhold.http.call; class Storing { javax.sql.DataSource source; }")),
            entry(
                "THE_NET_KNOWS_NOTHING_OF_LINKS",
                List.of(
                    "package linkhold.net; class Knowing { linkhold.domain.Noun noun; }",
                    "package linkhold.domain; public class Noun {}")),
            entry(
                "JSON_KNOWS_THE_DOMAIN_AND_NOTHING_OF_HTTP",
                List.of(
                    "package linkhold.json; class Calling { linkhold.http.call.Called called; }",
                    "package linkhold.http.call; public class Called {}")),
            entry(
                "OUTGOING_REQUESTS_KNOW_URLS_ALONE",
                List.of(
                    "package linkhold.outgoing; class Reading { linkhold.pages.Page page; }",
                    "package linkhold.pages; public class Page {}")),
            entry(
                "PAGES_KNOW_THE_DOMAIN_AND_JSON_ALONE",
                List.of(
                    "package linkhold.pages; class Serving { linkhold.http.call.Served served; }",
                    "package linkhold.http.call; public class Served {}")),
            entry(
                "WEBHOOKS_KNOW_THE_DOMAIN_AND_JSON_ALONE",
                List.of(
                    "package linkhold.webhooks; class Sending { linkhold.pages.Sent sent; }",
                    "package linkhold.pages; public class Sent {}")),
            entry(
                "ARROWS_POINT_FROM_THE_DOOR_TO_THE_GROUND",
                List.of(
                    "package linkhold.http.links; class Knocking { linkhold.http.Door door; }",
                    "package linkhold.http; public class Door {}",
                    "package linkhold.http.access; class Watching { linkhold.http.sync.Watched watched; }",
                    "package linkhold.http.sync; public class Watched {}",
                    "package linkhold.http.server; class Admitting { linkhold.http.access.Admitted admitted; }",
                    "package linkhold.http.access; public class Admitted {}",
                    "package linkhold.http.call; class Caller { linkhold.http.server.Callee callee; }",
                    "package linkhold.http.server; public class Callee {}",
                    "package linkhold.http.elsewhere; class Unnamed {}")),
            entry(
                "FEATURES_DO_NOT_KNOW_EACH_OTHER",
                List.of(
                    "package linkhold.http.page; class Page { linkhold.http.site.Site site; }",
                    "package linkhold.http.site; public class Site {}")),
            entry(
                "THERE_IS_NO_CYCLE_BETWEEN_PACKAGES",
                List.of(
                    "package linkhold.outgoing; public class There { linkhold.webhooks.Back back; }",
                    "package linkhold.webhooks; public class Back { linkhold.outgoing.There there; }"))));
  }
}
