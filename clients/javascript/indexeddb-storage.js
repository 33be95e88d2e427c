// Keeps a copy in the browser's IndexedDB. Tabs of one origin share it.

const LINKS = ['links-a', 'links-b'];

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const end = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

export class IndexedDbStorage {
  #database;

  constructor(name, database) {
    this.name = name;
    this.#database = database;
  }

  /** Opens the database of this name, and creates it when it does not exist. */
  static async open(name) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const store of LINKS) {
        request.result.createObjectStore(store, { keyPath: 'id' }).createIndex('created', 'createdAt');
      }
      request.result.createObjectStore('outbox', { keyPath: 'key', autoIncrement: true });
      request.result.createObjectStore('state');
    };
    const database = await result(request);
    database.onversionchange = () => database.close();
    return new IndexedDbStorage(name, database);
  }

  async transaction(parts, mode, work) {
    const stores = parts.flatMap((part) => (part === 'links' ? LINKS : [part]));
    const transaction = this.#database.transaction(stores, mode, { durability: 'strict' });
    const ended = end(transaction);
    try {
      const value = await work(new IndexedDbTransaction(transaction));
      await ended;
      return value;
    } catch (e) {
      ended.catch(() => {}); // the same reason is thrown below
      try {
        transaction.abort();
      } catch {
        // it has ended already
      }
      throw e;
    }
  }

  /** Without a secure context there are no locks; the copy then relies on its cursor to apply nothing twice. */
  alone(purpose, work, signal) {
    return globalThis.navigator?.locks
      ? navigator.locks.request(`${this.name}:${purpose}`, signal ? { signal } : {}, work)
      : work();
  }

  close() {
    this.#database.close();
  }
}

class IndexedDbTransaction {
  #store;

  constructor(transaction) {
    this.#store = (name) => transaction.objectStore(name);
  }

  link(set, id) {
    return result(this.#store(LINKS[set]).get(id));
  }

  links(set, after, count) {
    return result(this.#store(LINKS[set]).getAll(IDBKeyRange.lowerBound(after, true), count));
  }

  async newest(set, count, wanted, most) {
    const index = this.#store(LINKS[set]).index('created');
    if ('getAllRecords' in index) {
      const links = await result(index.getAll({ direction: 'prev', count: most }));
      return links.filter(wanted).slice(0, count);
    }
    const links = [];
    const cursors = index.openCursor(null, 'prev'); // slower, for browsers without `getAll` in reverse
    return new Promise((resolve, reject) => {
      cursors.onerror = () => reject(cursors.error);
      cursors.onsuccess = () => {
        const cursor = cursors.result;
        if (!cursor || links.length === count || most-- === 0) {
          resolve(links);
          return;
        }
        if (wanted(cursor.value)) links.push(cursor.value);
        cursor.continue();
      };
    });
  }

  count(set) {
    return result(this.#store(LINKS[set]).count());
  }

  putLink(set, link) {
    this.#store(LINKS[set]).put(link);
  }

  removeLink(set, id) {
    this.#store(LINKS[set]).delete(id);
  }

  clearLinks(set) {
    this.#store(LINKS[set]).clear();
  }

  edits() {
    return result(this.#store('outbox').getAll());
  }

  edit(key) {
    return result(this.#store('outbox').get(key));
  }

  addEdit(edit) {
    return result(this.#store('outbox').add(edit));
  }

  putEdit(edit) {
    this.#store('outbox').put(edit);
  }

  removeEdit(key) {
    this.#store('outbox').delete(key);
  }

  clearEdits() {
    this.#store('outbox').clear();
  }

  value(name) {
    return result(this.#store('state').get(name));
  }

  putValue(name, value) {
    this.#store('state').put(value, name);
  }

  clearValues() {
    this.#store('state').clear();
  }
}
