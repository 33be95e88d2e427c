package linkhold.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "linkhold.http", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule httpKnowsTheDomainAndNothingOfStorage =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "io.helidon..",
              "com.fasterxml.jackson..",
              "org.yaml.snakeyaml..",
              "com.github.benmanes.caffeine..",
              "io.github.bucket4j..",
              "org.apache.commons.fileupload..",
              "linkhold.domain",
              "linkhold.formats",
              "linkhold.http..");
}
