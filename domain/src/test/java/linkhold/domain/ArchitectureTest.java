package linkhold.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows that may leave the domain: none. */
@AnalyzeClasses(packages = "linkhold", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule ALL_IS_IN_THE_DOMAIN =
      classes()
          .should()
          .resideInAnyPackage(
              "linkhold.domain",
              "linkhold.domain.url",
              "linkhold.domain.storage",
              "linkhold.domain.memory");

  @ArchTest
  static final ArchRule NO_PACKAGES_IN_A_CIRCLE =
      slices().matching("linkhold.(domain..)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_NOUNS_DO_NOT_KNOW_HOW_THEY_ARE_KEPT =
      noClasses()
          .that()
          .resideInAnyPackage("linkhold.domain", "linkhold.domain.url")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("linkhold.domain.storage", "linkhold.domain.memory");

  @ArchTest
  static final ArchRule THE_DOMAIN_IS_PURE_JAVA =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("linkhold.domain..", "java..", "org.jspecify..");
}
