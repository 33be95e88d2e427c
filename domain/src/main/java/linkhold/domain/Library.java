package linkhold.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import linkhold.domain.SaveResult.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Links of one account, all of them or those that some writes concern, and the rules of writing. A
 * store loads rows, applies the writes here, and stores {@link #modifications what changed}. A
 * write that fails changes nothing. Not safe for concurrent use.
 */
public final class Library {

  private final SortedMap<Long, Link> links = new TreeMap<>();
  private final Map<Long, Tombstone> tombstones = new HashMap<>();

  /** Live or deleted, by the digests of their URLs, in hexadecimal. */
  private final Map<String, Long> idsByDigest = new HashMap<>();

  private final Map<Long, String> digests = new HashMap<>();
  private final Map<String, Tag> spellings = new HashMap<>();
  private final Map<Long, QueuedRead> reads = new TreeMap<>();
  private final List<Long> endedReads = new ArrayList<>();
  private Version version;

  /** The state in the store: the version, the digests of the rows, and the spellings of tags. */
  private final Version storedVersion;

  private final Map<Long, String> storedDigests = new HashMap<>();
  private final Map<String, Tag> storedSpellings = new HashMap<>();

  /**
   * What writes have changed, for a store to write in this order.
   *
   * @param version the account's version afterwards
   * @param freed the ids of rows that no longer have the URL that they have in the store: clear
   *     these first, since another row may get it
   * @param rows each row that is new or has changed, in the order of the revisions
   * @param spellings the tags that the account spells otherwise than before, or for the first time
   * @param forgotten the tags that the account no longer has a spelling for
   * @param reads the links whose pages are to be read, which go to the {@link PageQueue}
   * @param endedReads the ids of links of which the {@link PageQueue} forgets that a read was begun
   */
  public record Modifications(
      Version version,
      List<Long> freed,
      List<StoredLink> rows,
      List<Tag> spellings,
      List<Tag> forgotten,
      List<QueuedRead> reads,
      List<Long> endedReads) {

    /** Whether nothing has changed. */
    public boolean isEmpty() {
      return freed.isEmpty()
          && rows.isEmpty()
          && spellings.isEmpty()
          && forgotten.isEmpty()
          && reads.isEmpty()
          && endedReads.isEmpty();
    }
  }

  /**
   * A link whose page is to be read.
   *
   * @param host of its URL
   * @param isLater whether it waits behind single saves, as reads of an import do
   * @param dueAt not to be read before
   */
  public record QueuedRead(long link, String host, boolean isLater, Instant dueAt) {}

  /** A library without links of an account at this version. */
  public Library(Version version) {
    this.version = version;
    this.storedVersion = version;
  }

  /** A copy of {@code other}, in which nothing has been modified yet. */
  public Library(Library other) {
    links.putAll(other.links);
    tombstones.putAll(other.tombstones);
    idsByDigest.putAll(other.idsByDigest);
    digests.putAll(other.digests);
    spellings.putAll(other.spellings);
    version = other.version;
    storedVersion = version;
    storedDigests.putAll(digests);
    storedSpellings.putAll(spellings);
  }

  /** Loads a row of the account. */
  public void put(StoredLink row) {
    switch (row) {
      case StoredLink.Live(Link link, _) -> {
        tombstones.remove(link.id());
        links.put(link.id(), link);
      }
      case StoredLink.Deleted(Tombstone tombstone, _) -> {
        links.remove(tombstone.id());
        tombstones.put(tombstone.id(), tombstone);
      }
    }
    byte[] digest = row.digest();
    if (digest != null) {
      setDigest(row.id(), hex(digest));
      storedDigests.put(row.id(), hex(digest));
    }
  }

  /** Loads the account's spelling of a tag. */
  public void put(Tag spelling) {
    spellings.put(spelling.key(), spelling);
    storedSpellings.put(spelling.key(), spelling);
  }

  /** What has changed since the library was made or copied. */
  public Modifications modifications() {
    return new Modifications(
        version,
        storedDigests.entrySet().stream()
            .filter(stored -> !stored.getValue().equals(digests.get(stored.getKey())))
            .map(Map.Entry::getKey)
            .toList(),
        changesAfter(storedVersion.revision()).stream().map(this::row).toList(),
        spellings.values().stream()
            .filter(tag -> !tag.equals(storedSpellings.get(tag.key())))
            .toList(),
        storedSpellings.values().stream().filter(tag -> !spellings.containsKey(tag.key())).toList(),
        List.copyOf(reads.values()),
        List.copyOf(endedReads));
  }

  /** The new row for a change. */
  private StoredLink row(Change change) {
    byte[] digest = digest(change.id());
    return switch (change) {
      case Change.Saved(Link link) -> new StoredLink.Live(link, Objects.requireNonNull(digest));
      case Change.Deleted(long id, _) ->
          new StoredLink.Deleted(Objects.requireNonNull(tombstones.get(id)), digest);
    };
  }

  /** The account's version. */
  public Version version() {
    return version;
  }

  /** The links that are there, by id. */
  public Collection<Link> links() {
    return Collections.unmodifiableCollection(links.values());
  }

  /** The link of this id. */
  public Optional<Link> find(long id) {
    return Optional.ofNullable(links.get(id));
  }

  /** The link of this canonical URL. */
  public Optional<Link> find(LinkUrl url) {
    return Optional.ofNullable(idOf(url)).flatMap(this::find);
  }

  /**
   * The digest of the URL of a link or tombstone; null for a tombstone whose URL another link has.
   */
  public byte @Nullable [] digest(long id) {
    String digest = digests.get(id);
    return digest == null ? null : HexFormat.of().parseHex(digest);
  }

  /** How the account spells its tags. */
  public Collection<Tag> spellings() {
    return Collections.unmodifiableCollection(spellings.values());
  }

  /** The account's spelling of a tag; the given one if the account has none. */
  public Tag spelling(Tag tag) {
    return spellings.getOrDefault(tag.key(), tag);
  }

  /** Spells a tag so from now on. */
  public void spell(Tag tag) {
    spellings.put(tag.key(), tag);
  }

  /** Forgets how the account spells a tag. */
  public void forgetSpelling(Tag tag) {
    spellings.remove(tag.key());
  }

  /** What has changed after {@code revision}, in the order of the revisions. */
  public List<Change> changesAfter(long revision) {
    List<Change> changes = new ArrayList<>();
    links.values().forEach(link -> changes.add(new Change.Saved(link)));
    tombstones.values().forEach(t -> changes.add(new Change.Deleted(t.id(), t.revision())));
    changes.removeIf(change -> change.revision() <= revision);
    changes.sort(Comparator.comparingLong(Change::revision));
    return changes;
  }

  /** Saves like {@link LinkStore#save}. */
  public SaveResult save(LinkDraft draft, Instant now) {
    try {
      return save(draft, Precondition.NONE, now);
    } catch (InvalidInputException e) {
      return new SaveResult.Refused(e);
    }
  }

  /**
   * Saves like {@link LinkStore#save}, if the precondition holds for the link that has the URL.
   *
   * @throws InvalidInputException when the draft is refused
   * @throws PreconditionFailedException when a link has the URL, would change, and does not meet
   *     the precondition
   */
  public SaveResult.Saved save(LinkDraft draft, Precondition precondition, Instant now) {
    String digest = hex(draft.url().digest());
    Long id = idsByDigest.get(digest);
    Link there = id == null ? null : links.get(id);
    if (there == null) {
      Version next = next();
      Link link = spelled(draft).create(id == null ? next.revision() : id, next, now);
      remember(draft.fields().tags());
      tombstones.remove(link.id());
      links.put(link.id(), link);
      setDigest(link.id(), digest);
      if (link.pageRead().state() == PageRead.State.PENDING) {
        queue(link.id(), draft.url(), draft.isImported(), now);
      }
      return new SaveResult.Saved(id == null ? Outcome.CREATED : Outcome.RESTORED, link);
    }
    Link merged = spelled(draft).mergeInto(there);
    if (merged.equals(there)) {
      return new SaveResult.Saved(Outcome.UNCHANGED, there);
    }
    if (!precondition.permits(there.version())) {
      throw new PreconditionFailedException(there);
    }
    if (merged.tags().size() > Tag.MAX_PER_LINK) {
      throw SaveResult.Refused.tooManyTags().reason();
    }
    remember(draft.fields().tags());
    Link link = merged.changed(next(), now);
    links.put(link.id(), link);
    return new SaveResult.Saved(Outcome.MERGED, link);
  }

  /** Changes a link like {@link LinkStore#update}. */
  public Link update(long id, LinkPatch patch, Precondition precondition, Instant now) {
    Link there = find(id).orElseThrow(NotFoundException::link);
    Link patched = patch.spelled(this::spelling).applyTo(there);
    if (patched.equals(there)) {
      return there;
    }
    if (!precondition.permits(there.version())) {
      throw new PreconditionFailedException(there);
    }
    LinkUrl url = patch.url();
    if (url != null) {
      Long other = idOf(url);
      if (other != null && other != id && links.containsKey(other)) {
        throw new AlreadyExistsException("Another link has this URL.");
      }
      setDigest(id, hex(url.digest()));
    }
    remember(patch.givenTags());
    Link link = patched.changed(next(), now);
    links.put(id, link);
    return link;
  }

  /**
   * Deletes a link like {@link LinkStore#delete}.
   *
   * @return the tombstone
   */
  public Tombstone delete(long id, Precondition precondition, Instant now) {
    Link there = links.get(id);
    if (there == null) {
      Tombstone tombstone = tombstones.get(id);
      if (tombstone == null) {
        throw NotFoundException.link();
      }
      return tombstone;
    }
    if (!precondition.permits(there.version())) {
      throw new PreconditionFailedException(there);
    }
    Tombstone tombstone = new Tombstone(id, next().revision(), now);
    links.remove(id);
    tombstones.put(id, tombstone);
    return tombstone;
  }

  /**
   * Ends the read of a link's page like {@link PageQueue#finish}; a link whose URL has changed
   * meanwhile is queued again.
   *
   * @param content what the page says; empty when it says nothing
   */
  public void finishRead(long id, LinkUrl url, Optional<PageContent> content, Instant now) {
    Link there = links.get(id);
    if (there == null || there.pageRead().state() != PageRead.State.PENDING) {
      endedReads.add(id);
      return;
    }
    LinkUrl current = LinkUrl.kept(there.url());
    if (!current.equals(url) && current.isOfPage()) {
      queue(id, current, false, now);
      return;
    }
    Link read = PageRead.ended(there, current.equals(url) ? content : Optional.empty());
    links.put(id, read.changed(next(), now));
    endedReads.add(id);
  }

  private void queue(long id, LinkUrl url, boolean isLater, Instant now) {
    reads.put(id, new QueuedRead(id, url.host(), isLater, now));
  }

  /** Queues a page to be read like {@link PageQueue#refresh}. */
  public Link refresh(long id, Instant now) {
    Link there = find(id).orElseThrow(NotFoundException::link);
    LinkUrl url = LinkUrl.kept(there.url());
    if (!url.isOfPage()) {
      throw new InvalidInputException("/url", "Only pages at http and https URLs are read.");
    }
    queue(id, url, false, now);
    if (there.pageRead().state() == PageRead.State.PENDING) {
      return there;
    }
    Link link =
        there.toBuilder()
            .pageRead(there.pageRead().in(PageRead.State.PENDING))
            .build()
            .changed(next(), now);
    links.put(id, link);
    return link;
  }

  /**
   * The tag that a rename gives, by the rules of {@link TagStore#rename}.
   *
   * @param spelled the new name as the account spells it; the new name itself when it does not
   * @param tagged whether some link has the tag; if none has, the rename has happened already
   * @param taken whether some link has the tag of the new name
   * @throws NotFoundException when no link has either
   */
  public static Tag renamed(Tag tag, Tag newName, Tag spelled, boolean tagged, boolean taken) {
    if (!tagged && !taken) {
      throw new NotFoundException("No link has this tag.");
    }
    return !tagged || (taken && !tag.isSameAs(newName)) ? spelled : newName;
  }

  /** Replaces a tag on every link, or takes it off. */
  public void replace(Tag tag, @Nullable Tag other, Instant now) {
    for (Link link : List.copyOf(links.values())) {
      Link replaced = link.withTag(tag.key(), other);
      if (!replaced.equals(link)) {
        links.put(link.id(), replaced.changed(next(), now));
      }
    }
  }

  /** The id of the link or tombstone of this URL. */
  @Nullable Long idOf(LinkUrl url) {
    return idsByDigest.get(hex(url.digest()));
  }

  /**
   * The change that brings a copy of a link to the current version; null when there never was such
   * a link.
   */
  @Nullable Change current(long id) {
    Link link = links.get(id);
    if (link != null) {
      return new Change.Saved(link);
    }
    Tombstone tombstone = tombstones.get(id);
    return tombstone == null ? null : new Change.Deleted(id, tombstone.revision());
  }

  private Version next() {
    version = new Version(version.epoch(), version.revision() + 1);
    return version;
  }

  /** Sets the URL of an id. A row that had this URL before has none. */
  private void setDigest(long id, String digest) {
    String former = digests.remove(id);
    if (former != null) {
      idsByDigest.remove(former);
    }
    Long other = idsByDigest.put(digest, id);
    if (other != null) {
      digests.remove(other);
    }
    digests.put(id, digest);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private LinkDraft spelled(LinkDraft draft) {
    List<Tag> tags = draft.tags();
    List<Tag> spelled = tags.stream().map(this::spelling).toList();
    return spelled.equals(tags) ? draft : draft.withFields(draft.fields().withTags(spelled));
  }

  private void remember(@Nullable List<Tag> tags) {
    if (tags != null) {
      tags.forEach(tag -> spellings.putIfAbsent(tag.key(), tag));
    }
  }
}
