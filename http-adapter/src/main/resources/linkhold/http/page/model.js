// The state of the page, and the actions that change it. The parts are rendered again after each change.

import { Api, Problem } from './api.js';
import { Library, SHOWN, SORTS } from './library.js';
import { patched } from './link-view.js';
import { LinkholdSync, Refused } from './linkhold-sync.js';
import { sharedText } from './shared-text.js';
import { counted } from './ui.js';

const FIRST_LINKS = 60;
const TOAST_MILLIS = 8_000;
const SEND_TIMEOUT_MILLIS = 5_000;
const SHOW_INTERVAL_MILLIS = 700;
const EVERYTHING = { show: 'all', q: '', tags: [], sort: '-created' };

const pause = () => new Promise((resolve) => setTimeout(resolve));

export class Model {
  library = new Library();
  view = EVERYTHING;
  first = []; // the newest links, until the whole library is read
  total = 0;
  searchable = false; // whether the texts for searching are computed
  loaded = false; // whether the library is read from the copy
  whole = false; // whether the copy was complete at least once
  account = null;
  signedOut = false;
  former = null; // the account whose edits wait here while another one is signed in, and how many
  problem = null; // why nothing can be shown
  status = 'idle';
  waiting = 0;
  selected = new Set();
  cursor = null; // the id of the link that keys act on
  dialog = null;
  importing = null; // {part, report, problem} of the current or the last import
  toasts = [];
  rowKeys = new Map(); // the first ids of links made here, so that their rows are not rendered as new ones

  #renders = new Set();
  #queue = Promise.resolve();
  #lastToast = 0;
  #following = null;
  #followedAt = 0;
  #shownAt = -Infinity;

  constructor(base) {
    this.base = base;
    this.api = new Api(base);
  }

  subscribe(render) {
    this.#renders.add(render);
    return () => this.#renders.delete(render);
  }

  set(changes) {
    Object.assign(this, changes);
    for (const render of this.#renders) render();
  }

  // Start ------------------------------------------------------------------------------------------

  /** Opens the copy, shows what is in it, and then asks the server. */
  async start(code) {
    this.#readView();
    try {
      this.sync = await LinkholdSync.open({
        server: this.base,
        name: `linkhold:${this.base.pathname}`,
      });
    } catch (e) {
      this.set({ problem: `This browser does not store data for this page: ${e.message}` });
      return;
    }
    this.sync.addEventListener('change', ({ detail }) => this.#enqueue(() => this.#update(detail)));
    this.sync.addEventListener('outbox', () => this.#enqueue(() => this.#update(null)));
    this.sync.addEventListener('status', ({ detail }) => this.set({ status: detail.status }));
    this.sync.addEventListener('rejected', ({ detail }) => this.#rejected(detail));
    const loading = this.#enqueue(() => this.#load()); // first, so that links are shown without waiting for the server
    [this.whole, this.account] = await Promise.all([this.sync.isWhole(), this.sync.account()]);
    await Promise.all([this.#signIn(code), loading]);
  }

  async #load() {
    if (this.view.show === 'all' && !this.view.q && !this.view.tags.length) {
      const [first, total] = await Promise.all([
        this.sync.newest(FIRST_LINKS, SHOWN.all.includes),
        this.sync.count(),
      ]);
      this.set({ first, total });
    }
    await this.sync.eachLink((links) => this.library.add(links));
    const edits = await this.sync.pending();
    this.library.update([], edits);
    this.set({ loaded: true, first: [], waiting: edits.length });
    performance.mark('linkhold:whole');
    this.#prepareSearch();
  }

  async #prepareSearch() {
    await this.library.prepare(pause);
    this.searchable = true;
  }

  /** Signs in by a one-time code, or by the session of the browser; otherwise asks for credentials. */
  async #signIn(code) {
    try {
      if (code) await this.#exchange({ code });
      else await this.enter(await this.api.account());
    } catch (e) {
      if (!(e instanceof Problem)) {
        this.set({ status: 'offline' });
        if (this.account !== null) this.#follow();
        else this.set({ problem: 'The server cannot be reached, and there is no copy of your links here yet.' });
      } else if (e.status === 401 || code) {
        this.set({ signedOut: true, signInProblem: code ? e.message : null });
      } else {
        this.set({ problem: e.message });
      }
    }
  }

  /** Signs in with what a person pasted: a code, or a token. */
  async signIn(text) {
    const given = text.trim().replace(/^.*#sign-in=/, '');
    try {
      await this.#exchange(given.startsWith('lh_') ? { token: given } : { code: given });
    } catch (e) {
      this.set({ signInProblem: e instanceof Problem ? e.message : 'The server cannot be reached.' });
    }
  }

  /** Exchanges credentials for a session while no tab syncs, since waiting edits may be another account's. */
  #exchange(credentials) {
    return this.sync.whileIdle(async () => {
      const account = await this.api.signIn(credentials);
      await this.enter(account?.name ? account : await this.api.account());
    });
  }

  async enter({ name }) {
    const unsent = await this.sync.setAccount(name);
    const former = unsent ? { name: await this.sync.account(), unsent } : null;
    this.set({ account: name, former, signedOut: false, signInProblem: null, problem: null });
    if (former) this.#following?.abort();
    else this.#follow();
  }

  /** Deletes the edits that another account has not sent. */
  async discardFormer() {
    await this.sync.erase();
    await this.enter({ name: this.account });
  }

  /** Ends this session, so that the account with unsent edits can sign in and send them. */
  async letFormerIn() {
    await this.#endSession();
    this.set({ former: null, signedOut: true });
  }

  async #endSession() {
    await this.api.signOut().catch((e) => {
      if (!(e instanceof Problem)) throw e; // there is no session to end, as in open mode
    });
  }

  /** Sends the outbox, ends the session, and deletes the copy. Throws without a connection. */
  async signOut() {
    await this.sync.sync().catch((e) => {
      if (!(e instanceof Refused)) throw e; // for example, the session was revoked already
    });
    await this.#endSession();
    this.#following?.abort();
    await this.sync.erase();
    location.assign(this.base);
  }

  /** Keeps the copy up to date until the server refuses. */
  async #follow() {
    this.#following?.abort();
    const following = new AbortController();
    this.#following = following;
    this.#followedAt = performance.now();
    try {
      await this.sync.follow(following.signal);
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      if (e.status === 401) this.set({ signedOut: true });
      else this.toast(e.message, { lasting: true });
    }
  }

  /** Tries again at once: the server may be reachable again, or another tab may have signed in. */
  wake() {
    this.sync?.wake();
    if (this.sync && (this.signedOut || this.problem || this.former)) this.#signIn();
  }

  #enqueue(work) {
    this.#queue = this.#queue.then(work, work);
    return this.#queue;
  }

  /** Shows a change of the copy; null when only the edits of the outbox changed. */
  async #update(change) {
    const edits = await this.sync.pending();
    if (change?.replaced) {
      this.library.clear();
      await this.sync.eachLink((links) => this.library.add(links));
    }
    this.library.update(change?.changes ?? [], edits);
    for (const [local, id] of change?.identified ?? []) this.#rename(local, id);
    if (change?.more && !this.whole && !this.#isTime()) return;
    if (!this.whole && ((change && !change.more) || (await this.sync.isWhole()))) {
      this.whole = true;
      performance.measure('linkhold:first-sync', { start: this.#followedAt });
      this.#prepareSearch();
    }
    this.set({ waiting: edits.length });
  }

  /** Whether to render during a first copy: not too often, since each time takes longer with more links. */
  #isTime() {
    const now = performance.now();
    if (now - this.#shownAt < SHOW_INTERVAL_MILLIS) return false;
    this.#shownAt = now;
    return true;
  }

  #rename(local, id) {
    if (!this.library.get(id)) return;
    this.rowKeys.set(id, local);
    if (this.selected.delete(local)) this.selected.add(id);
    if (this.cursor === local) this.cursor = id;
    if (this.dialog?.id === local) this.dialog = { ...this.dialog, id };
  }

  #rejected({ operation, problem }) {
    const what = operation.link?.url ?? operation.url ?? 'A change';
    this.toast(`Not saved: ${what}. ${problem.detail ?? problem.title ?? ''}`, { lasting: true });
  }

  // View ---------------------------------------------------------------------------------------------

  /** The links of the current view. */
  links() {
    return this.loaded || !this.first.length ? this.library.find(this.view) : this.first;
  }

  /** How many links the current view has. */
  count() {
    return this.loaded || !this.first.length ? this.links().length : this.total;
  }

  show(changes) {
    const view = { ...this.view, ...changes };
    this.set({ view, selected: new Set(), cursor: null });
    const query = new URLSearchParams();
    if (view.q) query.set('q', view.q);
    if (view.show !== 'all') query.set('show', view.show);
    if (view.sort !== EVERYTHING.sort) query.set('sort', view.sort);
    for (const tag of view.tags) query.append('tag', tag);
    const text = query.toString();
    history.replaceState(null, '', `${this.base.pathname}${text && `?${text}`}`);
  }

  #readView() {
    if (location.pathname.endsWith('/save')) return;
    const query = new URLSearchParams(location.search);
    const show = query.get('show');
    const sort = query.get('sort');
    this.view = {
      show: Object.hasOwn(SHOWN, show) ? show : 'all',
      q: query.get('q') ?? '',
      tags: query.getAll('tag'),
      sort: Object.hasOwn(SORTS, sort) ? sort : EVERYTHING.sort,
    };
  }

  open(dialog) {
    this.set({ dialog });
  }

  toast(text, { action = null, lasting = false } = {}) {
    const toast = { key: ++this.#lastToast, text, action };
    this.set({ toasts: [...this.toasts.slice(-2), toast] });
    if (!lasting) setTimeout(() => this.dismiss(toast.key), TOAST_MILLIS);
  }

  dismiss(key) {
    this.set({ toasts: this.toasts.filter((toast) => toast.key !== key) });
  }

  /** Undoes the last action, while its message is still shown. */
  undo() {
    const toast = this.toasts.findLast(({ action }) => action?.label === 'Undo');
    if (!toast) return;
    this.dismiss(toast.key);
    toast.action.run();
  }

  // Actions -------------------------------------------------------------------------------------------

  /** Puts operations into the outbox, and sends them when that is possible. */
  async edit(operations, message, undo) {
    const edits = await this.sync.edit(operations);
    this.sync.sync().catch(() => {}); // the status shows a failure, and `follow` tries again
    this.sync.wake();
    if (message) {
      const action = undo && { label: 'Undo', run: () => this.edit(undo(), null) };
      this.toast(message, { action });
    }
    return edits;
  }

  /** Saves a draft, and shows a message unless `quiet`. */
  async save(draft, quiet = false) {
    const known = this.library.withUrl(draft.url);
    const [edit] = await this.edit([{ op: 'save', link: draft }]);
    if (quiet) return;
    this.toast(known ? 'You have this link already; it is merged.' : 'Saved.', {
      action: { label: 'Edit', run: () => this.open({ name: 'editor', id: known?.id ?? -edit.key }) },
    });
  }

  /** Waits until the outbox is sent, but for SEND_TIMEOUT_MILLIS at most. */
  async sent() {
    const sending = this.sync.sync().catch(() => {}); // it stays in the outbox
    await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, SEND_TIMEOUT_MILLIS))]);
  }

  /** Saves the links in a pasted or dropped text; false when there are none. */
  async saveText(text) {
    const { urls, title } = sharedText(text);
    if (!urls.length) {
      this.toast('There is no link in this text.');
      return false;
    }
    if (urls.length === 1) {
      await this.save(title ? { url: urls[0], title } : { url: urls[0] });
      return true;
    }
    await this.edit(
      urls.map((url) => ({ op: 'save', link: { url } })),
      `${urls.length} links saved.`,
    );
    return true;
  }

  /** Changes links by one patch, with an action that undoes it. */
  patch(links, patch, message) {
    const operations = links.map(({ id }) => ({ op: 'update', id, patch }));
    const before = links.map((link) => ({ op: 'update', id: link.id, patch: opposite(link, patch) }));
    return this.edit(operations, message, () => before);
  }

  remove(links) {
    for (const { id } of links) this.selected.delete(id);
    const operations = links.map(({ id }) => ({ op: 'delete', id }));
    const again = links.map((link) => ({ op: 'save', link: draftOf(link) }));
    return this.edit(operations, `${counted(links.length, 'link')} deleted.`, () => again);
  }

  /** Turns a flag of links on, or off when all of them have it. */
  toggle(links, flag) {
    const value = !links.every((link) => link[flag]);
    const names = {
      archived: ['Archived', 'Moved out of the archive'],
      favorite: ['Marked as favourite', 'No favourite any more'],
      unread: ['Marked as unread', 'Marked as read'],
      shared: ['Shared', 'Not shared any more'],
    };
    const done = names[flag][value ? 0 : 1];
    const many = links.length > 1 ? `: ${counted(links.length, 'link')}` : '';
    return this.patch(links, { [flag]: value }, `${done}${many}.`);
  }

  get isImporting() {
    return this.importing !== null && this.importing.part !== null;
  }

  /** Imports a file. When the dialog was closed meanwhile, a message offers the report. */
  async importFile(file) {
    if (this.isImporting) {
      this.toast('One file at a time: another import is still running.');
      return;
    }
    const setImport = (changes) => this.set({ importing: { part: null, report: null, problem: null, ...changes } });
    setImport({ part: 0 });
    try {
      setImport({ report: await this.api.importFile(file, (part) => setImport({ part })) });
      this.sync.sync().catch(() => {}); // the status shows a failure
    } catch (e) {
      setImport({ problem: messageOf(e) });
    }
    if (this.dialog?.name !== 'import') {
      this.toast(this.importing.problem ? 'The import failed.' : 'The import is done.', {
        action: { label: 'Report', run: () => this.open({ name: 'import' }) },
        lasting: true,
      });
    }
  }

  select(id, on) {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
    this.set({});
  }

  selectedLinks() {
    return [...this.selected].map((id) => this.library.get(id)).filter(Boolean);
  }

  async renameTag(from, to) {
    await this.api.renameTag(from, to);
    await this.#tagsChanged(from, to);
  }

  async deleteTag(name) {
    await this.api.deleteTag(name);
    await this.#tagsChanged(name, null);
  }

  async #tagsChanged(from, to) {
    if (this.view.tags.includes(from)) {
      const rest = this.view.tags.filter((tag) => tag !== from);
      this.show({ tags: to ? [...rest, to] : rest });
    }
    await this.sync.sync();
  }
}

/** The message for a failed action that needs the server. */
export const messageOf = (e) =>
  e instanceof Problem ? e.message : 'This needs the server, which cannot be reached now.';

/** A draft that saves the link again. */
function draftOf(link) {
  const { id, updatedAt, revision, ...draft } = link;
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== null));
}

/** The patch that undoes `patch` of `link`. */
function opposite(link, patch) {
  const back = {};
  for (const name of Object.keys(patch)) {
    if (name !== 'addTags' && name !== 'removeTags') back[name] = link[name];
  }
  const { tags } = patched(link, patch);
  const added = tags.filter((tag) => !link.tags.includes(tag));
  const removed = link.tags.filter((tag) => !tags.includes(tag));
  if (added.length) back.removeTags = added; // only these: another device may have added some
  if (removed.length) back.addTags = removed;
  return back;
}
