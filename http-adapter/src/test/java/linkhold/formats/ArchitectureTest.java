package linkhold.formats;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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

  /** The door and what it takes and gives. */
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
}
