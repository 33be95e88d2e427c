// Keeps a copy in memory: for tests, and for programs that need none on disk.

import { compareTimes } from './link-view.js';

let copies = 0;

export class MemoryStorage {
  #links = [new Map(), new Map()];
  #edits = new Map();
  #values = new Map();
  #lastKey = 0;
  #queues = new Map(); // the end of the last work, by purpose

  constructor(name = `linkhold-memory-${(copies += 1)}`) {
    this.name = name;
  }

  transaction(parts, mode, work) {
    return this.alone('transaction', async () => {
      const transaction = new MemoryTransaction(this);
      try {
        const value = await work(transaction);
        if (mode === 'readwrite') await this.commit(transaction.changes);
        return value;
      } catch (e) {
        for (const undo of transaction.undone.reverse()) undo();
        throw e;
      }
    });
  }

  /** Runs works of the same purpose one after the other. */
  alone(purpose, work, signal) {
    const before = this.#queues.get(purpose) ?? Promise.resolve();
    const after = before.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    this.#queues.set(purpose, after.catch(() => {}));
    return after;
  }

  /** Called with the changes of a transaction before it ends, each as [name, ...arguments]. */
  async commit() {}

  /** Makes a change, and returns a function that undoes it. */
  apply([what, ...how]) {
    return this[what](...how);
  }

  static #set(map, key, value) {
    const [had, before] = [map.has(key), map.get(key)];
    if (value === undefined) map.delete(key);
    else map.set(key, value);
    return () => (had ? map.set(key, before) : map.delete(key));
  }

  setLink(set, id, link) {
    return MemoryStorage.#set(this.#links[set], id, link);
  }

  clearLinks(set) {
    const before = this.#links[set];
    this.#links[set] = new Map();
    return () => (this.#links[set] = before);
  }

  setEdit(key, edit) {
    this.useKey(key);
    return MemoryStorage.#set(this.#edits, key, edit);
  }

  /** Later keys are greater than this one, also when the change is undone. */
  useKey(key) {
    this.#lastKey = Math.max(this.#lastKey, key);
    return () => {};
  }

  clearEdits() {
    const before = this.#edits;
    this.#edits = new Map();
    return () => (this.#edits = before);
  }

  setValue(name, value) {
    return MemoryStorage.#set(this.#values, name, value);
  }

  clearValues() {
    const before = this.#values;
    this.#values = new Map();
    return () => (this.#values = before);
  }

  /** All contents, as the changes that make them. */
  *contents() {
    for (const [set, links] of this.#links.entries()) {
      for (const [id, link] of links) yield ['setLink', set, id, link];
    }
    yield ['useKey', this.#lastKey];
    for (const [key, edit] of this.#edits) yield ['setEdit', key, edit];
    for (const [name, value] of this.#values) yield ['setValue', name, value];
  }

  linksOf(set) {
    return this.#links[set];
  }

  get edits() {
    return this.#edits;
  }

  get values() {
    return this.#values;
  }

  get nextKey() {
    return this.#lastKey + 1;
  }

  close() {}
}

class MemoryTransaction {
  #storage;
  changes = [];
  undone = [];

  constructor(storage) {
    this.#storage = storage;
  }

  #change(...change) {
    this.undone.push(this.#storage.apply(change));
    this.changes.push(change);
  }

  async link(set, id) {
    return this.#storage.linksOf(set).get(id);
  }

  async links(set, after, count) {
    const ids = [...this.#storage.linksOf(set).keys()].filter((id) => id > after);
    return ids
      .sort((one, other) => one - other)
      .slice(0, count)
      .map((id) => this.#storage.linksOf(set).get(id));
  }

  async newest(set, count, wanted, most) {
    return [...this.#storage.linksOf(set).values()]
      .sort((one, other) => compareTimes(other.createdAt, one.createdAt) || other.id - one.id)
      .slice(0, most)
      .filter(wanted)
      .slice(0, count);
  }

  async count(set) {
    return this.#storage.linksOf(set).size;
  }

  putLink(set, link) {
    this.#change('setLink', set, link.id, link);
  }

  removeLink(set, id) {
    this.#change('setLink', set, id);
  }

  clearLinks(set) {
    this.#change('clearLinks', set);
  }

  async edits() {
    const edits = [...this.#storage.edits.values()].sort((one, other) => one.key - other.key);
    return edits.map((edit) => ({ ...edit }));
  }

  async edit(key) {
    const edit = this.#storage.edits.get(key);
    return edit && { ...edit };
  }

  async addEdit(edit) {
    const key = this.#storage.nextKey;
    this.#change('setEdit', key, { ...edit, key });
    return key;
  }

  putEdit(edit) {
    this.#change('setEdit', edit.key, edit);
  }

  removeEdit(key) {
    this.#change('setEdit', key);
  }

  clearEdits() {
    this.#change('clearEdits');
  }

  async value(name) {
    return this.#storage.values.get(name);
  }

  putValue(name, value) {
    this.#change('setValue', name, value);
  }

  clearValues() {
    this.#change('clearValues');
  }
}
