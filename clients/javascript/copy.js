// The copy of an account's links and the outbox, in a storage (storage.d.ts). Each method is one transaction,
// so a tab or a process that ends in the middle of anything leaves a state that was right once.

import { CopyDigest } from './digest.js';
import { compareTimes } from './link-view.js';

const INITIAL = {
  shown: 0, // which of the two sets of links
  cursor: null,
  whole: false,
  checkedAt: null, // when it was last compared with the server's library
  fresh: false, // whether the other set is being filled
  freshCursor: null,
  account: null, // whose links these are
  guest: null, // who is signed in, while edits of `account` wait that nobody else may send
};
const MOST_IDS = 1000;
const LINKS_PER_STEP = 2000;

const LINKS = 'links';
const OUTBOX = 'outbox';
const STATE = 'state';

/** Stages of an edit in the outbox. */
export const Stage = Object.freeze({
  QUEUED: 'queued',
  SENT: 'sent', // without an answer yet: to be sent again exactly so
  DONE: 'done', // and seen in the copy after the next pull
});

const newestFirst = (one, other) => compareTimes(other.createdAt, one.createdAt) || other.id - one.id;

export class Copy {
  #storage;

  constructor(storage) {
    this.#storage = storage;
  }

  #read(parts, work) {
    return this.#storage.transaction(parts, 'readonly', work);
  }

  #write(parts, work) {
    return this.#storage.transaction(parts, 'readwrite', work);
  }

  static async #state(transaction) {
    return { ...INITIAL, ...(await transaction.value('state')) };
  }

  /** Where the copy stands: its cursor, whether another one is being made, whose links they are. */
  state() {
    return this.#read([STATE], Copy.#state);
  }

  /**
   * Notes who is signed in. Another account's copy is erased, unless edits of it wait to be sent: then
   * it stays as it is, and this account is a guest. How many edits wait, and whether all was erased.
   */
  setAccount(account) {
    return this.#write([LINKS, OUTBOX, STATE], async (transaction) => {
      const state = await Copy.#state(transaction);
      if (state.account === null || state.account === account) {
        transaction.putValue('state', { ...state, account, guest: null });
        return { unsent: 0, erased: false };
      }
      const edits = await transaction.edits();
      const unsent = edits.filter((edit) => edit.stage !== Stage.DONE).length;
      if (unsent) {
        transaction.putValue('state', { ...state, guest: account });
        return { unsent, erased: false };
      }
      Copy.#clear(transaction);
      transaction.putValue('state', { ...INITIAL, account });
      return { unsent, erased: true };
    });
  }

  /** Up to `count` links whose ids are above `after`, in the order of their ids. */
  links(after = 0, count = LINKS_PER_STEP) {
    return this.#read([LINKS, STATE], async (transaction) => {
      const { shown } = await Copy.#state(transaction);
      return transaction.links(shown, after, count);
    });
  }

  /** The newest links that `wanted` is true of, up to `count`, among the newest `most`. */
  newest(count, wanted, most = 250) {
    return this.#read([LINKS, STATE], async (transaction) => {
      const { shown } = await Copy.#state(transaction);
      const links = await transaction.newest(shown, count, wanted, most);
      return links.sort(newestFirst); // a storage may have them in the order of the texts of their times
    });
  }

  /** How many links the copy has. */
  count() {
    return this.#read([LINKS, STATE], async (transaction) =>
      transaction.count((await Copy.#state(transaction)).shown),
    );
  }

  /** Every edit that waits, oldest first. */
  outbox() {
    return this.#read([OUTBOX], (transaction) => transaction.edits());
  }

  /** Adds edits to the outbox; them, with their keys. */
  add(operations, at) {
    return this.#write([OUTBOX], async (transaction) => {
      const edits = operations.map((operation) => ({ operation, stage: Stage.QUEUED, at }));
      const keys = await Promise.all(edits.map((edit) => transaction.addEdit(edit)));
      return edits.map((edit, i) => ({ ...edit, key: keys[i] }));
    });
  }

  /** What was sent without an answer, or the first `most` of what waits; from now on it is sent. */
  nextBatch(most) {
    return this.#write([OUTBOX], async (transaction) => {
      const all = await transaction.edits();
      const sent = all.filter((edit) => edit.stage === Stage.SENT);
      const batch = sent.length ? sent : all.filter((e) => e.stage === Stage.QUEUED).slice(0, most);
      for (const edit of batch) {
        edit.stage = Stage.SENT;
        transaction.putEdit(edit);
      }
      return batch;
    });
  }

  /** Notes what became of a batch: `stage`, but for the edits `refused`, which wait no longer. */
  settle(batch, stage, refused, ids = []) {
    return this.#write([OUTBOX], async (transaction) => {
      for (const [i, edit] of batch.entries()) {
        const now = await transaction.edit(edit.key);
        if (now?.stage !== Stage.SENT) continue; // another tab has settled it
        if (refused.includes(edit)) {
          transaction.removeEdit(edit.key);
        } else {
          transaction.putEdit({ ...now, stage, id: ids[i] });
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
    return this.#write([LINKS, OUTBOX, STATE], async (transaction) => {
      const state = await Copy.#state(transaction);
      if ((state.fresh ? state.freshCursor : state.cursor) !== since) return null;
      const building = state.fresh ? 1 - state.shown : state.shown;
      for (const { id, link } of page.changes) {
        if (link) transaction.putLink(building, link);
        else transaction.removeLink(building, id);
      }
      const told = { done: [], lost: [], identified: [], replaced: false, shown: !state.fresh };
      told.completed = !page.more && !state.whole;
      if (state.fresh) state.freshCursor = page.next;
      else state.cursor = page.next;
      if (!page.more) {
        state.whole = true;
        told.done = await Copy.#dropDone(transaction);
        told.identified = Copy.identified(told.done);
        if (state.fresh) {
          told.lost = await Copy.#nameByUrl(transaction, state.shown);
          told.identified = await Copy.#identifyAgain(transaction, state.shown);
          transaction.clearLinks(state.shown);
          Object.assign(state, { shown: 1 - state.shown, cursor: page.next });
          Object.assign(state, { fresh: false, freshCursor: null });
          Object.assign(told, { replaced: true, shown: true });
        }
      }
      transaction.putValue('state', state);
      return told;
    });
  }

  static async #dropDone(transaction) {
    const all = await transaction.edits();
    const done = all.filter((edit) => edit.stage === Stage.DONE);
    done.forEach((edit) => transaction.removeEdit(edit.key));
    const ids = Copy.identified(done);
    if (ids.length) {
      transaction.putValue('ids', [...(await Copy.#ids(transaction)), ...ids].slice(-MOST_IDS));
    }
    return done;
  }

  /** What the server calls links that were made here, by edits that are done. */
  static identified(done) {
    return done
      .filter((edit) => edit.operation.op === 'save' && edit.id)
      .map((edit) => [-edit.key, edit.id]);
  }

  static async #ids(transaction) {
    return (await transaction.value('ids')) ?? [];
  }

  /** What the server calls the link that was made here by this id, if it was sent lately. */
  idOf(local) {
    return this.#read([STATE], async (transaction) => new Map(await Copy.#ids(transaction)).get(local));
  }

  /** Has edits by id name their link by the URL that it has by then in the old copy; those without one go. */
  static async #nameByUrl(transaction, old) {
    const lost = [];
    const urls = new Map();
    for (const edit of await transaction.edits()) {
      const { id, ...operation } = edit.operation;
      if (id === undefined) continue;
      const url = urls.get(id) ?? (await transaction.link(old, id))?.url;
      if (url) {
        urls.set(id, operation.patch?.url ?? url);
        transaction.putEdit({ ...edit, operation: { ...operation, url } });
      } else {
        transaction.removeEdit(edit.key);
        lost.push(edit);
      }
    }
    return lost;
  }

  /** What the server calls links that were made here, in the new copy; they have the same URLs there. */
  static async #identifyAgain(transaction, old) {
    const locals = new Map();
    for (const [local, id] of await Copy.#ids(transaction)) {
      const link = await transaction.link(old, id);
      if (link) locals.set(link.url, local);
    }
    const ids = [];
    let after = 0;
    while (ids.length < locals.size) {
      const links = await transaction.links(1 - old, after, LINKS_PER_STEP);
      if (!links.length) break;
      after = links.at(-1).id;
      for (const { id, url } of links) if (locals.has(url)) ids.push([locals.get(url), id]);
    }
    transaction.putValue('ids', ids);
    return ids;
  }

  /** Begins another copy; the old one is shown until it is whole. */
  startOver() {
    return this.#write([LINKS, OUTBOX, STATE], async (transaction) => {
      const state = await Copy.#state(transaction);
      transaction.clearLinks(1 - state.shown);
      for (const edit of await transaction.edits()) {
        transaction.putEdit({ ...edit, stage: Stage.QUEUED });
      }
      transaction.putValue('state', { ...state, fresh: true, freshCursor: null });
    });
  }

  /** How many links the copy has with ids in a range, and their digest (digest.js). */
  digest(from, to) {
    return this.#read([LINKS, STATE], async (transaction) => {
      const { shown } = await Copy.#state(transaction);
      const digest = new CopyDigest();
      await Copy.#inRange(transaction, shown, from, to, (links) => links.forEach((link) => digest.add(link)));
      return { count: digest.count, digest: digest.text };
    });
  }

  static async #inRange(transaction, set, from, to, use) {
    let after = from - 1;
    for (;;) {
      const links = await transaction.links(set, after, LINKS_PER_STEP);
      use(links.filter(({ id }) => id <= to));
      after = links.at(-1)?.id ?? to;
      if (after >= to) return;
    }
  }

  /**
   * Replaces the links with ids in a range by those that the server has there. The changes that this
   * was; null when the copy does not stand at `since` any more.
   */
  repair(since, { from, to, links }) {
    return this.#write([LINKS, STATE], async (transaction) => {
      const { shown, cursor, fresh } = await Copy.#state(transaction);
      if (fresh || cursor !== since) return null;
      const wrong = new Map();
      await Copy.#inRange(transaction, shown, from, to, (held) => held.forEach((link) => wrong.set(link.id, link)));
      const changes = [];
      for (const link of links) {
        if (wrong.get(link.id)?.revision !== link.revision) changes.push({ id: link.id, link });
        transaction.putLink(shown, link);
        wrong.delete(link.id);
      }
      for (const id of wrong.keys()) {
        transaction.removeLink(shown, id);
        changes.push({ id, deleted: true });
      }
      return changes;
    });
  }

  /** Notes when the copy was compared with the server's library. */
  markChecked(at) {
    return this.#write([STATE], async (transaction) =>
      transaction.putValue('state', { ...(await Copy.#state(transaction)), checkedAt: at }),
    );
  }

  /** Forgets everything, the outbox too. */
  erase() {
    return this.#write([LINKS, OUTBOX, STATE], Copy.#clear);
  }

  static #clear(transaction) {
    transaction.clearLinks(0);
    transaction.clearLinks(1);
    transaction.clearEdits();
    transaction.clearValues();
  }

  close() {
    this.#storage.close();
  }
}
