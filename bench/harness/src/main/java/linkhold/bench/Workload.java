package linkhold.bench;

import java.util.List;
import java.util.Set;

/**
 * One kind of work, the same for everyone.
 *
 * @param kind what it is
 * @param title what the report calls it
 * @param connections how many clients call at once
 * @param accounts whose links
 * @param request the call
 * @param expected the statuses of a good answer
 * @param goals what Linkhold is to reach
 */
record Workload(
    Kind kind,
    String title,
    int connections,
    Accounts accounts,
    Request request,
    Set<Integer> expected,
    List<Goal> goals) {

  /** What can be asked of a server. */
  enum Kind {
    SAVE_ONE_ACCOUNT("saves"),
    SAVE_MANY_ACCOUNTS("saves"),
    SAVE_FULL("saves"),
    SAVE_AGAIN("saves"),
    SAVE_ALONE("saves"),
    READ("reads"),
    PAGE("pages"),
    PAGE_SMALL_ALONE("pages"),
    PAGE_HUGE_ALONE("pages"),
    SEARCH("search"),
    CHANGES("changes");

    private final String group;

    Kind(String group) {
      this.group = group;
    }

    /** The name under which {@code --only} knows it. */
    String group() {
      return group;
    }

    /** Whether each call takes a revision. */
    boolean saves() {
      return group.equals("saves") && this != SAVE_AGAIN;
    }
  }

  /**
   * Whether one client's calls follow one another, so that their time says more than their rate.
   */
  boolean isAlone() {
    return connections == 1;
  }
}
