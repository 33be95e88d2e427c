package linkhold.formats;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
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

/** Looks at the same classes as the test of HTTP's packages, so that they are imported once. */
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
class ArchitectureTest {

  @ArchTest
  static final ArchRule filesKnowTheDomainAndNothingOfHttp =
      classes()
          .that()
          .resideInAPackage("linkhold.formats..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.xml.stream..",
              "org.jspecify..",
              "com.fasterxml.jackson..",
              "org.apache.commons.compress..",
              "org.htmlunit.cyberneko..",
              "linkhold.domain",
              "linkhold.json",
              "linkhold.net",
              "linkhold.formats..");

  @ArchTest
  static final ArchRule kindsOfFilesDoNotKnowEachOther =
      slices()
          .matching("linkhold.formats.(csv|html|json|text|xml)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule thereIsNoCircle =
      slices().matching("linkhold.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatAllShareKnowsNoFormat =
      classes()
          .that()
          .resideInAPackage("linkhold.formats.entry")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "linkhold.domain",
              "linkhold.net",
              "linkhold.formats.entry");

  /** The door, and the types of its parameters and results. */
  private static final Class<?>[] DOOR = {
    LinkFiles.class,
    FileFormat.class,
    ImportCounts.class,
    ImportReport.class,
    ImportReport.Note.class
  };

  @ArchTest
  static final ArchRule onlyTheDoorIsPublic =
      classes()
          .that()
          .resideInAPackage("linkhold.formats")
          .and()
          .doNotBelongToAnyOf(DOOR)
          .should()
          .notBePublic();

  @ArchTest
  static final ArchRule theDoorIsThere = classes().that().belongToAnyOf(DOOR).should().bePublic();

  @Test
  void eachRuleFailsWhereItIsBroken() throws IOException, ReflectiveOperationException {
    RuleBreakers.assertEachRuleFails(
        ArchitectureTest.class,
        Map.ofEntries(
            entry(
                "filesKnowTheDomainAndNothingOfHttp",
                List.of(
                    "package linkhold.formats.text; class Calling { linkhold.http.call.Called called; }",
                    "package linkhold.http.call; public class Called {}")),
            entry(
                "kindsOfFilesDoNotKnowEachOther",
                List.of(
                    "package linkhold.formats.csv; class Table { linkhold.formats.xml.Tree tree; }",
                    "package linkhold.formats.xml; public class Tree {}")),
            entry(
                "thereIsNoCircle",
                List.of(
                    "package linkhold.formats.html; public class There { linkhold.formats.Back back; }",
                    "package linkhold.formats; public class Back { linkhold.formats.html.There there; }")),
            entry(
                "whatAllShareKnowsNoFormat",
                List.of(
                    "package linkhold.formats.entry; class Shared { linkhold.formats.json.Format format; }",
                    "package linkhold.formats.json; public class Format {}")),
            entry(
                "onlyTheDoorIsPublic", List.of("package linkhold.formats; public class Stray {}")),
            entry("theDoorIsThere", List.of("package linkhold.formats; class LinkFiles {}"))));
  }
}
