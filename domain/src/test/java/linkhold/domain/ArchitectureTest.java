package linkhold.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows that may leave the domain: none. */
@AnalyzeClasses(packages = "linkhold", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule ALL_IS_IN_THE_DOMAIN =
      classes().should().resideInAnyPackage("linkhold.domain", "linkhold.domain.url");

  @ArchTest
  static final ArchRule THE_DOMAIN_IS_PURE_JAVA =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("linkhold.domain..", "java..", "org.jspecify..");
}
