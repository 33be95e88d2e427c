package linkhold.app.settings;

import java.util.List;

/** The configuration is not valid: all mistakes, each a sentence that says what to change. */
public final class ConfigurationException extends RuntimeException {

  @SuppressWarnings("serial") // a list of strings, never serialised
  private final List<String> mistakes;

  /** From every mistake, at least one. */
  public ConfigurationException(List<String> mistakes) {
    super(String.join("\n", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** Every mistake, at least one. */
  public List<String> mistakes() {
    return mistakes;
  }
}
