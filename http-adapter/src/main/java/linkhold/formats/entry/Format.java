package linkhold.formats.entry;

import java.util.Optional;

/** A format that can be imported. */
@FunctionalInterface
public interface Format {

  /**
   * The reader for a file with this beginning; empty when it is of another format.
   *
   * @throws linkhold.domain.InvalidInputException when it is of this format and cannot be imported;
   *     the message says which file to import instead
   */
  Optional<EntryReader> reader(Beginning beginning);
}
