package linkhold.domain;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import linkhold.domain.SaveResult.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Every port over plain collections, one lock for all of them: what a store does, at its shortest.
 */
public final class InMemoryStore implements Stores, AccountStore, LinkStore, TagStore, TokenStore {

  private final Clock clock;
  private final Map<String, Account> accounts = new TreeMap<>();
  private final Map<TokenDigest, Token> tokens = new LinkedHashMap<>();
  private long lastId;
  private final Map<AccountId, Library> libraries = new HashMap<>();

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
  public TokenStore tokens() {
    return this;
  }

  @Override
  public synchronized Account add(String name) {
    if (accounts.containsKey(name)) {
      throw new AlreadyExistsException("There is an account of this name already.");
    }
    Account account = new Account(new AccountId(++lastId), name, now());
    accounts.put(name, account);
    libraries.put(account.id(), new Library());
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
  public synchronized void remove(String name) {
    Account account = account(name);
    accounts.remove(name);
    libraries.remove(account.id());
    tokens.values().removeIf(token -> token.account().equals(account));
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

  private Account account(String name) {
    return find(name).orElseThrow(() -> new NotFoundException("There is no account of this name."));
  }

  @Override
  public synchronized List<SaveResult> save(AccountId account, List<LinkDraft> drafts) {
    Library library = library(account);
    return drafts.stream().map(draft -> library.save(draft, now())).toList();
  }

  @Override
  public synchronized Optional<Link> find(AccountId account, long id) {
    Library library = libraries.get(account);
    return Optional.ofNullable(library).map(known -> known.links.get(id));
  }

  @Override
  public synchronized Optional<Link> findByUrl(AccountId account, LinkUrl url) {
    Library library = libraries.get(account);
    return Optional.ofNullable(library)
        .map(known -> known.idsByUrl.get(url.canonical()))
        .flatMap(id -> find(account, id));
  }

  @Override
  public synchronized LinkPage page(AccountId account, LinkQuery query) {
    Library library = library(account);
    List<Link> links =
        library.links.values().stream()
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
  public synchronized Link update(
      AccountId account, long id, LinkPatch patch, Precondition precondition) {
    return library(account).update(id, patch, precondition, now());
  }

  @Override
  public synchronized void delete(AccountId account, long id, Precondition precondition) {
    library(account).delete(id, precondition);
  }

  @Override
  public synchronized Version version(AccountId account) {
    return library(account).version();
  }

  @Override
  public synchronized AccountSummary summary(AccountId account) {
    Library library = library(account);
    return new AccountSummary(
        library.version(),
        library.links.size(),
        library.count(Link::unread),
        library.count(Link::archived),
        library.count(Link::favorite),
        library.count(Link::shared));
  }

  @Override
  public void forEachUrl(AccountId account, Consumer<String> action) {
    List<String> urls;
    synchronized (this) {
      Library library = libraries.get(account);
      urls = library == null ? List.of() : library.urls();
    }
    urls.forEach(action);
  }

  @Override
  public synchronized List<TagCount> list(AccountId account) {
    Library library = library(account);
    return library.spellings.values().stream()
        .map(library::count)
        .filter(tag -> tag.count() > 0)
        .sorted(Comparator.comparing(tag -> tag.tag().name(), SearchText::compareByCodePoint))
        .toList();
  }

  @Override
  public synchronized TagCount rename(AccountId account, Tag tag, Tag newName) {
    return library(account).rename(tag, newName, now());
  }

  @Override
  public synchronized void remove(AccountId account, Tag tag) {
    library(account).spellings.remove(tag.key());
    library(account).replace(tag, null, now());
  }

  private Library library(AccountId account) {
    Library library = libraries.get(account);
    if (library == null) {
      throw new NotFoundException("No such account.");
    }
    return library;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** The links of one account. */
  private static final class Library {

    private final long epoch = new SecureRandom().nextLong(Long.MAX_VALUE);
    private final SortedMap<Long, Link> links = new TreeMap<>();
    private final Set<Long> tombstones = new HashSet<>();
    private final Map<String, Long> idsByUrl = new HashMap<>();
    private final Map<String, Tag> spellings = new HashMap<>();
    private long revision;

    Version version() {
      return new Version(epoch, revision);
    }

    private Version next() {
      revision++;
      return version();
    }

    SaveResult save(LinkDraft draft, Instant now) {
      String canonical = draft.url().canonical();
      @Nullable Long id = idsByUrl.get(canonical);
      @Nullable Link there = id == null ? null : links.get(id);
      if (there == null) {
        LinkDraft spelled = spelled(draft);
        Version next = next();
        Link link = spelled.create(id == null ? next.revision() : id, next, now);
        links.put(link.id(), link);
        tombstones.remove(link.id());
        idsByUrl.put(canonical, link.id());
        return new SaveResult.Saved(id == null ? Outcome.CREATED : Outcome.RESTORED, link);
      }
      if (draft.mergeInto(there).tags().size() > Tag.MAX_PER_LINK) {
        return SaveResult.Refused.tooManyTags();
      }
      Link merged = spelled(draft).mergeInto(there);
      if (merged.equals(there)) {
        return new SaveResult.Saved(Outcome.UNCHANGED, there);
      }
      Link link = merged.changed(next(), now);
      links.put(link.id(), link);
      return new SaveResult.Saved(Outcome.MERGED, link);
    }

    Link update(long id, LinkPatch patch, Precondition precondition, Instant now) {
      Link there = links.get(id);
      if (there == null) {
        throw new NotFoundException("There is no such link.");
      }
      Link patched = patch.spelled(this::spelling).applyTo(there);
      if (patched.equals(there)) {
        return there;
      }
      if (!precondition.permits(there.version())) {
        throw new PreconditionFailedException(there);
      }
      if (patch.url() != null) {
        Long other = idsByUrl.get(patch.url().canonical());
        if (other != null && other != id && links.containsKey(other)) {
          throw new AlreadyExistsException("Another link has this URL.");
        }
        idsByUrl.values().remove(id);
        idsByUrl.put(patch.url().canonical(), id);
      }
      patch.givenTags().forEach(tag -> spellings.putIfAbsent(tag.key(), tag));
      Link link = patched.changed(next(), now);
      links.put(id, link);
      return link;
    }

    void delete(long id, Precondition precondition) {
      Link there = links.get(id);
      if (there == null) {
        if (tombstones.contains(id)) {
          return;
        }
        throw new NotFoundException("There is no such link.");
      }
      if (!precondition.permits(there.version())) {
        throw new PreconditionFailedException(there);
      }
      next();
      links.remove(id);
      tombstones.add(id);
    }

    TagCount rename(Tag tag, Tag newName, Instant now) {
      boolean taken = count(newName).count() > 0;
      if (count(tag).count() == 0) {
        if (!taken) {
          throw new NotFoundException("No link has this tag.");
        }
        return count(spelling(newName));
      }
      Tag target = taken && !tag.isSameAs(newName) ? spelling(newName) : newName;
      spellings.remove(tag.key());
      spellings.put(target.key(), target);
      replace(tag, target, now);
      return count(target);
    }

    /** Replaces a tag on every link, or takes it off. */
    void replace(Tag tag, @Nullable Tag other, Instant now) {
      for (Link link : List.copyOf(links.values())) {
        Link replaced = link.withTag(tag.key(), other);
        if (!replaced.equals(link)) {
          links.put(link.id(), replaced.changed(next(), now));
        }
      }
    }

    long count(Predicate<Link> condition) {
      return links.values().stream().filter(condition).count();
    }

    TagCount count(Tag tag) {
      return new TagCount(tag, count(link -> link.tags().stream().anyMatch(tag::isSameAs)));
    }

    List<String> urls() {
      return links.values().stream().map(Link::url).toList();
    }

    Tag spelling(Tag tag) {
      return spellings.getOrDefault(tag.key(), tag);
    }

    private LinkDraft spelled(LinkDraft draft) {
      List<Tag> tags = draft.fields().tags();
      if (tags == null) {
        return draft;
      }
      tags.forEach(tag -> spellings.putIfAbsent(tag.key(), tag));
      return draft.withFields(draft.fields().withTags(tags.stream().map(this::spelling).toList()));
    }
  }
}
