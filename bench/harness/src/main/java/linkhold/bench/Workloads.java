package linkhold.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import linkhold.bench.Workload.Kind;
import org.jspecify.annotations.Nullable;

/** The workloads that are measured in calls a second, or in the time of one client's call. */
final class Workloads {

  private static final int CONNECTIONS = 32;
  private static final String LINKS = "/v1/links";
  private static final String SAVE = "{\"url\":\"" + SampleLibrary.url("{n}") + "\"}";
  private static final String SAVE_FULL =
      "{\"url\":\""
          + SampleLibrary.url("{n}")
          + "\",\"title\":\"Why the {n}th article is worth keeping\",\"tags\":[\"java\",\"web\","
          + "\"reading\"],\"note\":\"Seen in the newsletter; to be read before the talk\"}";

  private static final List<Goal> SAVES =
      List.of(Goal.atLeast(1.5, "pgbench"), Goal.atLeast(2, "Vert.x"), Goal.atLeast(4, "Spring"));

  private static final String BARE_VERTX = BareRows.name("Vert.x");

  private Workloads() {}

  /** The workloads on {@code data} that are in {@code groups}. */
  static List<Workload> of(Data data, Set<String> groups) {
    List<Workload> all = new ArrayList<>();
    all.add(
        save(Kind.SAVE_ONE_ACCOUNT, "Saves, one account", CONNECTIONS, data.one(), SAVE, SAVES));
    all.add(
        save(
            Kind.SAVE_MANY_ACCOUNTS,
            "Saves, " + data.many().count() + " accounts",
            CONNECTIONS,
            data.many(),
            SAVE,
            SAVES));
    all.add(
        save(
            Kind.SAVE_FULL,
            "Saves with title, tags and note",
            CONNECTIONS,
            data.many(),
            SAVE_FULL,
            List.of()));
    all.add(
        save(
            Kind.SAVE_AGAIN,
            "Saves of what is there",
            CONNECTIONS,
            data.small(),
            "{\"url\":\"" + SampleLibrary.url("{id}") + "\"}",
            List.of()));
    all.add(
        save(
            Kind.SAVE_ALONE,
            "Save, one client",
            1,
            data.one(),
            SAVE,
            List.of(Goal.atMost(1, "Vert.x"))));
    all.add(
        read(
            Kind.READ,
            "Read by id",
            CONNECTIONS,
            data.large(),
            LINKS + "/{id}",
            List.of(
                Goal.atLeast(1, "pgbench"),
                Goal.atLeast(1.2, "Vert.x"),
                Goal.atLeast(1, BARE_VERTX))));
    all.add(
        read(
            Kind.PAGE,
            "Page of 50 newest",
            CONNECTIONS,
            data.small(),
            LINKS,
            List.of(
                Goal.atLeast(0.5, "pgbench"),
                Goal.atLeast(1.25, "Vert.x"),
                Goal.atLeast(1, BARE_VERTX))));
    all.add(
        read(
            Kind.PAGE_SMALL_ALONE,
            title("Page of 50, one client, account of %,d", data.small()),
            1,
            data.small(),
            LINKS,
            List.of()));
    all.add(
        read(
            Kind.PAGE_HUGE_ALONE,
            title("Page of 50, one client, account of %,d", data.huge()),
            1,
            data.huge(),
            LINKS,
            List.of()));
    all.add(
        read(
            Kind.SEARCH,
            title("Search for a word, account of %,d", data.large()),
            CONNECTIONS,
            data.large(),
            LINKS + "?q=topic{id}x",
            List.of()));
    return all.stream().filter(workload -> groups.contains(workload.kind().group())).toList();
  }

  /**
   * Requests for changes when there are none: {@code header} has the client's entity tag or cursor.
   */
  static Workload changes(Accounts accounts, String path, String header) {
    return new Workload(
        Kind.CHANGES,
        "Changes, nothing new",
        CONNECTIONS,
        accounts,
        request(accounts, "GET", path, null, header),
        Set.of(304),
        List.of());
  }

  private static String title(String format, Accounts accounts) {
    return String.format(Locale.ROOT, format, accounts.links());
  }

  private static Workload save(
      Kind kind, String title, int connections, Accounts accounts, String body, List<Goal> goals) {
    return new Workload(
        kind,
        title,
        connections,
        accounts,
        request(accounts, "POST", LINKS, body, null),
        kind.saves() ? Set.of(201) : Set.of(200),
        goals);
  }

  private static Workload read(
      Kind kind, String title, int connections, Accounts accounts, String path, List<Goal> goals) {
    return new Workload(
        kind,
        title,
        connections,
        accounts,
        request(accounts, "GET", path, null, null),
        Set.of(200),
        goals);
  }

  private static Request request(
      Accounts accounts,
      String method,
      String path,
      @Nullable String body,
      @Nullable String header) {
    return new Request(
        method,
        path,
        body,
        header,
        accounts.tokens(),
        accounts.tokenFile(),
        path.contains("?q=") ? SampleLibrary.WORDS - 1 : Math.max(1, accounts.links()));
  }
}
