package linkhold.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * The accounts of a workload, with a token each.
 *
 * @param firstId the id of the first; the others follow
 * @param tokens their tokens, in the order of the ids
 * @param tokenFile a file with the same tokens, a line each
 * @param links how many links the largest has; their ids are 1 to this
 */
record Accounts(long firstId, List<String> tokens, Path tokenFile, long links) {

  /** How many there are. */
  int count() {
    return tokens.size();
  }

  /** The token of the first. */
  String token() {
    return tokens.getFirst();
  }
}
