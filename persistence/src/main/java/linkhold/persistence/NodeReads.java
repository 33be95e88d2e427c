package linkhold.persistence;

import static java.util.stream.Collectors.joining;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import linkhold.domain.UnavailableException;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Reads of all accounts, machine by machine, so that one that is away hides its own accounts only.
 * Citus answers a statement about all accounts when all machines are there; so each machine is
 * asked about its parts of the tables, by their own names, in one statement that Citus only
 * forwards. Where the accounts are not spread (see {@link Engine}) there is one machine, and the
 * query runs as it is. Safe for concurrent use.
 */
final class NodeReads {

  private static final Logger LOG = System.getLogger(NodeReads.class.getName());

  /** A machine. */
  @FunctionalInterface
  interface Node {

    /**
     * The rows of a query about all accounts, whose fields have different names, the first of which
     * is never null. When there are several parts, its order and limit are those of each part.
     *
     * @throws UnavailableException when the machine cannot answer
     */
    List<Record> fetch(Function<DSLContext, ? extends Select<?>> query);
  }

  /** A machine's address. */
  private record Address(String host, int port) {}

  /** A machine's last failure, at a time of {@link System#nanoTime}. */
  private record Failure(UnavailableException reason, long at) {}

  /**
   * A machine.
   *
   * @param parts for each range of its accounts, the names of the tables' parts by table
   */
  private record Machine(Address address, List<Map<String, String>> parts) {}

  /** A table's part on a machine, of the accounts whose hashes begin at {@code range}. */
  private record Shard(Address machine, String range, String table, String name) {}

  private static final String PARTS =
      """
      select nodename, nodeport, shardminvalue, relname,
        quote_ident(nspname) || '.' || quote_ident(relname || '_' || shardid)
      from pg_dist_shard
      join pg_dist_placement using (shardid)
      join pg_dist_node using (groupid)
      join pg_class on pg_class.oid = logicalrelid
      join pg_namespace on pg_namespace.oid = relnamespace
      where noderole = 'primary' and shardminvalue is not null
      order by groupid, shardid
      """;

  private static final Field<Boolean> SUCCESS = DSL.field("success", SQLDataType.BOOLEAN);
  private static final Field<String> RESULT = DSL.field("result", SQLDataType.CLOB);

  private static final Pattern TABLE = Pattern.compile("\"(\\w+)\"");

  private final Sql sql;
  private final Engine engine;
  private final Duration rest;
  private final Map<Address, Failure> failures = new ConcurrentHashMap<>();

  /** The machines that {@link #together} has begun work for. */
  private final Set<Address> asked = ConcurrentHashMap.newKeySet();

  /**
   * Reads through {@code sql}.
   *
   * @param rest for how long a machine that failed is not asked again
   */
  NodeReads(Sql sql, Engine engine, Duration rest) {
    this.sql = sql;
    this.engine = engine;
    this.rest = rest;
  }

  /**
   * Does {@code work} for each machine, one after the other.
   *
   * @throws UnavailableException at the end, when it failed for one of them
   */
  void each(Consumer<Node> work) {
    if (!engine.isSpread()) {
      work.accept(query -> List.copyOf(sql.callPlanned(dsl -> query.apply(dsl).fetch())));
      return;
    }
    @Nullable UnavailableException failure = null;
    for (Machine machine : machines()) {
      Failure last = restingAfter(machine);
      if (last != null) {
        failure = last.reason;
        continue;
      }
      try {
        ask(machine, work);
      } catch (UnavailableException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Does {@code work} for all machines at the same time, where the accounts are spread. One that
   * does not answer delays no other: the call returns after {@code patience}, and nothing more is
   * begun for that machine until its work has ended. A machine that fails is left to later calls.
   *
   * @return how long the slowest of the machines took, of those whose work has ended
   */
  Duration together(Consumer<Node> work, Duration patience) {
    List<CompletableFuture<Duration>> times = new ArrayList<>();
    for (Machine machine : machines()) {
      if (restingAfter(machine) == null && asked.add(machine.address)) {
        times.add(
            CompletableFuture.supplyAsync(() -> timed(machine, work), Thread::startVirtualThread)
                .completeOnTimeout(Duration.ZERO, patience.toNanos(), TimeUnit.NANOSECONDS));
      }
    }
    return times.stream()
        .map(CompletableFuture::join)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private Duration timed(Machine machine, Consumer<Node> work) {
    long begin = System.nanoTime();
    try {
      ask(machine, work);
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "A machine cannot be asked", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The work for a machine failed; it is tried again.", e);
    } finally {
      asked.remove(machine.address);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private void ask(Machine machine, Consumer<Node> work) {
    try {
      work.accept(query -> fetch(machine, query));
      failures.remove(machine.address);
    } catch (UnavailableException e) {
      failures.put(machine.address, new Failure(e, System.nanoTime()));
      throw e;
    }
  }

  /** The failure after which a machine is not asked yet. */
  private @Nullable Failure restingAfter(Machine machine) {
    Failure last = failures.get(machine.address);
    return last != null && System.nanoTime() - last.at < rest.toNanos() ? last : null;
  }

  private List<Machine> machines() {
    Map<Address, Map<String, Map<String, String>>> machines = new LinkedHashMap<>();
    sql.call(dsl -> dsl.fetch(PARTS))
        .map(row ->
            new Shard(
                new Address(row.get(0, String.class), row.get(1, Integer.class)),
                row.get(2, String.class),
                row.get(3, String.class),
                row.get(4, String.class)))
        .forEach(shard ->
            machines
                .computeIfAbsent(shard.machine, _ -> new LinkedHashMap<>())
                .computeIfAbsent(shard.range, _ -> new HashMap<>())
                .put(shard.table, shard.name));
    return machines.entrySet().stream()
        .map(machine -> new Machine(machine.getKey(), List.copyOf(machine.getValue().values())))
        .toList();
  }

  private List<Record> fetch(Machine machine, Function<DSLContext, ? extends Select<?>> query) {
    Address address = machine.address;
    return sql.call(dsl -> {
      Select<?> select = query.apply(dsl);
      String text = dsl.renderInlined(select);
      String command =
          machine.parts.stream()
              .map(tables -> "(" + ofPart(text, tables) + ")")
              .collect(
                  joining(" union all ", "select coalesce(json_agg(part), '[]') from (", ") part"));
      Field<?>[] asked = select.fields();
      List<Field<?>> fields = new ArrayList<>(List.of(SUCCESS, RESULT));
      fields.addAll(List.of(asked));
      List<Record> rows = new ArrayList<>();
      dsl.resultQuery(forwarded(columns(dsl, asked)), address.host, address.port, command)
          .coerce(fields)
          .forEach(row -> {
            requireSuccess(address, row);
            if (row.get(asked[0]) != null) { // otherwise the machine has no row
              rows.add(row.into(asked));
            }
          });
      return rows;
    });
  }

  /** Forwards a command to a machine, and reads the columns from its answer. */
  private static String forwarded(String columns) {
    return """
    select answer.success, answer.result, part.*
    from master_run_on_worker(array[?], array[?], array[?], true) answer
    left join json_to_recordset(case when answer.success then answer.result::json end)
      part (%s) on true
    """
        .formatted(columns);
  }

  private static String ofPart(String text, Map<String, String> tables) {
    return TABLE
        .matcher(text)
        .replaceAll(
            name -> Matcher.quoteReplacement(tables.getOrDefault(name.group(1), name.group())));
  }

  private static String columns(DSLContext dsl, Field<?>... fields) {
    return Stream.of(fields)
        .map(field ->
            '"'
                + field.getName()
                + "\" "
                + field.getDataType().getCastTypeName(dsl.configuration()))
        .collect(joining(", "));
  }

  private static void requireSuccess(Address address, Record row) {
    if (!Boolean.TRUE.equals(row.get(SUCCESS))) {
      throw new UnavailableException(
          "The database is not available.",
          new SQLException(address.host + ":" + address.port + ": " + row.get(RESULT)));
    }
  }
}
