package linkhold.domain;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every port over plain collections, one lock for all of them: what a store does, at its shortest.
 */
public final class InMemoryStore
    implements Stores, AccountStore, LinkStore, TagStore, TokenStore, SyncStore {

  private final Clock clock;
  private final Map<String, Account> accounts = new TreeMap<>();
  private final Map<TokenDigest, Token> tokens = new LinkedHashMap<>();
  private final NumberedTagStore numberedTags = new InMemoryNumberedTags(this);
  private final BundleStore bundles = new InMemoryBundles(this);
  private long lastId;
  private final Map<AccountId, InMemoryAccount> contents = new HashMap<>();
  private final InMemoryDoorbell doorbell = new InMemoryDoorbell();

  public InMemoryStore(Clock clock) {
    this.clock = clock;
  }

  @Override
  public AccountStore accounts() {
    return this;
  }

  @Override
  public LinkStore links() {
    return this;
  }

  @Override
  public TagStore tags() {
    return this;
  }

  @Override
  public NumberedTagStore numberedTags() {
    return numberedTags;
  }

  @Override
  public BundleStore bundles() {
    return bundles;
  }

  @Override
  public TokenStore tokens() {
    return this;
  }

  @Override
  public SyncStore sync() {
    return this;
  }

  @Override
  public Doorbell doorbell() {
    return doorbell;
  }

  @Override
  public synchronized Account add(String name) {
    if (accounts.containsKey(name)) {
      throw new AlreadyExistsException("There is an account of this name already.");
    }
    Account account = new Account(new AccountId(++lastId), name, now());
    accounts.put(name, account);
    contents.put(account.id(), new InMemoryAccount());
    return account;
  }

  @Override
  public synchronized Optional<Account> find(String name) {
    return Optional.ofNullable(accounts.get(name));
  }

  @Override
  public synchronized List<Account> list() {
    return List.copyOf(accounts.values());
  }

  @Override
  public void remove(String name) {
    Account account;
    synchronized (this) {
      account = account(name);
      accounts.remove(name);
      contents.remove(account.id());
      tokens.values().removeIf(token -> token.account().equals(account));
    }
    doorbell.changed(account.id());
  }

  @Override
  public int renewEpochs() {
    List<AccountId> renewed;
    synchronized (this) {
      contents.values().forEach(InMemoryAccount::renewEpoch);
      renewed = List.copyOf(contents.keySet());
    }
    renewed.forEach(doorbell::changed);
    return renewed.size();
  }

  @Override
  public synchronized Issued issue(
      String accountName, String label, Scope scope, @Nullable Instant expiresAt) {
    Token token =
        new Token(
            ++lastId,
            account(accountName),
            Token.requireLabel(label),
            scope,
            now(),
            expiresAt == null ? null : Token.requireExpiry(expiresAt),
            null);
    TokenSecret secret = TokenSecret.random();
    tokens.put(secret.digest(), token);
    return new Issued(token, secret);
  }

  @Override
  public synchronized Optional<Token> find(TokenDigest digest) {
    return Optional.ofNullable(tokens.get(digest));
  }

  @Override
  public synchronized Set<Long> existing(Set<Long> ids) {
    return tokens.values().stream()
        .map(Token::id)
        .filter(ids::contains)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public synchronized List<Token> list(String accountName) {
    Account account = account(accountName);
    return tokens.values().stream().filter(token -> token.account().equals(account)).toList();
  }

  @Override
  public synchronized void revoke(String accountName, long id) {
    Account account = account(accountName);
    if (!tokens.values().removeIf(token -> token.account().equals(account) && token.id() == id)) {
      throw new NotFoundException("The account has no such token.");
    }
  }

  @Override
  public synchronized void noteUse(long id, Instant time) {
    tokens.replaceAll((_, token) -> token.id() == id ? token.usedAt(time) : token);
  }

  private synchronized Account account(String name) {
    return find(name).orElseThrow(() -> new NotFoundException("There is no account of this name."));
  }

  @Override
  public List<SaveResult> save(AccountId account, List<LinkDraft> drafts) {
    return write(
        account,
        content -> drafts.stream().map(draft -> content.library().save(draft, now())).toList());
  }

  @Override
  public synchronized Optional<Link> find(AccountId account, long id) {
    return Optional.ofNullable(contents.get(account))
        .flatMap(content -> content.library().find(id));
  }

  @Override
  public synchronized Optional<Link> findByUrl(AccountId account, LinkUrl url) {
    return Optional.ofNullable(contents.get(account))
        .flatMap(content -> content.library().find(url));
  }

  @Override
  public synchronized LinkPage page(AccountId account, LinkQuery query) {
    Library library = content(account).library();
    List<Link> links =
        library.links().stream()
            .filter(query::matches)
            .filter(link -> query.after() == null || isAfter(query, link))
            .sorted(Comparator.comparing(query.sort()::positionOf, query.sort().comparator()))
            .limit(query.limit() + 1L)
            .toList();
    boolean more = links.size() > query.limit();
    return new LinkPage(library.version(), more ? links.subList(0, query.limit()) : links, more);
  }

  private static boolean isAfter(LinkQuery query, Link link) {
    Sort sort = query.sort();
    return sort.comparator().compare(sort.positionOf(link), query.after()) > 0;
  }

  @Override
  public synchronized LinkCount count(AccountId account, LinkQuery query, long skipped) {
    List<Position> positions =
        content(account).library().links().stream()
            .filter(query::matches)
            .map(query.sort()::positionOf)
            .sorted(query.sort().comparator())
            .toList();
    boolean begins = skipped > 0 && skipped <= positions.size();
    return new LinkCount(positions.size(), begins ? positions.get((int) skipped - 1) : null);
  }

  @Override
  public Link update(AccountId account, long id, LinkPatch patch, Precondition precondition) {
    return write(account, content -> content.library().update(id, patch, precondition, now()));
  }

  @Override
  public void delete(AccountId account, long id, Precondition precondition) {
    write(account, content -> content.library().delete(id, precondition, now()));
  }

  @Override
  public synchronized Version version(AccountId account) {
    return content(account).library().version();
  }

  @Override
  public synchronized AccountSummary summary(AccountId account) {
    Library library = content(account).library();
    return new AccountSummary(
        library.version(),
        library.links().size(),
        count(library, Link::unread),
        count(library, Link::archived),
        count(library, Link::favorite),
        count(library, Link::shared));
  }

  private static long count(Library library, Predicate<Link> condition) {
    return library.links().stream().filter(condition).count();
  }

  @Override
  public void forEachUrl(AccountId account, Consumer<String> action) {
    links(account).forEach(link -> action.accept(link.url()));
  }

  @Override
  public void forEach(AccountId account, Consumer<Link> action) {
    links(account).forEach(action);
  }

  private synchronized List<Link> links(AccountId account) {
    InMemoryAccount content = contents.get(account);
    return content == null ? List.of() : List.copyOf(content.library().links());
  }

  @Override
  public synchronized List<TagCount> list(AccountId account) {
    InMemoryAccount content = content(account);
    return content.library().spellings().stream()
        .map(tag -> new TagCount(tag, content.count(tag)))
        .filter(tag -> tag.count() > 0)
        .sorted(Comparator.comparing(tag -> tag.tag().name(), SearchText::compareByCodePoint))
        .toList();
  }

  @Override
  public TagCount rename(AccountId account, Tag tag, Tag newName) {
    return write(account, content -> content.rename(tag, newName, now()));
  }

  @Override
  public void remove(AccountId account, Tag tag) {
    write(
        account,
        content -> {
          content.remove(tag, now());
          return tag;
        });
  }

  @Override
  public BatchResult apply(AccountId account, List<Operation> operations) {
    return write(account, content -> content.apply(operations, now()));
  }

  @Override
  public synchronized ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit) {
    return content(account).changes(since, limit);
  }

  @Override
  public synchronized long purge(Instant deletedBefore) {
    return contents.values().stream().mapToLong(content -> content.purge(deletedBefore)).sum();
  }

  /** Does {@code work} and, with the lock no longer held, tells those who watch the account. */
  private <T> T write(AccountId account, Function<InMemoryAccount, T> work) {
    T result;
    synchronized (this) {
      result = work.apply(content(account));
    }
    doorbell.changed(account);
    return result;
  }

  /** Whether there is such an account. */
  boolean has(AccountId account) {
    return contents.containsKey(account);
  }

  /** What the account holds. */
  InMemoryAccount content(AccountId account) {
    InMemoryAccount content = contents.get(account);
    if (content == null) {
      throw new NotFoundException("No such account.");
    }
    return content;
  }

  /** The time, to the microsecond. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
