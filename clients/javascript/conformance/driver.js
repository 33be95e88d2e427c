// The driver of the conformance suite (clients/conformance/README.md): commands on standard input, answers and
// events on standard output.

import path from 'node:path';
import readline from 'node:readline';
import { compareTimes, LinkView } from '../link-view.js';
import { LinkholdSync, Refused, TryLater, UnknownLink } from '../linkhold-sync.js';
import { FileStorage } from '../node/file-storage.js';

const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

class Usage extends Error {}

/** Executes the suite's commands on one copy. */
class Driver {
  #sync = null;
  #storage;
  #refused = [];
  #running = new Map();

  /** Commands that call the server continue in the background; the others are done when this returns. */
  async run(command) {
    if (['sync', 'follow', 'check'].includes(command.do)) {
      const controller = new AbortController();
      this.#running.set(command.id, controller);
      this.#answer(command, controller.signal).finally(() => this.#running.delete(command.id));
    } else {
      await this.#answer(command);
      if (command.do === 'open' && this.#sync) this.#reportState();
    }
  }

  async #answer(command, signal) {
    try {
      write({ id: command.id, ok: (await this.#perform(command, signal)) ?? {} });
    } catch (e) {
      const { status } = e;
      write({ id: command.id, error: { kind: kindOf(e), ...(status && { status }), detail: String(e) } });
    }
  }

  async #perform(command, signal) {
    if (command.do === 'open') return this.#open(command);
    if (!this.#sync) throw new Usage('"open" comes first.');
    switch (command.do) {
      case 'save':
        return { link: await this.#sync.save(required(command, 'link', 'object')) };
      case 'update':
        return this.#sync
          .update(required(command, 'link', 'number'), required(command, 'patch', 'object'))
          .then(() => ({}));
      case 'delete':
        return this.#sync.delete(required(command, 'link', 'number')).then(() => ({}));
      case 'list':
        return { links: [...(await this.#view()).all()].sort(newestFirst) };
      case 'find':
        return this.#find(required(command, 'link', 'number'));
      case 'pending':
        return this.#pending();
      case 'sync':
        return this.#sync.sync(signal).then(() => ({}));
      case 'follow':
        await this.#sync.follow(signal);
        throw signal.reason;
      case 'check': {
        const repaired = await this.#sync.check(signal);
        if (repaired === null) throw new TryLater(1);
        return { repaired };
      }
      case 'cancel':
        this.#running.get(required(command, 'command', 'number'))?.abort();
        return {};
      case 'watch':
        return this.#watch();
      case 'damage':
        return this.#damage(command);
      case 'erase':
        return this.#sync.erase().then(() => ({}));
      default:
        throw new Usage(`There is no command "${command.do}".`);
    }
  }

  async #open(command) {
    if (this.#sync) throw new Usage('The copy is open.');
    this.#storage = await FileStorage.open(path.join(required(command, 'directory', 'string'), 'links.journal'));
    const server = required(command, 'server', 'string');
    this.#sync = await LinkholdSync.open({ server, token: command.token ?? null, storage: this.#storage });
    this.#sync.addEventListener('rejected', ({ detail }) => this.#refused.push(detail));
    return { version: LinkholdSync.version, can: ['check'] };
  }

  #reportState() {
    write({ event: 'state', state: this.#sync.status });
    this.#sync.addEventListener('status', ({ detail }) => write({ event: 'state', state: detail.status }));
  }

  async #view() {
    const view = new LinkView();
    await this.#sync.eachLink((links) => view.add(links));
    view.setEdits(await this.#sync.pending());
    return view;
  }

  async #find(id) {
    const view = await this.#view();
    return { link: view.find(id) ?? view.get(await this.#sync.idOf(id)) ?? null };
  }

  async #pending() {
    const edits = await this.#sync.pending();
    const refused = this.#refused.map(({ operation, problem }) => ({
      op: operation.op,
      status: problem.status ?? null,
      title: problem.title ?? null,
      faults: (problem.errors ?? []).map(({ pointer, code }) => ({ pointer, code })),
    }));
    return { unsent: edits.filter(({ stage }) => stage !== 'done').length, refused };
  }

  #watch() {
    let telling = Promise.resolve();
    let waiting = false;
    const tell = () => {
      if (waiting) return; // its event covers this change too
      waiting = true;
      telling = telling.then(async () => {
        waiting = false;
        const [view, { unsent }] = [await this.#view(), await this.#pending()];
        write({ event: 'library', count: [...view.all()].length, unsent });
      });
    };
    for (const type of ['change', 'outbox']) this.#sync.addEventListener(type, tell);
    tell();
    return {};
  }

  /** Changes the stored links without the client's knowledge. */
  #damage({ remove = [], change = [], add = null }) {
    return this.#storage.transaction(['links', 'state'], 'readwrite', async (transaction) => {
      const shown = (await transaction.value('state'))?.shown ?? 0;
      for (const id of remove) transaction.removeLink(shown, id);
      for (const id of change) {
        const link = await transaction.link(shown, id);
        if (link) transaction.putLink(shown, { ...link, revision: link.revision - 1, title: 'damaged' });
      }
      if (add) transaction.putLink(shown, add);
      return {};
    });
  }

  close() {
    this.#storage?.close();
  }
}

function required(command, member, type) {
  const value = command[member];
  if (value === null || typeof value !== type) throw new Usage(`"${command.do}" needs "${member}".`);
  return value;
}

const newestFirst = (one, other) =>
  compareTimes(other.createdAt, one.createdAt) || other.id - one.id;

function kindOf(e) {
  if (e instanceof Usage) return 'usage';
  if (e instanceof UnknownLink) return 'unknown-link';
  if (e instanceof TryLater) return 'try-later';
  if (e instanceof Refused) return 'refused';
  return e.name === 'AbortError' ? 'cancelled' : 'storage';
}

const driver = new Driver();
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (!line) continue;
  try {
    await driver.run(JSON.parse(line));
  } catch (e) {
    console.error(e);
  }
}
driver.close();
process.exit(0);
