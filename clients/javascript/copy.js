// The copy of an account's links and the outbox, in IndexedDB. Each method is one transaction, so a
// tab that is closed in the middle of anything leaves a state that was right once.

const LINKS = ['links-a', 'links-b'];
const INITIAL = {
  shown: 0, // which of LINKS
  cursor: null,
  whole: false,
  fresh: false, // whether the other one of LINKS is being filled
  freshCursor: null,
  account: null,
};

/** Stages of an edit in the outbox. */
export const Stage = Object.freeze({
  QUEUED: 'queued',
  SENT: 'sent', // without an answer yet: to be sent again exactly so
  DONE: 'done', // and seen in the copy after the next pull
});

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

export class Copy {
  #database;

  constructor(database) {
    this.#database = database;
  }

  /** Opens the database of this name, and makes it when there is none. */
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
    return new Copy(database);
  }

  /** Runs `work` in one transaction; what it returns is there when everything is on disk. */
  async #in(stores, mode, work) {
    const transaction = this.#database.transaction(stores, mode, { durability: 'strict' });
    const ended = end(transaction);
    try {
      const value = await work((store) => transaction.objectStore(store));
      await ended;
      return value;
    } catch (e) {
      ended.catch(() => {}); // the reason is the one that is thrown
      try {
        transaction.abort();
      } catch {
        // it has ended already
      }
      throw e;
    }
  }

  static async #state(store) {
    return (await result(store('state').get('state'))) ?? { ...INITIAL };
  }

  /** Where the copy stands: its cursor, whether another one is being made, whose links they are. */
  state() {
    return this.#in(['state'], 'readonly', Copy.#state);
  }

  /** Notes whose links these are. */
  setAccount(account) {
    return this.#in(['state'], 'readwrite', async (store) => {
      store('state').put({ ...(await Copy.#state(store)), account }, 'state');
    });
  }

  /** Up to `count` links whose ids are above `after`, in the order of their ids. */
  links(after = 0, count = 2000) {
    return this.#in([...LINKS, 'state'], 'readonly', async (store) => {
      const { shown } = await Copy.#state(store);
      return result(store(LINKS[shown]).getAll(IDBKeyRange.lowerBound(after, true), count));
    });
  }

  /** The newest links that `wanted` is true of, up to `count`; it stops looking after `most`. */
  newest(count, wanted, most = 500) {
    return this.#in([...LINKS, 'state'], 'readonly', async (store) => {
      const { shown } = await Copy.#state(store);
      const cursors = store(LINKS[shown]).index('created').openCursor(null, 'prev');
      const links = [];
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
    });
  }

  /** How many links the copy has. */
  count() {
    return this.#in([...LINKS, 'state'], 'readonly', async (store) =>
      result(store(LINKS[(await Copy.#state(store)).shown]).count()),
    );
  }

  /** Every edit that waits, oldest first. */
  outbox() {
    return this.#in(['outbox'], 'readonly', (store) => result(store('outbox').getAll()));
  }

  /** Adds edits to the outbox; them, with their keys. */
  add(operations, at) {
    return this.#in(['outbox'], 'readwrite', async (store) => {
      const edits = operations.map((operation) => ({ operation, stage: Stage.QUEUED, at }));
      const keys = await Promise.all(edits.map((edit) => result(store('outbox').add(edit))));
      return edits.map((edit, i) => ({ ...edit, key: keys[i] }));
    });
  }

  /** What was sent without an answer, or the first `most` of what waits; from now on it is sent. */
  nextBatch(most) {
    return this.#in(['outbox'], 'readwrite', async (store) => {
      const all = await result(store('outbox').getAll());
      const sent = all.filter((edit) => edit.stage === Stage.SENT);
      const batch = sent.length ? sent : all.filter((e) => e.stage === Stage.QUEUED).slice(0, most);
      for (const edit of batch) {
        edit.stage = Stage.SENT;
        store('outbox').put(edit);
      }
      return batch;
    });
  }

  /** Notes what became of a batch: `stage`, but for the edits `refused`, which wait no longer. */
  settle(batch, stage, refused, ids = []) {
    return this.#in(['outbox'], 'readwrite', async (store) => {
      for (const [i, edit] of batch.entries()) {
        const now = await result(store('outbox').get(edit.key));
        if (now?.stage !== Stage.SENT) continue; // another tab has settled it
        if (refused.includes(edit)) {
          store('outbox').delete(edit.key);
        } else {
          store('outbox').put({ ...now, stage, id: ids[i] });
        }
      }
    });
  }

  /**
   * Applies a page of changes that was asked for with `since`, and the cursor after it, at once.
   * Null when the copy stands elsewhere by now, since another tab was faster; else what is different
   * for a reader: the edits that are done or lost, and whether every link may be another one.
   */
  advance(since, page) {
    return this.#in([...LINKS, 'outbox', 'state'], 'readwrite', async (store) => {
      const state = await Copy.#state(store);
      if ((state.fresh ? state.freshCursor : state.cursor) !== since) return null;
      const building = store(LINKS[state.fresh ? 1 - state.shown : state.shown]);
      for (const { id, link } of page.changes) {
        if (link) building.put(link);
        else building.delete(id);
      }
      const told = { done: [], lost: [], replaced: false, shown: !state.fresh };
      if (state.fresh) state.freshCursor = page.next;
      else state.cursor = page.next;
      if (!page.more) {
        state.whole = true;
        told.done = await Copy.#dropDone(store);
        if (state.fresh) {
          told.lost = await Copy.#nameByUrl(store, LINKS[state.shown]);
          store(LINKS[state.shown]).clear();
          Object.assign(state, { shown: 1 - state.shown, cursor: page.next });
          Object.assign(state, { fresh: false, freshCursor: null });
          Object.assign(told, { replaced: true, shown: true });
        }
      }
      store('state').put(state, 'state');
      return told;
    });
  }

  static async #dropDone(store) {
    const all = await result(store('outbox').getAll());
    const done = all.filter((edit) => edit.stage === Stage.DONE);
    done.forEach((edit) => store('outbox').delete(edit.key));
    return done;
  }

  /** Has edits by id name their link by the URL it has in the old copy; those without one go. */
  static async #nameByUrl(store, old) {
    const lost = [];
    for (const edit of await result(store('outbox').getAll())) {
      const { id, ...operation } = edit.operation;
      if (id === undefined) continue;
      const link = await result(store(old).get(id));
      if (link) {
        store('outbox').put({ ...edit, operation: { ...operation, url: link.url } });
      } else {
        store('outbox').delete(edit.key);
        lost.push(edit);
      }
    }
    return lost;
  }

  /** Begins another copy; the old one is shown until it is whole. */
  startOver() {
    return this.#in([...LINKS, 'outbox', 'state'], 'readwrite', async (store) => {
      const state = await Copy.#state(store);
      store(LINKS[1 - state.shown]).clear();
      for (const edit of await result(store('outbox').getAll())) {
        store('outbox').put({ ...edit, stage: Stage.QUEUED });
      }
      store('state').put({ ...state, fresh: true, freshCursor: null }, 'state');
    });
  }

  /** Forgets everything, the outbox too. */
  erase() {
    return this.#in([...LINKS, 'outbox', 'state'], 'readwrite', (store) => {
      for (const name of [...LINKS, 'outbox', 'state']) store(name).clear();
    });
  }

  close() {
    this.#database.close();
  }
}
