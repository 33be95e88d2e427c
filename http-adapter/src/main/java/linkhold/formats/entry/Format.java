package linkhold.formats.entry;

import java.util.Optional;

/** A kind of file that can be imported. */
@FunctionalInterface
public interface Format {

  /**
   * The reader for a file that begins so; empty when it is of another kind.
   *
   * @throws linkhold.domain.InvalidInputException when it is of this kind and cannot be imported;
   *     the message says which file to import instead
   */
  Optional<EntryReader> reader(Beginning beginning);
}
