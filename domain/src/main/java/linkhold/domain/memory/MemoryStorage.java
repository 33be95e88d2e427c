package linkhold.domain.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.LinkUrl;
import linkhold.domain.StoredLink;
import linkhold.domain.storage.AccountRow;
import linkhold.domain.storage.Storage;
import org.jspecify.annotations.Nullable;

/** Rows in plain collections: many read at once, one writes. */
final class MemoryStorage implements Storage {

  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final MemoryTables tables = new MemoryTables();

  @Override
  public <T> T read(Function<Tables, T> work) {
    return with(lock.readLock(), work);
  }

  @Override
  public <T> T write(AccountId account, Function<Tables, T> work) {
    return writeAlone(work);
  }

  @Override
  public <T> T writeAlone(Function<Tables, T> work) {
    return with(
        lock.writeLock(),
        tables -> {
          boolean done = false;
          try {
            T result = work.apply(tables);
            done = true;
            return result;
          } finally {
            this.tables.end(done);
          }
        });
  }

  private <T> T with(Lock held, Function<Tables, T> work) {
    held.lock();
    try {
      return work.apply(tables);
    } finally {
      held.unlock();
    }
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void close() {}

  /** What an account has; each index holds the ids of {@link #rows}. */
  private static final class Content {

    private final NavigableMap<Long, StoredLink> rows = new TreeMap<>();
    private final NavigableMap<Long, Long> byRevision = new TreeMap<>();
    private final Map<String, Long> byDigest = new HashMap<>();
    private final Map<Kind, NavigableMap<String, String>> values = new EnumMap<>(Kind.class);

    /** Replaces the row of an id, or removes it when {@code row} is null. */
    private @Nullable StoredLink set(long id, @Nullable StoredLink row) {
      StoredLink former = row == null ? rows.remove(id) : rows.put(id, row);
      if (former != null) {
        byRevision.remove(former.revision(), id);
        byDigest.remove(hex(former), id);
      }
      if (row != null) {
        byRevision.put(row.revision(), id);
        if (row.digest() != null) {
          byDigest.put(hex(row), id);
        }
      }
      return former;
    }

    private NavigableMap<String, String> values(Kind kind) {
      return values.computeIfAbsent(kind, _ -> new TreeMap<>());
    }

    private static String hex(StoredLink row) {
      byte[] digest = row.digest();
      return digest == null ? "" : HexFormat.of().formatHex(digest);
    }
  }

  /** The rows, and an undo log of the present work. */
  private static final class MemoryTables implements Tables {

    private final Map<AccountId, AccountRow> accounts = new HashMap<>();
    private final Map<AccountId, Content> contents = new HashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** Commits, or undoes the changes in reverse order. */
    private void end(boolean done) {
      if (!done) {
        undo.forEach(Runnable::run);
      }
      undo.clear();
    }

    @Override
    public Optional<AccountRow> account(AccountId id) {
      return Optional.ofNullable(accounts.get(id));
    }

    @Override
    public Optional<AccountRow> account(String name) {
      return accounts.values().stream().filter(row -> row.account().name().equals(name)).findAny();
    }

    @Override
    public List<AccountRow> accounts() {
      return List.copyOf(accounts.values());
    }

    @Override
    public void put(AccountRow account) {
      set(accounts, account.id(), account);
    }

    @Override
    public void remove(AccountId account) {
      set(accounts, account, null);
      set(contents, account, null);
    }

    @Override
    public List<StoredLink> byIds(AccountId account, Collection<Long> ids) {
      Map<Long, StoredLink> rows = read(account).rows;
      return ids.stream().distinct().map(rows::get).filter(Objects::nonNull).toList();
    }

    @Override
    public List<StoredLink> byUrls(AccountId account, Collection<LinkUrl> urls) {
      Map<String, Long> byDigest = read(account).byDigest;
      List<Long> ids =
          urls.stream()
              .map(url -> byDigest.get(HexFormat.of().formatHex(url.digest())))
              .filter(Objects::nonNull)
              .toList();
      return byIds(account, ids);
    }

    @Override
    public List<StoredLink> byId(AccountId account, long after, int limit) {
      return read(account).rows.tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Override
    public List<StoredLink> byRevision(
        AccountId account, long after, long tombstonesAfter, int limit) {
      Content content = read(account);
      List<StoredLink> found = new ArrayList<>();
      for (Long id : content.byRevision.tailMap(after, false).values()) {
        StoredLink row = Objects.requireNonNull(content.rows.get(id));
        if (row instanceof StoredLink.Live || row.revision() > tombstonesAfter) {
          found.add(row);
        }
        if (found.size() == limit) {
          break;
        }
      }
      return found;
    }

    @Override
    public void put(AccountId account, StoredLink row) {
      set(account, row.id(), row);
    }

    @Override
    public void free(AccountId account, Collection<Long> ids) {
      for (StoredLink row : byIds(account, ids)) {
        set(
            account,
            row.id(),
            switch (row) {
              case StoredLink.Live _ -> null; // it is put again
              case StoredLink.Deleted(var tombstone, _) -> new StoredLink.Deleted(tombstone, null);
            });
      }
    }

    @Override
    public void remove(AccountId account, long id) {
      set(account, id, null);
    }

    @Override
    public Map<String, String> values(AccountId account, Kind kind, Collection<String> keys) {
      Map<String, String> all = read(account).values.getOrDefault(kind, new TreeMap<>());
      Map<String, String> found = new TreeMap<>();
      for (String key : keys) {
        String value = all.get(key);
        if (value != null) {
          found.put(key, value);
        }
      }
      return found;
    }

    @Override
    public Map<String, String> values(AccountId account, Kind kind) {
      return Map.copyOf(read(account).values.getOrDefault(kind, new TreeMap<>()));
    }

    @Override
    public void put(AccountId account, Kind kind, String key, String value) {
      set(written(account).values(kind), key, value);
    }

    @Override
    public void remove(AccountId account, Kind kind, String key) {
      set(written(account).values(kind), key, null);
    }

    private Content read(AccountId account) {
      return contents.getOrDefault(account, new Content());
    }

    private Content written(AccountId account) {
      return contents.computeIfAbsent(account, _ -> new Content());
    }

    private void set(AccountId account, long id, @Nullable StoredLink row) {
      Content content = written(account);
      StoredLink former = content.set(id, row);
      undo.push(() -> content.set(id, former));
    }

    /** Replaces a value in a map, or removes it. */
    private <K, V> void set(Map<K, V> map, K key, @Nullable V value) {
      V former = value == null ? map.remove(key) : map.put(key, value);
      undo.push(() -> {
        if (former == null) {
          map.remove(key);
        } else {
          map.put(key, former);
        }
      });
    }
  }
}
