package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.BATCH;
import static linkhold.domain.storage.Storage.Kind.SIGN_IN_CODE;
import static linkhold.domain.storage.Storage.Kind.SPELLING;
import static linkhold.domain.storage.Storage.Kind.TOKEN;
import static linkhold.domain.storage.Storage.Kind.TOKEN_OF_DIGEST;
import static linkhold.domain.storage.Storage.Kind.TOKEN_OF_ID;
import static linkhold.domain.storage.Storage.NO_ACCOUNT;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import linkhold.domain.Account;
import linkhold.domain.AccountFeed;
import linkhold.domain.AccountId;
import linkhold.domain.AccountStore;
import linkhold.domain.AccountSummary;
import linkhold.domain.AlreadyExistsException;
import linkhold.domain.AppliedBatch;
import linkhold.domain.Batch;
import linkhold.domain.BatchDigest;
import linkhold.domain.BatchResult;
import linkhold.domain.BundleStore;
import linkhold.domain.Change;
import linkhold.domain.ChangePage;
import linkhold.domain.ChangeSignal;
import linkhold.domain.CopyDigest;
import linkhold.domain.IdRange;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.Operation;
import linkhold.domain.PageQueue;
import linkhold.domain.Precondition;
import linkhold.domain.RangePage;
import linkhold.domain.Restrictions;
import linkhold.domain.SaveResult;
import linkhold.domain.Scope;
import linkhold.domain.SearchText;
import linkhold.domain.SignInCode;
import linkhold.domain.StoredLink;
import linkhold.domain.Stores;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;
import linkhold.domain.Tag;
import linkhold.domain.TagCount;
import linkhold.domain.TagStore;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenSecret;
import linkhold.domain.TokenStore;
import linkhold.domain.Tombstone;
import linkhold.domain.UnavailableException;
import linkhold.domain.Version;
import linkhold.domain.WebhookStore;
import linkhold.domain.storage.Storage.Kind;
import linkhold.domain.storage.Storage.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Every store over a {@link Storage}, by the rules of the domain. A storage overrides methods of
 * its {@link Tables} to be faster. Several of these, in one process or in many, may use the same
 * data.
 */
public class DerivedStores
    implements Stores, AccountStore, LinkStore, TagStore, TokenStore, SyncStore {

  private final Storage storage;
  private final ChangeNotifier notifier;
  private final Rows rows;
  private final NumberedTagStore numberedTags;
  private final BundleStore bundles;
  private final PageQueue pages;
  private final DerivedFeed feed;
  private final Reading reading;

  /** Stores over {@code storage}, which they close, with the time of {@code clock}. */
  public DerivedStores(Storage storage, Clock clock) {
    this(storage, clock, Reading.WITHOUT_TITLE);
  }

  /** The same, where pages are read as {@code reading} says. */
  public DerivedStores(Storage storage, Clock clock, Reading reading) {
    this.reading = reading;
    this.storage = storage;
    this.notifier = new ChangeNotifier(storage);
    this.rows = new Rows(storage, clock, notifier);
    this.numberedTags = new DerivedNumberedTags(rows);
    this.bundles = new DerivedBundles(rows);
    this.pages = new DerivedPages(rows);
    this.feed = new DerivedFeed(rows);
  }

  @Override
  public final AccountStore accounts() {
    return this;
  }

  @Override
  public final LinkStore links() {
    return this;
  }

  @Override
  public final TagStore tags() {
    return this;
  }

  @Override
  public final NumberedTagStore numberedTags() {
    return numberedTags;
  }

  @Override
  public final BundleStore bundles() {
    return bundles;
  }

  @Override
  public final TokenStore tokens() {
    return this;
  }

  @Override
  public final SyncStore sync() {
    return this;
  }

  @Override
  public final PageQueue pages() {
    return pages;
  }

  @Override
  public final AccountFeed feed() {
    return feed;
  }

  @Override
  public final WebhookStore webhooks() {
    return feed;
  }

  @Override
  public final ChangeSignal changeSignal() {
    return notifier;
  }

  /**
   * Computes again what other rules computed of links ({@link linkhold.domain.LinkUrl#rules}), and
   * merges links that have become one. To be called after the start, with each version of the
   * program; does nothing when all is up to date.
   *
   * @return how many rows were written
   */
  public final long renew() {
    return new DerivedRenewal(rows).run();
  }

  @Override
  public final boolean isReady() {
    return storage.isReady();
  }

  @Override
  public final void close() {
    notifier.close();
    storage.close();
  }

  // Accounts

  @Override
  public Account add(String name) {
    Account.requireName(name);
    return storage.writeAlone(tables -> {
      if (tables.account(name).isPresent()) {
        throw new AlreadyExistsException("There is an account of this name already.");
      }
      long id = Rows.nextId(tables, NO_ACCOUNT, Kind.LAST_ID);
      Account account = new Account(new AccountId(id), name, rows.now(), Restrictions.NONE);
      tables.put(new AccountRow(account, new Version(newEpoch(), 0), 0));
      return account;
    });
  }

  static long newEpoch() {
    return new SecureRandom().nextLong(Long.MAX_VALUE);
  }

  @Override
  public Optional<Account> find(String name) {
    return rows.read(tables -> tables.account(name).map(AccountRow::account));
  }

  @Override
  public Optional<Account> find(AccountId id) {
    return rows.read(tables -> tables.account(id).map(AccountRow::account));
  }

  @Override
  public Set<AccountId> usable(Set<AccountId> ids) {
    return rows.read(tables ->
        ids.stream()
            .filter(id -> tables.account(id).isPresent() && !isBlocked(tables, id.value()))
            .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public Account restrict(String name, UnaryOperator<Restrictions> change) {
    return storage.writeAlone(tables -> {
      AccountRow row =
          tables
              .account(name)
              .orElseThrow(() -> new NotFoundException("There is no account of this name."));
      AccountRow changed = row.restricted(change.apply(row.account().restrictions()));
      tables.put(changed);
      return changed.account();
    });
  }

  @Override
  public List<Account> list() {
    return rows.read(tables ->
        tables.accounts().stream()
            .map(AccountRow::account)
            .sorted(Comparator.comparing(Account::name))
            .toList());
  }

  @Override
  public void remove(String name) {
    AccountId removed =
        storage.writeAlone(tables -> {
          AccountId account = account(tables, name).id();
          for (String value : tables.values(account, TOKEN).values()) {
            removeToken(tables, account, Value.parse(value));
          }
          removeCodes(tables, code -> code.number(0) == account.value());
          DerivedFeed.remove(tables, account);
          tables.remove(account);
          return account;
        });
    notifier.changed(removed);
  }

  @Override
  public int renewEpochs() {
    List<AccountRow> renewed =
        storage.writeAlone(tables -> {
          List<AccountRow> accounts = tables.accounts();
          accounts.forEach(account -> renewEpoch(tables, account));
          DerivedFeed.renewEpoch(tables);
          return accounts;
        });
    renewed.forEach(account -> notifier.changed(account.id()));
    return renewed.size();
  }

  private static void renewEpoch(Tables tables, AccountRow account) {
    long epoch = newEpoch();
    tables.put(account.at(new Version(epoch, account.version().revision())));
    tables.forEachRow(
        account.id(),
        row -> {
          if (row instanceof StoredLink.Live(Link link, byte[] digest)) {
            Version version = new Version(epoch, link.revision());
            tables.put(
                account.id(), new StoredLink.Live(link.changed(version, link.updatedAt()), digest));
          }
        });
  }

  private static Account account(Tables tables, String name) {
    return tables
        .account(name)
        .map(AccountRow::account)
        .orElseThrow(() -> new NotFoundException("There is no account of this name."));
  }

  // Tokens

  @Override
  public Issued issue(
      Token.Kind kind, String accountName, String label, Scope scope, @Nullable Instant expiresAt) {
    String checkedLabel = Token.requireLabel(label);
    Instant expiry = expiresAt == null ? null : Token.requireExpiry(expiresAt);
    return storage.writeAlone(
        tables -> issue(tables, kind, account(tables, accountName), checkedLabel, scope, expiry));
  }

  private Issued issue(
      Tables tables,
      Token.Kind kind,
      Account account,
      String label,
      Scope scope,
      @Nullable Instant expiry) {
    Instant now = rows.now();
    removeOldSessions(tables, account, now);
    TokenSecret secret = TokenSecret.random();
    long id = Rows.nextId(tables, NO_ACCOUNT, TOKEN);
    Token issued = new Token(id, kind, account, label, scope, now, expiry, null);
    String digest = key(secret.digest());
    String owner = Value.text(account.id().value(), id);
    tables.put(account.id(), TOKEN, Long.toString(id), text(issued, digest));
    tables.put(NO_ACCOUNT, TOKEN_OF_DIGEST, digest, owner);
    tables.put(NO_ACCOUNT, TOKEN_OF_ID, Long.toString(id), owner);
    return new Issued(issued, secret);
  }

  private static void removeOldSessions(Tables tables, Account account, Instant now) {
    Map<Token, Value> sessions = new HashMap<>();
    for (String text : tables.values(account.id(), TOKEN).values()) {
      Value value = Value.parse(text);
      Token token = token(account, value);
      if (token.kind() == Token.Kind.SESSION) {
        sessions.put(token, value);
      }
    }
    List<Token> lastUsedFirst =
        sessions.keySet().stream()
            .sorted(Comparator.comparing(Token::lastActiveAt).reversed())
            .toList();
    for (int i = 0; i < lastUsedFirst.size(); i++) {
      Token session = lastUsedFirst.get(i);
      if (i >= Token.MOST_SESSIONS - 1 || session.isExpiredAt(now)) {
        removeToken(tables, account.id(), Objects.requireNonNull(sessions.get(session)));
      }
    }
  }

  @Override
  public SignInCode issueCode(String accountName, Scope scope) {
    TokenSecret secret = TokenSecret.randomCode();
    return storage.writeAlone(tables -> {
      Account account = account(tables, accountName);
      Instant now = rows.now();
      removeCodes(tables, code -> !now.isBefore(code.time(2)));
      List<Map.Entry<String, String>> own =
          tables.values(NO_ACCOUNT, SIGN_IN_CODE).entrySet().stream()
              .filter(code -> Value.parse(code.getValue()).number(0) == account.id().value())
              .sorted(Comparator.comparing(code -> Value.parse(code.getValue()).time(2)))
              .toList();
      for (int i = 0; i <= own.size() - SignInCode.MOST; i++) {
        tables.remove(NO_ACCOUNT, SIGN_IN_CODE, own.get(i).getKey());
      }
      Instant end = now.plus(SignInCode.LIFETIME);
      String code = Value.text(account.id().value(), scope, end);
      tables.put(NO_ACCOUNT, SIGN_IN_CODE, key(secret.digest()), code);
      return new SignInCode(account, scope, end, secret);
    });
  }

  private static void removeCodes(Tables tables, Predicate<Value> condition) {
    tables
        .values(NO_ACCOUNT, SIGN_IN_CODE)
        .forEach((digest, text) -> {
          if (condition.test(Value.parse(text))) {
            tables.remove(NO_ACCOUNT, SIGN_IN_CODE, digest);
          }
        });
  }

  @Override
  public Optional<Issued> redeem(TokenDigest code, Token.Kind kind, String label) {
    String checkedLabel = Token.requireLabel(label);
    return storage.writeAlone(tables -> {
      Optional<Value> found = tables.value(NO_ACCOUNT, SIGN_IN_CODE, key(code)).map(Value::parse);
      tables.remove(NO_ACCOUNT, SIGN_IN_CODE, key(code));
      return found
          .filter(value -> rows.now().isBefore(value.time(2)))
          .map(value -> {
            AccountId id = new AccountId(value.number(0));
            Account account = tables.account(id).orElseThrow().account();
            Scope scope = Scope.valueOf(value.get(1));
            return issue(tables, kind, account, checkedLabel, scope, null);
          });
    });
  }

  private static String key(TokenDigest digest) {
    return HexFormat.of().formatHex(digest.bytes());
  }

  private static String text(Token token, String digest) {
    return Value.text(
        token.id(),
        digest,
        token.label(),
        token.scope(),
        token.createdAt(),
        token.expiresAt(),
        token.lastUsedAt(),
        token.kind());
  }

  private static Token token(Account account, Value value) {
    return new Token(
        value.number(0),
        Token.Kind.valueOf(value.get(7)),
        account,
        value.get(2),
        Scope.valueOf(value.get(3)),
        value.time(4),
        value.timeOrNull(5),
        value.timeOrNull(6));
  }

  @Override
  public Optional<Token> find(TokenDigest digest) {
    return rows.read(tables ->
        tables
            .value(NO_ACCOUNT, TOKEN_OF_DIGEST, key(digest))
            .flatMap(owner -> {
              AccountId account = new AccountId(Value.parse(owner).number(0));
              return tables
                  .value(account, TOKEN, Value.parse(owner).get(1))
                  .map(value ->
                      token(tables.account(account).orElseThrow().account(), Value.parse(value)));
            }));
  }

  @Override
  public Set<Long> existing(Set<Long> ids) {
    Set<String> keys = ids.stream().map(String::valueOf).collect(Collectors.toSet());
    return rows.read(tables ->
        tables.values(NO_ACCOUNT, TOKEN_OF_ID, keys).entrySet().stream()
            .filter(token -> !isBlocked(tables, Value.parse(token.getValue()).number(0)))
            .map(token -> Long.valueOf(token.getKey()))
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static boolean isBlocked(Tables tables, long account) {
    return tables
        .account(new AccountId(account))
        .filter(row -> row.account().restrictions().blocked())
        .isPresent();
  }

  @Override
  public List<Token> list(String accountName) {
    return rows.read(tables -> {
      Account account = account(tables, accountName);
      return tables.values(account.id(), TOKEN).values().stream()
          .map(value -> token(account, Value.parse(value)))
          .sorted(Comparator.comparingLong(Token::id))
          .toList();
    });
  }

  @Override
  public void revoke(String accountName, long id) {
    storage.writeAlone(tables -> {
      AccountId account = account(tables, accountName).id();
      Value token =
          tables
              .value(account, TOKEN, Long.toString(id))
              .map(Value::parse)
              .orElseThrow(() -> new NotFoundException("The account has no such token."));
      removeToken(tables, account, token);
      return token;
    });
  }

  private static void removeToken(Tables tables, AccountId account, Value token) {
    tables.remove(account, TOKEN, token.get(0));
    tables.remove(NO_ACCOUNT, TOKEN_OF_DIGEST, token.get(1));
    tables.remove(NO_ACCOUNT, TOKEN_OF_ID, token.get(0));
  }

  @Override
  public void noteUse(long id, Instant time) {
    String key = Long.toString(id);
    Optional<AccountId> owner =
        rows.read(tables ->
            tables
                .value(NO_ACCOUNT, TOKEN_OF_ID, key)
                .map(value -> new AccountId(Value.parse(value).number(0))));
    owner.ifPresent(account ->
        storage.write(
            account,
            tables -> {
              Optional<Value> token = tables.value(account, TOKEN, key).map(Value::parse);
              token.ifPresent(value -> {
                Account there = tables.account(account).orElseThrow().account();
                Token used = token(there, value).usedAt(time);
                tables.put(account, TOKEN, key, text(used, value.get(1)));
              });
              return token;
            }));
  }

  // Links

  @Override
  public List<SaveResult> save(AccountId account, List<LinkDraft> drafts) {
    return rows.write(
        account,
        (tables, row) -> {
          List<LinkUrl> urls = drafts.stream().map(LinkDraft::url).toList();
          List<Tag> tags = new ArrayList<>();
          for (LinkDraft draft : drafts) {
            List<Tag> given = draft.fields().tags();
            tags.addAll(given == null ? List.of() : given);
          }
          Library library = Rows.library(tables, row, List.of(), urls, tags);
          List<SaveResult> results =
              drafts.stream().map(draft -> library.save(draft.with(reading), rows.now())).toList();
          Rows.write(tables, row, library);
          return results;
        });
  }

  @Override
  public Optional<Link> find(AccountId account, long id) {
    return rows.read(tables -> link(tables.byIds(account, List.of(id))));
  }

  @Override
  public Optional<Link> findByUrl(AccountId account, LinkUrl url) {
    return rows.read(tables -> link(tables.byUrls(account, List.of(url))));
  }

  private static Optional<Link> link(List<StoredLink> rows) {
    return rows.stream()
        .filter(StoredLink.Live.class::isInstance)
        .map(row -> ((StoredLink.Live) row).link())
        .findFirst();
  }

  @Override
  public LinkPage page(AccountId account, LinkQuery query) {
    return rows.read(
        account,
        (tables, row) -> {
          List<Link> links = tables.page(account, query);
          boolean more = links.size() > query.limit();
          return new LinkPage(row.version(), more ? links.subList(0, query.limit()) : links, more);
        });
  }

  @Override
  public LinkCount count(AccountId account, LinkQuery query, long skipped) {
    return rows.read(account, (tables, _) -> tables.count(account, query, skipped));
  }

  @Override
  public Link update(AccountId account, long id, LinkPatch patch, Precondition precondition) {
    List<LinkUrl> urls = patch.url() == null ? List.of() : List.of(patch.url());
    return rows.write(
        account,
        (tables, row) -> {
          Library library = Rows.library(tables, row, List.of(id), urls, patch.givenTags());
          Link link = library.update(id, patch, precondition, rows.now());
          Rows.write(tables, row, library);
          return link;
        });
  }

  @Override
  public void delete(AccountId account, long id, Precondition precondition) {
    rows.write(
        account,
        (tables, row) -> {
          Library library = Rows.library(tables, row, List.of(id), List.of(), List.of());
          Tombstone tombstone = library.delete(id, precondition, rows.now());
          Rows.write(tables, row, library);
          return tombstone;
        });
  }

  @Override
  public Version version(AccountId account) {
    return rows.read(account, (_, row) -> row.version());
  }

  @Override
  public AccountSummary summary(AccountId account) {
    return rows.read(account, Tables::summary);
  }

  @Override
  public void forEachUrl(AccountId account, Consumer<String> action) {
    forEach(account, link -> action.accept(link.url()));
  }

  @Override
  public void forEach(AccountId account, Consumer<Link> action) {
    long[] last = {0};
    List<StoredLink> chunk;
    do {
      chunk = rows.read(tables -> tables.byId(account, last[0], Tables.ROWS));
      for (StoredLink row : chunk) {
        last[0] = row.id();
        if (row instanceof StoredLink.Live(Link link, _)) {
          action.accept(link);
        }
      }
    } while (!chunk.isEmpty());
  }

  // Tags

  @Override
  public List<TagCount> list(AccountId account) {
    return rows.read(
        account,
        (tables, _) -> {
          Map<String, String> spellings = tables.values(account, SPELLING);
          return tables.tagCounts(account).entrySet().stream()
              .map(count ->
                  new TagCount(
                      new Tag(spellings.getOrDefault(count.getKey(), count.getKey())),
                      count.getValue()))
              .sorted(Comparator.comparing(tag -> tag.tag().name(), SearchText::compareByCodePoint))
              .toList();
        });
  }

  @Override
  public TagCount rename(AccountId account, Tag tag, Tag newName) {
    return rows.write(
        account,
        (tables, row) -> {
          boolean tagged = !tables.tagged(account, tag).isEmpty();
          boolean taken = !tables.tagged(account, newName).isEmpty();
          Tag spelled =
              tables.value(account, SPELLING, newName.key()).map(Tag::new).orElse(newName);
          Tag target = Library.renamed(tag, newName, spelled, tagged, taken);
          if (tagged) {
            rows.replaceTag(tables, row, tag, target);
          }
          return new TagCount(target, tables.tagged(account, target).size());
        });
  }

  @Override
  public void remove(AccountId account, Tag tag) {
    rows.write(
        account,
        (tables, row) -> {
          rows.removeTag(tables, row, tag);
          return tag;
        });
  }

  // Changes

  @Override
  public BatchResult apply(AccountId account, List<Operation> operations) {
    String digest = HexFormat.of().formatHex(BatchDigest.of(operations));
    return rows.write(
        account,
        (tables, row) -> {
          AppliedBatch before =
              tables
                  .value(account, BATCH, digest)
                  .map(value -> appliedBatch(Value.parse(value)))
                  .orElse(null);
          Batch batch = new Batch(Operation.with(reading, operations), before);
          Library library = Rows.library(tables, row, batch.ids(), batch.urls(), batch.tags());
          Instant now = rows.now();
          BatchResult result = batch.applyTo(library, now);
          Rows.write(tables, row, library);
          if (AppliedBatch.isNeededFor(operations)) {
            tables.put(account, BATCH, digest, text(AppliedBatch.of(result), now));
          }
          return result;
        });
  }

  private static String text(AppliedBatch batch, Instant time) {
    String ids = batch.ids().stream().map(String::valueOf).collect(Collectors.joining(" "));
    return Value.text(time, batch.revision(), ids);
  }

  private static AppliedBatch appliedBatch(Value value) {
    List<Long> ids = new ArrayList<>();
    for (String id : value.get(2).split(" ", 0)) {
      ids.add(Long.valueOf(id));
    }
    return new AppliedBatch(ids, value.number(1));
  }

  @Override
  public ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit) {
    return rows.read(
        account,
        (tables, row) -> {
          SyncCursor cursor = since.orElseGet(() -> SyncCursor.first(row.version()));
          cursor.requireValid(row.version(), row.purgedThrough());
          List<Change> changes =
              tables.byRevision(account, cursor.position(), cursor.start(), limit + 1).stream()
                  .map(DerivedStores::change)
                  .toList();
          return ChangePage.of(row.version(), cursor, changes, limit);
        });
  }

  private static Change change(StoredLink row) {
    return switch (row) {
      case StoredLink.Live(Link link, _) -> new Change.Saved(link);
      case StoredLink.Deleted(Tombstone tombstone, _) ->
          new Change.Deleted(tombstone.id(), tombstone.revision());
    };
  }

  @Override
  public CopyDigest digest(AccountId account, SyncCursor since, IdRange ids) {
    return rows.read(
        account,
        (tables, row) -> {
          since.requireValid(row.version(), row.purgedThrough());
          if (since.position() != row.version().revision()) {
            return CopyDigest.behind(row.version());
          }
          var digest = new CopyDigest.Builder(row.version(), ids);
          forEach(
              tables,
              account,
              ids,
              link -> {
                digest.add(link.id(), link.revision());
                return true;
              });
          return digest.build();
        });
  }

  @Override
  public RangePage range(AccountId account, SyncCursor since, IdRange ids, int limit) {
    return rows.read(
        account,
        (tables, row) -> {
          since.requireValid(row.version(), row.purgedThrough());
          List<Link> links = new ArrayList<>();
          forEach(
              tables,
              account,
              ids,
              link -> {
                links.add(link);
                return links.size() <= limit;
              });
          return RangePage.of(ids, links, limit);
        });
  }

  /** Gives the links of a range to {@code action}, by id, as long as it returns true. */
  private static void forEach(
      Tables tables, AccountId account, IdRange ids, Predicate<Link> action) {
    long last = ids.from() - 1;
    List<StoredLink> chunk;
    do {
      chunk = tables.byId(account, last, Tables.ROWS);
      for (StoredLink row : chunk) {
        last = row.id();
        if (!ids.contains(last)
            || row instanceof StoredLink.Live(Link link, _) && !action.test(link)) {
          return;
        }
      }
    } while (!chunk.isEmpty());
  }

  @Override
  public long purge(Instant deletedBefore) {
    long forgotten = 0;
    UnavailableException failure = null;
    for (AccountRow account : rows.read(Tables::accounts)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UnavailableException("The purge was interrupted.");
      }
      try {
        forgotten += storage.write(account.id(), tables -> purge(tables, account, deletedBefore));
      } catch (UnavailableException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return forgotten;
  }

  private static long purge(Tables tables, AccountRow seen, Instant time) {
    Optional<AccountRow> account = tables.account(seen.id());
    if (account.isEmpty()) {
      return 0; // the account was removed meanwhile
    }
    tables
        .values(seen.id(), BATCH)
        .forEach((digest, value) -> {
          if (Value.parse(value).time(0).isBefore(time)) {
            tables.remove(seen.id(), BATCH, digest);
          }
        });
    List<Tombstone> old = tables.tombstones(seen.id(), time);
    long last = 0;
    for (Tombstone tombstone : old) {
      tables.remove(seen.id(), tombstone.id());
      last = Math.max(last, tombstone.revision());
    }
    if (!old.isEmpty()) {
      tables.put(account.get().purged(last));
    }
    return old.size();
  }
}
