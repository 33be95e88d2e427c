package linkhold.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a class, and says so, where Debian's packages {@code chromium} and {@code chromium-driver}
 * are not installed; where {@code REQUIRE_CHROMIUM} is set, it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresChromium.Condition.class)
@interface RequiresChromium {

  /** Checks that the two programs are installed. */
  final class Condition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (Files.isExecutable(Browser.CHROMIUM) && Files.isExecutable(Browser.DRIVER)) {
        return ConditionEvaluationResult.enabled("Chromium is here");
      }
      if (System.getenv("REQUIRE_CHROMIUM") != null) {
        throw new IllegalStateException("chromium and chromium-driver have to be installed here.");
      }
      String reason = "Install chromium and chromium-driver for the tests in a browser.";
      System.out.println(context.getDisplayName() + " is skipped. " + reason);
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
