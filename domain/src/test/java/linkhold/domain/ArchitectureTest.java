package linkhold.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The domain depends on nothing else. */
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

  @Test
  void eachRuleFailsWhereItIsBroken() throws IOException, ReflectiveOperationException {
    RuleBreakers.assertEachRuleFails(
        ArchitectureTest.class,
        Map.ofEntries(
            entry(
                "ALL_IS_IN_THE_DOMAIN",
                List.of("package linkhold.domain.elsewhere; class Stray {}")),
            entry(
                "NO_PACKAGES_IN_A_CIRCLE",
                List.of(
                    "package linkhold.domain.url; public class There { linkhold.domain.memory.Back back; }",
                    "package linkhold.domain.memory; public class Back { linkhold.domain.url.There there; }")),
            entry(
                "THE_NOUNS_DO_NOT_KNOW_HOW_THEY_ARE_KEPT",
                List.of(
                    "package linkhold.domain; class Noun { linkhold.domain.storage.Kept kept; }",
                    "package linkhold.domain.storage; public class Kept {}")),
            entry(
                "THE_DOMAIN_IS_PURE_JAVA",
                List.of(
                    "package linkhold.domain; class Impure { javax.sql.DataSource source; }"))));
  }
}
