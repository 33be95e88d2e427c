package linkhold.bench;

import java.util.List;

/** How much longer a page takes in a huge account than in a small one. */
final class PageGrowth {

  private PageGrowth() {}

  /** Compares the two rows of Linkhold's pages, round by round. */
  static Row compare(Row small, Row huge) {
    Row row =
        new Row(
            "Page of 50, one client, in the huge account over in the small",
            " ×",
            new Goal.Limit(1.2, " ×"));
    List<Double> smallTimes = small.of(Row.OWN).values();
    List<Double> hugeTimes = huge.of(Row.OWN).values();
    for (int i = 0; i < hugeTimes.size(); i++) {
      row.of(Row.OWN).add(hugeTimes.get(i) / smallTimes.get(i));
    }
    String fault =
        small.of(Row.OWN).isValid() ? huge.of(Row.OWN).fault() : small.of(Row.OWN).fault();
    if (fault != null) {
      row.of(Row.OWN).spoil(fault);
    }
    return row;
  }
}
