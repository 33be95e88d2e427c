// The copy of an account's links and the outbox, in IndexedDB. Each method is one transaction, so a
// tab that is closed in the middle of anything leaves a state that was right once.

const LINKS = ['links-a', 'links-b'];
const INITIAL = {
  shown: 0, // which of LINKS
  cursor: null,
  whole: false,
  fresh: false, // whether the other one of LINKS is being filled
  freshCursor: null,
  account: null, // whose links these are
  guest: null, // who is signed in, while edits of `account` wait that nobody else may send
};
const MOST_IDS = 1000;

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

  /**
   * Notes who is signed in. Another account's copy is erased, unless edits of it wait to be sent: then
   * it stays as it is, and this account is a guest. How many edits wait, and whether all was erased.
   */
  setAccount(account) {
    return this.#in([...LINKS, 'outbox', 'state'], 'readwrite', async (store) => {
      const state = await Copy.#state(store);
      if (state.account === null || state.account === account) {
        store('state').put({ ...state, account, guest: null }, 'state');
        return { unsent: 0, erased: false };
      }
      const edits = await result(store('outbox').getAll());
      const unsent = edits.filter((edit) => edit.stage !== Stage.DONE).length;
      if (unsent) {
        store('state').put({ ...state, guest: account }, 'state');
        return { unsent, erased: false };
      }
      Copy.#clear(store);
      store('state').put({ ...INITIAL, account }, 'state');
      return { unsent, erased: true };
    });
  }

  /** Up to `count` links whose ids are above `after`, in the order of their ids. */
  links(after = 0, count = 2000) {
    return this.#in([...LINKS, 'state'], 'readonly', async (store) => {
      const { shown } = await Copy.#state(store);
      return result(store(LINKS[shown]).getAll(IDBKeyRange.lowerBound(after, true), count));
    });
  }

  /** The newest links that `wanted` is true of, up to `count`, among the newest `most`. */
  newest(count, wanted, most = 250) {
    return this.#in([...LINKS, 'state'], 'readonly', async (store) => {
      const index = store(LINKS[(await Copy.#state(store)).shown]).index('created');
      if ('getAllRecords' in index) {
        const links = await result(index.getAll({ direction: 'prev', count: most }));
        return links.filter(wanted).slice(0, count);
      }
      const links = [];
      const cursors = index.openCursor(null, 'prev'); // slower, where there is nothing else
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
    const ids = Copy.identified(done);
    if (ids.length) {
      store('state').put([...(await Copy.#ids(store)), ...ids].slice(-MOST_IDS), 'ids');
    }
    return done;
  }

  /** What the server calls links that were made here, by edits that are done. */
  static identified(done) {
    return done
      .filter((edit) => edit.operation.op === 'save' && edit.id)
      .map((edit) => [-edit.key, edit.id]);
  }

  static async #ids(store) {
    return (await result(store('state').get('ids'))) ?? [];
  }

  /** What the server calls the link that was made here by this id, if it was sent lately. */
  idOf(local) {
    return this.#in(['state'], 'readonly', async (store) =>
      new Map(await Copy.#ids(store)).get(local),
    );
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
    return this.#in([...LINKS, 'outbox', 'state'], 'readwrite', Copy.#clear);
  }

  static #clear(store) {
    for (const name of [...LINKS, 'outbox', 'state']) store(name).clear();
  }

  close() {
    this.#database.close();
  }
}
