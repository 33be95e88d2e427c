// A copy of an account's links that can be read and edited offline, and comes to equal the server's.
// docs/sync.md tells the algorithm, and why nothing is lost.

import { Copy, Stage } from './copy.js';

const MAX_OPERATIONS = 1000;
const PAGE = 1000;
const RETRY_SECONDS = 5;
const TIMEOUT_MILLIS = 30_000;
const SILENCE_MILLIS = 45_000; // three heartbeats

/** The server is away or busy: the same call may be made again after so many seconds. */
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

/**
 * Events, in every tab that has the same copy open: `change` (links of the copy changed), `outbox`
 * (edits were added, or are done), `rejected` (the server refuses an edit for good), `status`.
 */
export class LinkholdSync extends EventTarget {
  #copy;
  #server;
  #token;
  #name;
  #channel;
  #known = new Map(); // ids that links made here were given by the server
  #syncing = null;
  #waiting = null;
  #wake = () => {};
  #listening = null; // ends the stream that `follow` listens to
  #status = 'idle';

  constructor(copy, { server, token, name }) {
    super();
    this.#copy = copy;
    this.#server = server;
    this.#token = token;
    this.#name = name;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => {
      this.#dispatch(data.type, data.detail);
      if (data.type === 'outbox' && this.#listening) this.sync().catch(() => {});
    };
  }

  /** Opens the copy, and makes an empty one when there is none. */
  static async open({ server = new URL('.', location.href), token = null, name = 'linkhold' } = {}) {
    const base = new URL(server);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    return new LinkholdSync(await Copy.open(name), { server: base, token, name });
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

  /** Every link as the server last told of it. */
  async links() {
    const all = [];
    await this.eachLink((links) => all.push(...links));
    return all;
  }

  /** The newest links of the copy that `wanted` is true of. */
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
   * Notes who is signed in. Another account's copy is erased, unless edits of it wait: then nothing is
   * synced until it signs in again, or `erase`. How many edits wait so.
   */
  async setAccount(name) {
    const { unsent, erased } = await this.#copy.setAccount(name);
    if (erased) this.#tellOfErasure();
    return unsent;
  }

  /** Runs `work` while no tab syncs: what changes who is signed in. */
  whileIdle(work) {
    return this.#alone('sync', work);
  }

  /** Whether the whole library was copied at least once. */
  async isWhole() {
    return (await this.#copy.state()).whole;
  }

  /** `idle`, `syncing`, `online` (listening), `offline` or `refused`. */
  get status() {
    return this.#status;
  }

  /** Saves a link: its URL, and whatever else there is to say of it. */
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

  /** Adds operations to the outbox; all or none. A negative id is that of a link that was made here. */
  async edit(operations) {
    const named = await this.#named(operations);
    const edits = await this.#copy.add(named, new Date().toISOString());
    this.#tell('outbox', {});
    return edits;
  }

  async #named(operations) {
    if (!operations.some(({ id }) => id < 0)) return operations;
    const outbox = await this.#copy.outbox();
    await this.#learnIds(operations, outbox);
    return operations.map(({ id, ...operation }) => {
      if (id === undefined) return operation;
      if (id > 0) return { id, ...operation };
      if (this.#known.has(id)) return { id: this.#known.get(id), ...operation };
      let url = outbox.find((edit) => edit.key === -id)?.operation.link?.url;
      for (const { key, operation: later } of outbox) {
        if (key > -id && later.url === url && later.patch?.url) url = later.patch.url;
      }
      return { url, ...operation };
    });
  }

  /** The ids that the server gave to links of `operations` that another tab has sent. */
  async #learnIds(operations, outbox) {
    const waiting = new Set(outbox.map(({ key }) => -key));
    for (const { id } of operations) {
      if (!(id < 0) || this.#known.has(id) || waiting.has(id)) continue;
      const known = await this.#copy.idOf(id);
      if (known === undefined) throw new Error('There is no such link.');
      this.#known.set(id, known);
    }
  }

  /**
   * Sends what was edited and learns what changed. Calls that come meanwhile share one more round.
   * Throws TryLater when the server was not reached (nothing is lost, and nothing happens twice), and
   * Refused when trying again would not help.
   */
  sync() {
    if (!this.#syncing) {
      this.#syncing = this.#alone('sync', () => this.#round()).finally(() => {
        this.#syncing = null;
      });
      return this.#syncing;
    }
    const next = () => {
      this.#waiting = null;
      return this.sync();
    };
    this.#waiting ??= this.#syncing.then(next, next);
    return this.#waiting;
  }

  async #round() {
    try {
      if ((await this.#copy.state()).guest) throw new Refused(401, { title: 'Another account is signed in.' });
      await this.#pull(); // first: so no edit by id reaches an account that was restored or made again
      if (await this.#push()) await this.#pull();
      if (this.#status !== 'online') this.#be('idle');
    } catch (e) {
      if (e instanceof TryLater) {
        this.#be('offline', e);
        this.#listening?.abort(); // a stream that seems alive: `follow` tries again until it is
      } else if (e instanceof Refused) {
        this.#be('refused', e);
      }
      throw e;
    }
  }

  /**
   * Runs `work` while no other tab does. Without a secure context there are no locks; then the copy
   * itself sees that nothing is applied twice, and repeating a batch is harmless.
   */
  #alone(purpose, work, signal) {
    return navigator.locks
      ? navigator.locks.request(`${this.#name}:${purpose}`, signal ? { signal } : {}, work)
      : work();
  }

  /** Sends the outbox; whether there was anything to send. */
  async #push() {
    let most = MAX_OPERATIONS;
    for (;;) {
      const batch = await this.#copy.nextBatch(most);
      if (!batch.length) return (await this.#copy.outbox()).length > 0;
      const operations = batch.map((edit) => edit.operation);
      const answer = await this.#call('POST', 'v1/batch', { operations });
      if (answer.status === 200) {
        const ids = answer.json.results.map((one) => one.link?.id ?? one.id);
        await this.#copy.settle(batch, Stage.DONE, [], ids);
        continue;
      }
      const tooLarge = answer.status === 413;
      if (tooLarge) most = Math.max(1, Math.floor(batch.length / 2));
      const refused = tooLarge && batch.length === 1 ? batch : culprits(batch, answer.json);
      if (!refused.length && !tooLarge) throw new Refused(answer.status, answer.json);
      await this.#copy.settle(batch, Stage.QUEUED, refused);
      this.#reject(refused, answer.json);
    }
  }

  #reject(edits, problem) {
    for (const { operation } of edits) this.#tell('rejected', { operation, problem });
    if (edits.length) this.#tell('outbox', {});
  }

  /** Brings the copy up to the server's state. */
  async #pull() {
    for (;;) {
      const state = await this.#copy.state();
      const since = state.fresh ? state.freshCursor : state.cursor;
      const query = since ? `&since=${encodeURIComponent(since)}` : '';
      const answer = await this.#call('GET', `v1/changes?limit=${PAGE}${query}`);
      if (answer.status === 410) {
        await this.#copy.startOver();
        continue;
      }
      if (answer.status !== 200) throw new Refused(answer.status, answer.json);
      const told = await this.#copy.advance(since, answer.json);
      if (told) this.#learn(told, answer.json, since === null);
      if (told && !answer.json.more) return;
    }
  }

  #learn({ done, lost, replaced, shown }, page, first) {
    const identified = Copy.identified(done);
    if (replaced || identified.length || (shown && (first || page.changes.length))) {
      this.#tell('change', {
        changes: replaced ? [] : page.changes,
        replaced,
        identified,
        more: page.more,
      });
    }
    if (done.length) this.#tell('outbox', {});
    this.#reject(lost, { title: 'The link is not known.' });
  }

  /**
   * Calls `changed`, at once, whenever there is something to learn by `sync`, until the stream ends:
   * then it is time to sync and listen again.
   */
  async listen(changed, signal) {
    const { cursor } = await this.#copy.state();
    if (!cursor) return;
    const silence = new AbortController();
    const stop = () => silence.abort();
    signal?.addEventListener('abort', stop);
    let timer = setTimeout(stop, SILENCE_MILLIS);
    try {
      const response = await this.#fetch('v1/changes', {
        headers: { Accept: 'text/event-stream', 'Last-Event-ID': cursor },
        signal: silence.signal,
      });
      if (response.status !== 200) throw await failure(response);
      this.#be('online');
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE_MILLIS);
        const lines = (text + piece.value).split('\n');
        text = lines.pop();
        if (lines.some((line) => line === 'event: change' || line === 'event: expired')) changed();
      }
    } catch (e) {
      throw e instanceof Refused || e instanceof TryLater ? e : new TryLater(RETRY_SECONDS, e);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
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
        await this.sync();
        pause = 1;
        await this.#alone('listen', () => this.#listenOn(signal), signal);
      } catch (e) {
        if (signal?.aborted) return;
        if (!(e instanceof TryLater)) throw e;
        this.#be('offline', e);
        await Promise.race([this.#pause(Math.max(pause, e.seconds > RETRY_SECONDS ? e.seconds : 0)), aborted]);
        pause = Math.min(pause * 2, 60);
      }
    }
  }

  async #listenOn(signal) {
    await this.sync(); // what happened while another tab listened
    const listening = new AbortController();
    this.#listening = listening;
    try {
      const changed = () => this.sync().catch(() => {});
      await this.listen(changed, signal ? AbortSignal.any([signal, listening.signal]) : listening.signal);
    } finally {
      this.#listening = null;
    }
  }

  /** Ends a pause of `follow`: there is reason to think that the server can be reached again. */
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

  /** Forgets the copy and the outbox, as when a person signs out. */
  async erase() {
    await this.#copy.erase();
    this.#tellOfErasure();
  }

  #tellOfErasure() {
    this.#tell('change', { changes: [], replaced: true, identified: [], more: false });
    this.#tell('outbox', {});
  }

  close() {
    this.#channel.close();
    this.#copy.close();
  }

  #be(status, reason) {
    if (this.#status === status) return;
    this.#status = status;
    this.dispatchEvent(new CustomEvent('status', { detail: { status, reason } }));
  }

  #tell(type, detail) {
    this.#channel.postMessage({ type, detail });
    this.#dispatch(type, detail);
  }

  #dispatch(type, detail) {
    for (const [local, id] of detail.identified ?? []) this.#known.set(local, id);
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  async #call(method, path, body) {
    const headers = { Accept: 'application/json' };
    if (body) headers['Content-Type'] = 'application/json';
    const timeout = AbortSignal.timeout(TIMEOUT_MILLIS);
    try {
      const sent = body && JSON.stringify(body);
      const response = await this.#fetch(path, { method, headers, body: sent, signal: timeout });
      if (response.status === 429 || response.status >= 500) throw await failure(response);
      const json = await problem(response);
      if (response.ok && !json) throw new TryLater(RETRY_SECONDS); // not the server's answer
      return { status: response.status, json: json ?? {} };
    } catch (e) {
      throw e instanceof TryLater ? e : new TryLater(RETRY_SECONDS, e);
    }
  }

  #fetch(path, options) {
    const headers = { ...options.headers };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    return fetch(new URL(path, this.#server), { ...options, headers, cache: 'no-store' });
  }
}

/** The body as JSON; null when it is no JSON object, as when a proxy answers by itself. */
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

/** The edits that a problem is about: the one that failed, or all that break a rule. */
function culprits(batch, json) {
  const pointers = (json.errors ?? []).map(({ pointer }) => pointer.split('/')[2]);
  const indexes = json.index === undefined ? pointers : [json.index];
  return [...new Set(indexes.map(Number))].filter((i) => i in batch).map((i) => batch[i]);
}
