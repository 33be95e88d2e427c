package linkhold.app;

import java.util.List;

/** What was configured cannot be: every mistake, each a sentence that says what to change. */
final class ConfigurationException extends RuntimeException {

  @SuppressWarnings("serial") // a list of strings, never serialised
  private final List<String> mistakes;

  ConfigurationException(List<String> mistakes) {
    super(String.join("\n", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** Every mistake, at least one. */
  List<String> mistakes() {
    return mistakes;
  }
}
