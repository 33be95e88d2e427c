// A copy of an account's links that can be read and edited offline, and is brought up to date with the server.
// docs/sync.md has the algorithm, and says why nothing is lost.

import { Copy, Stage } from './copy.js';
import { IndexedDbStorage } from './indexeddb-storage.js';

const MAX_OPERATIONS = 1000;
const PAGE = 1000;
const LINES_PER_STEP = 500;
const RETRY_SECONDS = 5;
const TIMEOUT_MILLIS = 30_000;
const SILENCE_MILLIS = 45_000; // three heartbeats
const DAY_MILLIS = 24 * 3600 * 1000;
const CHECK_TRIES = 3;
const FEW_LINKS = 50; // a range of so few links is fetched, and not split further
const LAST_ID = Number.MAX_SAFE_INTEGER;
const LINES = 'application/x-ndjson';

/** The server is away or busy: the same call may be made again after this many seconds. */
export class TryLater extends Error {
  constructor(seconds, cause) {
    super(`Try again in ${seconds} s.`, { cause });
    this.name = 'TryLater';
    this.seconds = seconds;
  }
}

/** The server refuses, and trying again would not help: a token that is not valid, for one. */
export class Refused extends Error {
  constructor(status, problem) {
    super(`${status} ${problem.detail ?? problem.title ?? ''}`.trim());
    this.name = 'Refused';
    this.status = status;
    this.problem = problem;
  }
}

/** Neither this device nor the server has a link of this id: its save was refused, or it was erased. */
export class UnknownLink extends Error {
  constructor(id) {
    super(`There is no link ${id}.`);
    this.name = 'UnknownLink';
    this.id = id;
  }
}

/**
 * Events, in every tab that has the same copy open: `change` (links of the copy changed), `outbox`
 * (edits were added, or are done), `rejected` (the server refuses an edit for good), `status`.
 */
export class LinkholdSync extends EventTarget {
  /** The version of this client. */
  static version = '0.1.0';

  #copy;
  #storage;
  #server;
  #token;
  #checkEvery;
  #channel;
  #known = new Map(); // the server's ids of links that were made here
  #running = null; // the sync that runs
  #queued = null; // the sync that starts after it
  #wake = () => {};
  #listening = null; // ends the stream that `follow` listens to
  #status = 'idle';

  constructor(storage, { server, token, checkEvery }) {
    super();
    this.#copy = new Copy(storage);
    this.#storage = storage;
    this.#server = server;
    this.#token = token;
    this.#checkEvery = checkEvery;
    this.#channel = new BroadcastChannel(storage.name);
    this.#channel.unref?.(); // does not keep Node running
    this.#channel.onmessage = ({ data }) => {
      this.#dispatch(data.type, data.detail);
      if (data.type === 'outbox' && this.#listening) this.sync().catch(() => {});
    };
  }

  /** Opens the copy, and creates an empty one when it does not exist. */
  static async open({
    server = new URL('.', location.href),
    token = null,
    name = 'linkhold',
    storage = null,
    checkEvery = 7 * DAY_MILLIS,
  } = {}) {
    const base = new URL(server);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    const kept = storage ?? (await IndexedDbStorage.open(name));
    return new LinkholdSync(kept, { server: base, token, checkEvery });
  }

  /** Calls `use` with the links of the copy, some at a time, in the order of their ids. */
  async eachLink(use) {
    let after = 0;
    for (;;) {
      const links = await this.#copy.links(after);
      if (!links.length) return;
      after = links.at(-1).id;
      use(links);
    }
  }

  /** Every link as the server last sent it. */
  async links() {
    const all = [];
    await this.eachLink((links) => all.push(...links));
    return all;
  }

  /** The newest links of the copy for which `wanted` returns true. */
  newest(count, wanted = () => true) {
    return this.#copy.newest(count, wanted);
  }

  /** How many links the copy has. */
  count() {
    return this.#copy.count();
  }

  /** The edits that the copy does not show yet, oldest first. */
  pending() {
    return this.#copy.outbox();
  }

  /** Whose links these are, as `setAccount` said; null before. */
  async account() {
    return (await this.#copy.state()).account;
  }

  /**
   * Records who is signed in. Another account's copy is erased, unless edits of it wait: then nothing is
   * synced until it signs in again, or `erase` is called. Returns how many edits wait.
   */
  async setAccount(name) {
    const { unsent, erased } = await this.#copy.setAccount(name);
    if (erased) this.#publishErasure();
    return unsent;
  }

  /** Runs `work`, such as a sign-in, while no tab syncs. */
  whileIdle(work) {
    return this.#storage.alone('sync', work);
  }

  /** Whether the whole library was copied at least once. */
  async isWhole() {
    return (await this.#copy.state()).whole;
  }

  /** `idle`, `syncing`, `online` (listening), `offline` or `refused`. */
  get status() {
    return this.#status;
  }

  /** Saves a link: its URL, and other members. */
  async save(link) {
    const [edit] = await this.edit([{ op: 'save', link }]);
    return -edit.key;
  }

  /** Changes a link, as the members of `patch` say. */
  update(id, patch) {
    return this.edit([{ op: 'update', id, patch }]);
  }

  /** Deletes a link. */
  delete(id) {
    return this.edit([{ op: 'delete', id }]);
  }

  /** The server's id of a link; the same id when the server does not know the link yet. */
  async idOf(id) {
    return (id < 0 && (this.#known.get(id) ?? (await this.#copy.idOf(id)))) || id;
  }

  /** Adds operations to the outbox; all or none. A negative id is that of a link that was made here. */
  async edit(operations) {
    const named = await this.#named(operations);
    const at = new Date().toISOString();
    const dated = named.map((operation) =>
      operation.op === 'save' ? { ...operation, link: { createdAt: at, ...operation.link } } : operation,
    );
    const edits = await this.#copy.add(dated, at);
    this.#publish('outbox', {});
    this.wake(); // while `follow` runs it is sent at once
    return edits;
  }

  async #named(operations) {
    if (!operations.some(({ id }) => id < 0)) return operations;
    const outbox = await this.#copy.outbox();
    await this.#readIds(operations, outbox);
    return operations.map(({ id, ...operation }) => {
      if (id === undefined) return operation;
      if (id > 0) return { id, ...operation };
      if (this.#known.has(id)) return { id: this.#known.get(id), ...operation };
      let url = outbox.find((edit) => edit.key === -id).operation.link.url;
      for (const { key, operation: later } of outbox) {
        if (key > -id && later.url === url && later.patch?.url) url = later.patch.url;
      }
      return { url, ...operation };
    });
  }

  /** Reads the server's ids of the links in `operations` that another tab has sent. */
  async #readIds(operations, outbox) {
    const saves = outbox.filter(({ operation }) => operation.op === 'save');
    const waiting = new Set(saves.map(({ key }) => -key));
    for (const { id } of operations) {
      if (!(id < 0) || this.#known.has(id) || waiting.has(id)) continue;
      const known = await this.#copy.idOf(id);
      if (known === undefined) throw new UnknownLink(id);
      this.#known.set(id, known);
    }
  }

  /**
   * Sends the edits of the outbox, and receives the server's changes. Calls during a sync share the next one.
   * Throws TryLater when the server was not reached (nothing is lost, and nothing happens twice), and
   * Refused when trying again would not help. `signal` cancels it at once, and nothing is lost.
   */
  sync(signal) {
    if (!this.#running) {
      const sync = new SharedSync();
      const ended = sync.join(signal);
      this.#start(sync);
      return ended;
    }
    if (!this.#queued) {
      const next = new SharedSync();
      this.#queued = next;
      const start = () => {
        this.#queued = null;
        this.#start(next);
      };
      this.#running.ended.then(start, start);
    }
    return this.#queued.join(signal);
  }

  #start(sync) {
    this.#running = sync;
    sync.run((signal) => this.#storage.alone('sync', () => this.#sync(signal), signal));
    const end = () => {
      if (this.#running === sync) this.#running = null;
    };
    sync.ended.then(end, end);
  }

  async #sync(signal) {
    try {
      if ((await this.#copy.state()).guest) throw new Refused(401, { title: 'Another account is signed in.' });
      if (this.#status === 'idle') this.#setStatus('syncing');
      await this.#pull(signal); // first: no edit by id may be sent to a restored account
      if (await this.#push(signal)) await this.#pull(signal);
      if (await this.#isCheckDue()) await this.#check(signal);
      if (this.#status !== 'online') this.#setStatus('idle');
    } catch (e) {
      if (e instanceof TryLater) {
        this.#setStatus('offline', e);
        this.#listening?.abort(e); // its stream may seem open still; `follow` opens another
      } else if (e instanceof Refused) {
        this.#setStatus('refused', e);
      } else if (this.#status === 'syncing') {
        this.#setStatus('idle');
      }
      throw e;
    }
  }

  /** Sends the outbox; false when there was nothing to send. */
  async #push(signal) {
    let limit = MAX_OPERATIONS;
    for (;;) {
      const batch = await this.#copy.nextBatch(limit);
      if (!batch.length) return (await this.#copy.outbox()).length > 0;
      const operations = batch.map((edit) => edit.operation);
      const answer = await this.#call('POST', 'v1/batch', signal, { operations });
      if (answer.status === 200) {
        const ids = answer.json.results.map((one) => one.link?.id ?? one.id);
        await this.#copy.settle(batch, Stage.DONE, [], ids);
        continue;
      }
      const tooLarge = answer.status === 413;
      if (tooLarge) limit = Math.max(1, Math.floor(batch.length / 2));
      const refused = tooLarge && batch.length === 1 ? [0] : refusedIndexes(batch, answer.json);
      if (!refused.length && !tooLarge) throw new Refused(answer.status, answer.json);
      await this.#copy.settle(batch, Stage.QUEUED, refused.map((index) => batch[index]));
      this.#reject(refused.map((index) => [batch[index], about(index, answer.json)]));
    }
  }

  #reject(refusals) {
    for (const [{ operation }, problem] of refusals) this.#publish('rejected', { operation, problem });
    if (refusals.length) this.#publish('outbox', {});
  }

  /** Receives changes until the copy is up to date. */
  async #pull(signal) {
    for (;;) {
      const state = await this.#copy.state();
      const first = state.fresh || !state.whole;
      if (await (first ? this.#pullLines(state, signal) : this.#pullPage(state, signal))) return;
    }
  }

  /** Requests and applies a page of changes; true when it was the last one. */
  async #pullPage({ fresh, freshCursor, cursor }, signal) {
    const since = fresh ? freshCursor : cursor;
    const answer = await this.#call('GET', `v1/changes?limit=${PAGE}&since=${encodeURIComponent(since)}`, signal);
    if (answer.status === 410) {
      await this.#copy.startOver();
      return false;
    }
    if (answer.status !== 200) throw new Refused(answer.status, answer.json);
    return (await this.#advance(since, answer.json)) && !answer.json.more;
  }

  /**
   * Requests a whole copy in one answer; its complete lines are applied even when the connection breaks. True
   * when the answer was complete.
   */
  #pullLines({ fresh, freshCursor, cursor }, signal) {
    let since = fresh ? freshCursor : cursor;
    const path = `v1/changes${since ? `?since=${encodeURIComponent(since)}` : ''}`;
    return this.#stream(path, { Accept: `${LINES}, application/json;q=0.5` }, signal, async (response, pieces) => {
      if (response.status === 410) {
        await this.#copy.startOver();
        return false;
      }
      if (response.status !== 200) throw await failure(response);
      if (!response.headers.get('Content-Type')?.startsWith(LINES)) {
        const page = await response.json(); // of an older server
        return (await this.#advance(since, page)) && !page.more;
      }
      const page = { changes: [], next: null, more: true };
      const step = async () => {
        const taken = await this.#advance(since, { ...page });
        since = page.next;
        page.changes = [];
        return taken;
      };
      try {
        for await (const lines of pieces()) {
          for (const line of lines) {
            const { next, more, ...change } = JSON.parse(line);
            page.next = next;
            if (more === undefined) page.changes.push(change);
            else page.more = more;
            if (more !== undefined || page.changes.length === LINES_PER_STEP) {
              if (!(await step())) return false;
            }
          }
        }
      } catch (e) {
        if (page.changes.length && !signal?.aborted) await step();
        throw e;
      }
      if (page.changes.length) await step();
      if (page.more) throw new TryLater(RETRY_SECONDS);
      return true;
    });
  }

  /** Applies changes; false when another tab was faster. */
  async #advance(since, page) {
    const result = await this.#copy.advance(since, page);
    if (result) this.#report(result, page, since === null);
    return result !== null;
  }

  #report({ done, lost, identified, replaced, shown, completed }, page, first) {
    if (replaced || completed || identified.length || (shown && (first || page.changes.length))) {
      this.#publish('change', {
        changes: replaced ? [] : page.changes,
        replaced,
        identified,
        more: page.more,
      });
    }
    if (done.length) this.#publish('outbox', {});
    this.#reject(lost.map((edit) => [edit, { title: 'The link is not known.' }]));
  }

  async #isCheckDue() {
    const { checkedAt } = await this.#copy.state();
    if (checkedAt === null) await this.#copy.markChecked(Date.now()); // the copy is new
    return checkedAt !== null && Date.now() - checkedAt >= this.#checkEvery;
  }

  /**
   * Compares the copy with the server's library, fetches the links that differ, and returns how many were
   * wrong; null when the library changed during each try, or the server is too old to compare. `sync` does
   * this once a week.
   */
  check(signal) {
    return this.#storage.alone('sync', () => this.#check(signal), signal);
  }

  async #check(signal) {
    for (let i = 0; i < CHECK_TRIES; i++) {
      await this.#pull(signal);
      const wrong = await this.#compare(signal);
      if (wrong !== null) {
        await this.#copy.markChecked(Date.now());
        return wrong;
      }
    }
    await this.#copy.markChecked(Date.now() - this.#checkEvery + DAY_MILLIS); // again tomorrow
    return null;
  }

  async #compare(signal) {
    const { cursor } = await this.#copy.state();
    const parts = await this.#digests(cursor, '', signal);
    const repaired = parts && (await this.#removeAfter(cursor, parts.at(-1)?.to ?? 0));
    return repaired === null ? null : this.#compareParts(cursor, parts, repaired, signal);
  }

  /** Removes links whose ids are beyond the library's last one. */
  #removeAfter(cursor, last) {
    return this.#replaceRange(cursor, { from: last + 1, to: LAST_ID, links: [] });
  }

  async #compareParts(cursor, parts, repaired, signal) {
    let wrong = repaired;
    for (const { from, to, count, digest } of parts) {
      const own = await this.#copy.digest(from, to);
      if (own.count === count && own.digest === digest) continue;
      let more;
      if (Math.max(count, own.count) > FEW_LINKS && to > from) {
        const within = await this.#digests(cursor, `&from=${from}&to=${to}`, signal);
        more = within && (await this.#compareParts(cursor, within, 0, signal));
      } else {
        more = await this.#fetchRange(cursor, from, to, signal);
      }
      if (more === null) return null;
      wrong += more;
    }
    return wrong;
  }

  /** Fetches the links of a range, and returns how many were wrong; null when the library has changed. */
  async #fetchRange(cursor, from, to, signal) {
    let wrong = 0;
    for (let next = from; next <= to; ) {
      const range = await this.#fetchForCheck('range', cursor, `&limit=${PAGE}&from=${next}&to=${to}`, signal);
      const more = range && (await this.#replaceRange(cursor, range));
      if (more === null) return null;
      wrong += more;
      next = range.to + 1;
    }
    return wrong;
  }

  async #replaceRange(cursor, range) {
    const changes = await this.#copy.repair(cursor, range);
    if (changes?.length) this.#publish('change', { changes, replaced: false, identified: [], more: false });
    return changes && changes.length;
  }

  /** Null when the copy lacks changes that the server has made. */
  async #digests(cursor, query, signal) {
    const answer = await this.#fetchForCheck('digest', cursor, query, signal);
    return answer?.current ? answer.parts : null;
  }

  /** Null when the server does not know the cursor any more, or cannot compare. */
  async #fetchForCheck(what, cursor, query, signal) {
    const path = `v1/changes/${what}?since=${encodeURIComponent(cursor)}${query}`;
    const answer = await this.#call('GET', path, signal);
    if (answer.status === 404 || answer.status === 410) return null;
    if (answer.status !== 200) throw new Refused(answer.status, answer.json);
    return answer.json;
  }

  /**
   * Calls `changed`, at once, whenever `sync` would receive something, until the stream ends. Then the
   * caller syncs and listens again.
   */
  async listen(changed, signal) {
    const { cursor } = await this.#copy.state();
    if (!cursor) return;
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': cursor };
    await this.#stream('v1/changes', headers, signal, async (response, pieces) => {
      if (response.status !== 200) throw await failure(response);
      this.#setStatus('online');
      for await (const lines of pieces()) {
        if (lines.some((line) => line === 'event: change' || line === 'event: expired')) changed();
      }
    });
  }

  /** Lets `use` read an answer in pieces of some lines; fails when nothing arrives for SILENCE_MILLIS. */
  async #stream(path, headers, signal, use) {
    const silence = new AbortController();
    const stop = () => silence.abort();
    let timer = setTimeout(stop, SILENCE_MILLIS);
    try {
      const ended = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
      const response = await this.#fetch(path, { headers, signal: ended });
      const pieces = async function* () {
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = '';
        try {
          for (;;) {
            clearTimeout(timer);
            timer = setTimeout(stop, SILENCE_MILLIS);
            const { done, value } = await reader.read();
            clearTimeout(timer); // the time for using the lines does not count
            if (done) return;
            const lines = (text + value).split('\n');
            text = lines.pop();
            yield lines;
          }
        } finally {
          reader.cancel().catch(() => {});
        }
      };
      return await use(response, pieces);
    } catch (e) {
      signal?.throwIfAborted();
      throw e instanceof Refused || e instanceof TryLater ? e : new TryLater(RETRY_SECONDS, e);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Syncs and listens until `signal` ends it, or the server refuses. When it is away, it is tried
   * again with growing pauses, and at once after `wake`. Of several tabs one listens.
   */
  async follow(signal) {
    const aborted = new Promise((resolve) => {
      signal?.addEventListener('abort', resolve, { once: true });
    });
    let pause = 1;
    while (!signal?.aborted) {
      try {
        await this.sync(signal);
        pause = 1;
        await this.#storage.alone('listen', () => this.#listenOn(signal), signal);
      } catch (e) {
        if (signal?.aborted) return;
        if (!(e instanceof TryLater)) throw e;
        this.#setStatus('offline', e);
        await Promise.race([this.#pause(Math.max(pause, e.seconds > RETRY_SECONDS ? e.seconds : 0)), aborted]);
        pause = Math.min(pause * 2, 60);
      }
    }
  }

  async #listenOn(signal) {
    await this.sync(signal); // receives what changed while another tab listened
    const listening = new AbortController();
    this.#listening = listening;
    try {
      const changed = () => this.sync(signal).catch(() => {});
      await this.listen(changed, signal ? AbortSignal.any([signal, listening.signal]) : listening.signal);
    } finally {
      this.#listening = null;
      if (this.#status === 'online') this.#setStatus('idle');
    }
  }

  /** Ends a pause of `follow`, for example when the network is back. */
  wake() {
    this.#wake();
    if (this.#listening) this.sync().catch(() => {});
  }

  #pause(seconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Deletes the copy and the outbox, for example when a person signs out. */
  async erase() {
    await this.#copy.erase();
    this.#publishErasure();
  }

  #publishErasure() {
    this.#publish('change', { changes: [], replaced: true, identified: [], more: false });
    this.#publish('outbox', {});
  }

  close() {
    this.#running?.end();
    this.#queued?.end();
    this.#channel.close();
    this.#copy.close();
  }

  #setStatus(status, reason) {
    if (this.#status === status) return;
    this.#status = status;
    this.dispatchEvent(new CustomEvent('status', { detail: { status, reason } }));
  }

  #publish(type, detail) {
    this.#channel.postMessage({ type, detail });
    this.#dispatch(type, detail);
  }

  #dispatch(type, detail) {
    if (detail.replaced) this.#known.clear();
    for (const [local, id] of detail.identified ?? []) this.#known.set(local, id);
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  async #call(method, path, signal, body) {
    const headers = { Accept: 'application/json' };
    if (body) headers['Content-Type'] = 'application/json';
    const timeout = AbortSignal.timeout(TIMEOUT_MILLIS);
    const ended = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      const sent = body && JSON.stringify(body);
      const response = await this.#fetch(path, { method, headers, body: sent, signal: ended });
      if (response.status === 429 || response.status >= 500) throw await failure(response);
      const json = await problem(response);
      if (response.ok && !json) throw new TryLater(RETRY_SECONDS); // not the server's answer
      return { status: response.status, json: json ?? {} };
    } catch (e) {
      signal?.throwIfAborted();
      throw e instanceof TryLater ? e : new TryLater(RETRY_SECONDS, e);
    }
  }

  #fetch(path, options) {
    const headers = { ...options.headers };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    return fetch(new URL(path, this.#server), { ...options, headers, cache: 'no-store' });
  }
}

/** A sync that several callers may wait for. It is cancelled when all of them have cancelled. */
class SharedSync {
  #controller = new AbortController();
  #waiting = 0;
  #begun = false;
  #settle;
  ended = new Promise((resolve, reject) => {
    this.#settle = { resolve, reject };
  });

  constructor() {
    this.ended.catch(() => {}); // callers that joined get the failure
  }

  async run(work) {
    this.#begun = true;
    try {
      if (!this.#waiting) this.end();
      this.#controller.signal.throwIfAborted();
      this.#settle.resolve(await work(this.#controller.signal));
    } catch (e) {
      this.#settle.reject(e);
    }
  }

  async join(signal) {
    signal?.throwIfAborted();
    this.#waiting += 1;
    if (!signal) return this.ended;
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting -= 1;
        if (!this.#waiting && this.#begun) this.end(); // otherwise another caller may still join
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      const stay = () => signal.removeEventListener('abort', leave);
      this.ended.finally(stay).then(resolve, reject);
    });
  }

  end() {
    this.#controller.abort();
  }
}

/** The body as JSON; null when it is not a JSON object, such as the answer of a proxy. */
async function problem(response) {
  const text = await response.text();
  try {
    const json = JSON.parse(text);
    return json !== null && typeof json === 'object' ? json : null;
  } catch {
    return null;
  }
}

async function failure(response) {
  if (response.status === 429 || response.status >= 500) {
    return new TryLater(Number(response.headers.get('Retry-After')) || RETRY_SECONDS);
  }
  return new Refused(response.status, (await problem(response)) ?? {});
}

/** The indexes of the refused edits of a batch: the one that failed, or all that break a rule. */
function refusedIndexes(batch, problem) {
  const indexes = problem.index === undefined ? (problem.errors ?? []).map(operationOf) : [problem.index];
  return [...new Set(indexes)].filter((index) => index in batch);
}

/** The index of a fault's operation in its batch: 7 for "/operations/7/link/url". */
function operationOf({ pointer }) {
  return Number(pointer.split('/')[2]);
}

/** The problem of one operation of a batch: only its faults, with pointers relative to it. */
function about(operation, problem) {
  const errors = problem.errors
    ?.filter((fault) => operationOf(fault) === operation)
    .map((fault) => ({ ...fault, pointer: fault.pointer.replace(/^\/operations\/\d+/, '') }));
  return { ...problem, errors };
}
