// All links of the account in memory; filters, searches, sorts and counts them.

import { canonical } from './canonical-url.js';
import { compareTimes, LinkView } from './link-view.js';
import { parse } from './search.js';
import { tagKey, textOf, titleKey } from './search-text.js';

const MAX_MERGED = 200; // after more changes, the sorted lists are dropped and made again when needed

/** The kinds of links that a view can show; only the last one includes archived links. */
export const SHOWN = {
  all: { label: 'All links', includes: (link) => !link.archived },
  unread: { label: 'Unread', includes: (link) => link.unread && !link.archived },
  favorite: { label: 'Favourites', includes: (link) => link.favorite && !link.archived },
  shared: { label: 'Shared', includes: (link) => link.shared && !link.archived },
  archived: { label: 'Archive', includes: (link) => link.archived },
};

export const SORTS = {
  '-created': 'Newest first',
  created: 'Oldest first',
  '-updated': 'Changed last',
  title: 'Title',
};

/** Compares by code points, not by UTF-16 units. */
function byCodePoint(left, right) {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a === b) continue;
    const astral = (unit) => (unit >= 0xd800 && unit <= 0xdfff ? 1 : 0);
    return astral(a) - astral(b) || a - b;
  }
  return left.length - right.length;
}

const ascending = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Links made here have negative ids and are newer than all others. */
const age = ({ id }) => (id < 0 ? Number.MAX_SAFE_INTEGER + id : id);

const ORDERS = {
  created: (a, b) => compareTimes(a.link.createdAt, b.link.createdAt) || age(a.link) - age(b.link),
  updated: (a, b) => compareTimes(a.link.updatedAt, b.link.updatedAt) || age(a.link) - age(b.link),
  title: (a, b) => byCodePoint(a.titleKey, b.titleKey) || age(a.link) - age(b.link),
};

/** The function `make` with a cache: it is called once for each text. */
function cached(make) {
  const values = new Map();
  return (text) => {
    let value = values.get(text);
    if (value === undefined) values.set(text, (value = make(text)));
    return value;
  };
}

const keyOf = cached(tagKey);
const canonicalOf = cached(canonical);
const TASK_MILLIS = 12;

/** A link with the values for searching and sorting, computed when they are first needed. */
class Entry {
  #text;
  #titleKey;
  #tags;

  constructor(link) {
    this.link = link;
  }

  get text() {
    return (this.#text ??= textOf(this.link));
  }

  get canonical() {
    return canonicalOf(this.link.url);
  }

  get titleKey() {
    return (this.#titleKey ??= titleKey(this.link.title));
  }

  get tags() {
    return (this.#tags ??= new Set(this.link.tags.map(keyOf)));
  }

  prepare() {
    return [this.text, this.canonical, this.tags];
  }
}

export class Library {
  #view = new LinkView({ canonical: canonicalOf });
  #entries = new Map();
  #sorted = new Map();
  #tags = null;
  #found = null;

  get size() {
    return this.#entries.size;
  }

  get(id) {
    return this.#view.get(id);
  }

  withUrl(url) {
    return this.#view.withUrl(url);
  }

  /** Adds links that were read from the copy. */
  add(links) {
    this.#view.add(links);
    this.#refresh(links.map(({ id }) => id));
  }

  /** Applies changes of the copy, and the edits of the outbox. */
  update(changes, edits) {
    this.#view.apply(changes);
    const touched = this.#view.setEdits(edits);
    for (const { id } of changes) touched.add(id);
    this.#refresh(touched);
  }

  clear() {
    this.#view.clear();
    this.#entries.clear();
    this.#changed();
    this.#sorted.clear();
  }

  #refresh(ids) {
    for (const id of ids) {
      const link = this.#view.get(id);
      if (!link) this.#entries.delete(id);
      else if (this.#entries.get(id)?.link !== link) this.#entries.set(id, new Entry(link));
    }
    const touched = new Set(ids);
    if (touched.size > MAX_MERGED) this.#sorted.clear();
    for (const [order, entries] of this.#sorted) {
      const rest = entries.filter(({ link }) => !touched.has(link.id));
      const fresh = [...touched].map((id) => this.#entries.get(id)).filter(Boolean);
      this.#sorted.set(order, rest.concat(fresh).sort(ORDERS[order]));
    }
    this.#changed();
  }

  #changed() {
    this.#tags = null;
    this.#found = null;
  }

  #inOrder(sort) {
    const order = sort.replace('-', '');
    if (!this.#sorted.has(order)) {
      this.#sorted.set(order, [...this.#entries.values()].sort(ORDERS[order]));
    }
    const entries = this.#sorted.get(order);
    return sort.startsWith('-') ? entries.toReversed() : entries;
  }

  /** The links of a view: `{show, q, tags, sort}`. */
  find({ show, q, tags, sort }) {
    const key = JSON.stringify([show, q, tags, sort]);
    if (this.#found?.key === key) return this.#found.links;
    const { includes } = SHOWN[show];
    const query = parse(q);
    const wanted = tags.map(tagKey);
    const links = [];
    for (const entry of this.#inOrder(sort)) {
      if (
        includes(entry.link) &&
        wanted.every((one) => entry.tags.has(one)) &&
        query.matches(entry)
      ) {
        links.push(entry.link);
      }
    }
    this.#found = { key, links };
    return links;
  }

  /** How many links each of SHOWN has. */
  counts() {
    return this.#summary().counts;
  }

  /** Every tag with its count, the most used first; archived links are included. */
  tags() {
    return this.#summary().tags;
  }

  #summary() {
    if (this.#tags) return this.#tags;
    const counts = Object.fromEntries(Object.keys(SHOWN).map((name) => [name, 0]));
    const byKey = new Map();
    for (const { link } of this.#entries.values()) {
      for (const name of Object.keys(SHOWN)) if (SHOWN[name].includes(link)) counts[name]++;
      for (const name of link.tags) {
        const key = keyOf(name);
        const tag = byKey.get(key);
        if (tag) tag.count++;
        else byKey.set(key, { key, name, count: 1 });
      }
    }
    const tags = [...byKey.values()].sort((a, b) => b.count - a.count || ascending(a.key, b.key));
    this.#tags = { counts, tags };
    return this.#tags;
  }

  /** Computes the values for searching and saving ahead, in short tasks, so that the first search is fast. */
  async prepare(pause) {
    let end = performance.now() + TASK_MILLIS;
    for (const entry of [...this.#entries.values()]) {
      entry.prepare();
      if (performance.now() < end) continue;
      await pause();
      end = performance.now() + TASK_MILLIS;
    }
  }
}
