package linkhold.formats;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "linkhold.formats", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule filesKnowTheDomainAndNothingOfHttp =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "com.fasterxml.jackson..",
              "org.htmlunit.cyberneko..",
              "linkhold.domain",
              "linkhold.formats");

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
      classes().that().doNotBelongToAnyOf(DOOR).should().notBePublic();

  @ArchTest
  static final ArchRule theDoorIsThere = classes().that().belongToAnyOf(DOOR).should().bePublic();
}
