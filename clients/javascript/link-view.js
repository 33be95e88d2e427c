// The links that are shown: those of the copy with the edits of the outbox applied.

const TEXTS = ['title', 'description', 'note', 'imageUrl', 'iconUrl'];
const FLAGS = ['unread', 'archived', 'favorite', 'shared'];

const tagKey = (name) => name.toUpperCase().toLowerCase().normalize('NFC');

/** `tags`, and those of `more` that are not among them; case is ignored. */
function union(tags, more) {
  const keys = new Set(tags.map(tagKey));
  return [...tags, ...more.filter((name) => !keys.has(tagKey(name)) && keys.add(tagKey(name)))];
}

function without(tags, fewer) {
  const keys = new Set(fewer.map(tagKey));
  return tags.filter((name) => !keys.has(tagKey(name)));
}

/** `fields` as a link has them: an empty text becomes null. */
function membersOf(fields) {
  const members = {};
  for (const name of TEXTS) if (name in fields) members[name] = fields[name] || null;
  for (const name of FLAGS) if (name in fields) members[name] = Boolean(fields[name]);
  return members;
}

/** A link after a save of `draft`, which changes only what it names. */
const merged = (link, draft) => ({
  ...link,
  ...membersOf(draft),
  tags: union(link.tags, draft.tags ?? []),
});

/** A link after a patch. */
export function patched(link, patch) {
  const tags = 'tags' in patch ? union([], patch.tags ?? []) : link.tags;
  return {
    ...link,
    ...membersOf(patch),
    url: patch.url ?? link.url,
    tags: union(without(tags, patch.removeTags ?? []), patch.addTags ?? []),
  };
}

/**
 * Compares two times as the server writes them: in UTC, with a fraction of 0, 3 or 6 digits. Compared
 * as texts, they would put 10:00:00Z after 10:00:00.500Z.
 */
export function compareTimes(one, other) {
  const [a, b] = one.length === other.length ? [one, other] : [one.slice(0, -1), other.slice(0, -1)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const created = (id, draft, at) => ({
  title: null,
  description: null,
  note: null,
  imageUrl: null,
  iconUrl: null,
  unread: false,
  archived: false,
  favorite: false,
  shared: false,
  ...membersOf(draft),
  id,
  url: draft.url,
  tags: union([], draft.tags ?? []),
  createdAt: draft.createdAt ?? at,
  updatedAt: at,
  revision: 0,
});

/** Links by id. One that was made here, and that the server has not seen, has a negative id. */
export class LinkView {
  #links = new Map(); // as the server sent them
  #top = new Map(); // links that edits changed, with the edits applied; null: deleted
  #locals = new Map(); // the ids of links that saves changed and that the copy has, by the ids that the saves returned
  #byUrl = null; // made when an edit first names a link by its URL
  #canonical;

  /** `canonical` returns the canonical form of a URL, by which two links are the same. */
  constructor({ canonical = (url) => url } = {}) {
    this.#canonical = canonical;
  }

  get(id) {
    return this.#top.has(id) ? (this.#top.get(id) ?? undefined) : this.#links.get(id);
  }

  /** The same; also accepts the id that `save` returned for a link that existed already. */
  find(id) {
    return this.get(this.#locals.get(id) ?? id);
  }

  /** The link that has this URL, however it is spelled. */
  withUrl(url) {
    const key = this.#canonical(url);
    for (const link of this.#top.values()) {
      if (link && this.#canonical(link.url) === key) return link;
    }
    const link = this.get(this.#idWithUrl(key));
    return link && this.#canonical(link.url) === key ? link : undefined;
  }

  /** Every link, in no particular order. */
  *all() {
    for (const [id, link] of this.#links) if (!this.#top.has(id)) yield link;
    for (const link of this.#top.values()) if (link) yield link;
  }

  /** Adds links of the copy. */
  add(links) {
    for (const link of links) this.#put(link.id, link);
  }

  /** Applies changes, as `GET /v1/changes` sends them. */
  apply(changes) {
    for (const { id, link } of changes) this.#put(id, link);
  }

  clear() {
    this.#links.clear();
    this.#byUrl = null;
  }

  /** Applies these edits, oldest first, instead of the ones before. Returns the ids of links that may have changed. */
  setEdits(edits) {
    const before = [...this.#top.keys()];
    this.#top = new Map();
    this.#locals = new Map();
    for (const { key, operation, at } of edits) this.#edit(key, operation, at);
    return new Set([...before, ...this.#top.keys()]);
  }

  #edit(key, { op, id, url, link: draft, patch }, at) {
    if (op === 'save') {
      const same = this.withUrl(draft.url);
      if (same) {
        this.#top.set(same.id, merged(same, draft));
        this.#locals.set(-key, same.id);
        return;
      }
      const deleted = this.#idWithUrl(this.#canonical(draft.url));
      const restored = this.#top.get(deleted) === null ? deleted : -key;
      this.#top.set(restored, created(restored, draft, at));
      this.#locals.set(-key, restored);
      return;
    }
    const link = id === undefined ? this.withUrl(url) : this.get(id);
    if (link) this.#top.set(link.id, op === 'delete' ? null : patched(link, patch));
  }

  #put(id, link) {
    const old = this.#links.get(id);
    if (this.#byUrl && old && old.url !== link?.url) this.#byUrl.delete(this.#canonical(old.url));
    if (link) {
      this.#links.set(id, link);
      this.#byUrl?.set(this.#canonical(link.url), id);
    } else {
      this.#links.delete(id);
    }
  }

  #idWithUrl(key) {
    if (!this.#byUrl) {
      this.#byUrl = new Map();
      for (const link of this.#links.values()) this.#byUrl.set(this.#canonical(link.url), link.id);
    }
    return this.#byUrl.get(key);
  }
}
