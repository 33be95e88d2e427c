// The copy of an account's links and the outbox, in a storage (storage.d.ts). Each method is one transaction,
// so a tab or a process that ends in the middle of a method leaves the state before it.

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
  guest: null, // the signed-in account, while edits of another one, `account`, wait to be sent
};
const MAX_IDS = 1000;
const LINKS_PER_STEP = 2000;

const LINKS = 'links';
const OUTBOX = 'outbox';
const STATE = 'state';

/** Stages of an edit in the outbox. */
export const Stage = Object.freeze({
  QUEUED: 'queued',
  SENT: 'sent', // without an answer yet: the same batch is sent again
  DONE: 'done', // applied by the server; the copy has it after the next pull
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

  /** The state of the copy: its cursor, whether a new copy is being made, whose links they are. */
  state() {
    return this.#read([STATE], Copy.#state);
  }

  /**
   * Records who is signed in. Another account's copy is erased, unless edits of it wait to be sent: then
   * it is kept, and this account is recorded as a guest. Returns how many edits wait, and whether the copy
   * was erased.
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

  /** Up to `count` links for which `wanted` returns true, among the newest `most`, newest first. */
  newest(count, wanted, most = 250) {
    return this.#read([LINKS, STATE], async (transaction) => {
      const { shown } = await Copy.#state(transaction);
      const links = await transaction.newest(shown, count, wanted, most);
      return links.sort(newestFirst); // a storage may sort their times as texts
    });
  }

  /** How many links the copy has. */
  count() {
    return this.#read([LINKS, STATE], async (transaction) =>
      transaction.count((await Copy.#state(transaction)).shown),
    );
  }

  /** Every edit in the outbox, oldest first. */
  outbox() {
    return this.#read([OUTBOX], (transaction) => transaction.edits());
  }

  /** Adds edits to the outbox, and returns them with their keys. */
  add(operations, at) {
    return this.#write([OUTBOX], async (transaction) => {
      const edits = operations.map((operation) => ({ operation, stage: Stage.QUEUED, at }));
      const keys = await Promise.all(edits.map((edit) => transaction.addEdit(edit)));
      return edits.map((edit, i) => ({ ...edit, key: keys[i] }));
    });
  }

  /**
   * The edits that were sent and have no answer; if there are none, the first `limit` queued ones, which are
   * marked as sent.
   */
  nextBatch(limit) {
    return this.#write([OUTBOX], async (transaction) => {
      const all = await transaction.edits();
      const sent = all.filter((edit) => edit.stage === Stage.SENT);
      const batch = sent.length ? sent : all.filter((e) => e.stage === Stage.QUEUED).slice(0, limit);
      for (const edit of batch) {
        edit.stage = Stage.SENT;
        transaction.putEdit(edit);
      }
      return batch;
    });
  }

  /** Records the result of a batch: removes the edits `refused`, and gives the others the stage `stage`. */
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
   * Applies a page of changes that was requested with the cursor `since`, and stores the cursor after it, in
   * one transaction. Null when the copy has another cursor by now, since another tab was faster; else what
   * changed: the edits that are done or lost, and whether all links were replaced.
   */
  advance(since, page) {
    return this.#write([LINKS, OUTBOX, STATE], async (transaction) => {
      const state = await Copy.#state(transaction);
      if ((state.fresh ? state.freshCursor : state.cursor) !== since) return null;
      const filling = state.fresh ? 1 - state.shown : state.shown;
      for (const { id, link } of page.changes) {
        if (link) transaction.putLink(filling, link);
        else transaction.removeLink(filling, id);
      }
      const result = { done: [], lost: [], identified: [], replaced: false, shown: !state.fresh };
      result.completed = !page.more && !state.whole;
      if (state.fresh) state.freshCursor = page.next;
      else state.cursor = page.next;
      if (!page.more) {
        state.whole = true;
        result.done = await Copy.#dropDone(transaction);
        result.identified = Copy.identified(result.done);
        if (state.fresh) {
          result.lost = await Copy.#nameByUrl(transaction, state.shown);
          result.identified = await Copy.#identifyAgain(transaction, state.shown);
          transaction.clearLinks(state.shown);
          Object.assign(state, { shown: 1 - state.shown, cursor: page.next });
          Object.assign(state, { fresh: false, freshCursor: null });
          Object.assign(result, { replaced: true, shown: true });
        }
      }
      transaction.putValue('state', state);
      return result;
    });
  }

  static async #dropDone(transaction) {
    const all = await transaction.edits();
    const done = all.filter((edit) => edit.stage === Stage.DONE);
    done.forEach((edit) => transaction.removeEdit(edit.key));
    const ids = Copy.identified(done);
    if (ids.length) {
      transaction.putValue('ids', [...(await Copy.#ids(transaction)), ...ids].slice(-MAX_IDS));
    }
    return done;
  }

  /** Pairs of ids, local and the server's, of the links that these done edits saved. */
  static identified(done) {
    return done
      .filter((edit) => edit.operation.op === 'save' && edit.id)
      .map((edit) => [-edit.key, edit.id]);
  }

  static async #ids(transaction) {
    return (await transaction.value('ids')) ?? [];
  }

  /** The server's id of a link that was made here; undefined when it was not sent, or long ago. */
  idOf(local) {
    return this.#read([STATE], async (transaction) => new Map(await Copy.#ids(transaction)).get(local));
  }

  /** Makes edits by id name their link by its URL in the old copy; removes those without one, and returns them. */
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

  /** Pairs of ids, local and the server's in the new copy, of links that were made here: they are found by URL. */
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

  /** Begins a new copy; the old one is shown until the new one is complete. */
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
   * Replaces the links with ids in a range by the server's, and returns the changes; null when the cursor of
   * the copy is not `since` any more.
   */
  repair(since, { from, to, links }) {
    return this.#write([LINKS, STATE], async (transaction) => {
      const { shown, cursor, fresh } = await Copy.#state(transaction);
      if (fresh || cursor !== since) return null;
      const wrong = new Map();
      await Copy.#inRange(transaction, shown, from, to, (own) => own.forEach((link) => wrong.set(link.id, link)));
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

  /** Records when the copy was compared with the server's library. */
  markChecked(at) {
    return this.#write([STATE], async (transaction) =>
      transaction.putValue('state', { ...(await Copy.#state(transaction)), checkedAt: at }),
    );
  }

  /** Deletes everything, including the outbox. */
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
