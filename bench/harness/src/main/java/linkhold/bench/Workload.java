package linkhold.bench;

import java.util.List;
import java.util.Set;

/**
 * One kind of work, the same for all contenders.
 *
 * @param kind what it is
 * @param title its title in the report
 * @param connections how many clients call at once
 * @param accounts the accounts that it uses
 * @param request the call
 * @param expected the statuses of a good answer
 * @param goals Linkhold's goals
 */
record Workload(
    Kind kind,
    String title,
    int connections,
    Accounts accounts,
    Request request,
    Set<Integer> expected,
    List<Goal> goals) {

  /** The kinds of work. */
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

    /** Its name for {@code --only}. */
    String group() {
      return group;
    }

    /** Whether each call takes a revision. */
    boolean saves() {
      return group.equals("saves") && this != SAVE_AGAIN;
    }
  }

  /**
   * Whether one client makes the calls one after the other, so that their time is reported instead
   * of their rate.
   */
  boolean isAlone() {
    return connections == 1;
  }
}
