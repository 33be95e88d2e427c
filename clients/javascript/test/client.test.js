import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { CopyDigest } from '../digest.js';
import { compareTimes } from '../link-view.js';
import { LinkholdSync, TryLater, UnknownLink } from '../linkhold-sync.js';
import { MemoryStorage } from '../memory-storage.js';
import { FileStorage } from '../node/file-storage.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkhold-'));
let files = 0;
const newPath = () => path.join(folder, `${(files += 1)}.journal`);

/** An account of a server in memory, as far as the client uses it. */
class FakeServer {
  links = new Map(); // null: deleted
  revision = 0;
  revisions = new Map();
  requests = [];
  breakAfter = Infinity; // lines of a stream
  before = async () => {}; // runs before each request is answered

  static async start() {
    const fake = new FakeServer();
    fake.server = http.createServer((request, response) => fake.#answer(request, response));
    await new Promise((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    fake.address = `http://127.0.0.1:${fake.server.address().port}/`;
    after(() => {
      fake.server.closeAllConnections();
      fake.server.close();
    });
    return fake;
  }

  save(draft, id = this.revision + 1) {
    this.revision += 1;
    const createdAt = draft.createdAt ?? '2026-11-01T00:00:00Z';
    this.links.set(id, { tags: [], ...draft, id, createdAt, revision: this.revision });
    this.revisions.set(id, this.revision);
    return id;
  }

  delete(id) {
    this.revision += 1;
    this.links.set(id, null);
    this.revisions.set(id, this.revision);
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.address);
    this.requests.push(`${request.method} ${url.pathname}`);
    let body = '';
    for await (const piece of request) body += piece;
    await this.before(request);
    const json = (status, value) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (url.pathname === '/v1/batch') return json(200, { results: this.#batch(JSON.parse(body)) });
    const [from, to] = ['from', 'to'].map((name) => Number(url.searchParams.get(name)));
    if (url.pathname === '/v1/changes/digest') {
      const top = this.revision;
      return json(200, { revision: top, current: true, parts: this.#parts(from || 1, to || top) });
    }
    if (url.pathname === '/v1/changes/range') return json(200, { from, to, links: this.#within(from, to) });
    const since = Number(url.searchParams.get('since'));
    const changes = [...this.links]
      .filter(([id, link]) => this.revisions.get(id) > since && (since || link))
      .sort(([one], [other]) => this.revisions.get(one) - this.revisions.get(other))
      .map(([id, link]) => ({ id, revision: this.revisions.get(id), ...(link ? { link } : { deleted: true }) }));
    const next = `${this.revision}`;
    if (!request.headers.accept.startsWith('application/x-ndjson')) {
      return json(200, { changes, next, more: false });
    }
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    const lines = changes.map((change) => JSON.stringify({ ...change, next: `${change.revision}` }));
    lines.push(JSON.stringify({ next, more: false }));
    response.write(`${lines.slice(0, this.breakAfter).join('\n')}\n`);
    if (lines.length > this.breakAfter) setImmediate(() => response.destroy());
    else response.end();
  }

  #batch({ operations }) {
    return operations.map(({ op, id, url, link, patch }) => {
      const same = [...this.links].find(([, one]) => one && one.url === (link?.url ?? url))?.[0];
      if (op === 'save') return { id: this.save({ ...this.links.get(same), ...link }, same) };
      const about = id ?? same;
      if (op === 'delete') this.delete(about);
      else this.save({ ...this.links.get(about), ...patch }, about);
      return { id: about };
    });
  }

  #within(from, to) {
    return [...this.links.values()].filter((link) => link && link.id >= from && link.id <= to);
  }

  #parts(from, to) {
    const size = Math.max(1, Math.ceil((to - from + 1) / 64));
    const parts = [];
    for (let start = from; start <= to; start += size) {
      const end = Math.min(to, start + size - 1);
      const digest = new CopyDigest();
      this.#within(start, end).forEach((link) => digest.add(link));
      parts.push({ from: start, to: end, count: digest.count, digest: digest.text });
    }
    return parts;
  }
}

const device = (server, storage = new MemoryStorage(), options = {}) =>
  LinkholdSync.open({ server: server.address, storage, ...options });

test('the version is that of the package', () => {
  const { version } = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url)));
  assert.equal(LinkholdSync.version, version);
});

test('the digest is that of the protocol', () => {
  const digest = new CopyDigest();
  assert.equal(digest.text, '0000000000000000');
  for (const [id, revision] of [[1, 1], [42, 1093], [70000, 4294967301]]) digest.add({ id, revision });
  assert.equal(digest.text, '443e4c11d3df7860');
});

test('a first copy that breaks off continues after the last line', async () => {
  const server = await FakeServer.start();
  for (let i = 0; i < 1200; i++) server.save({ url: `https://example.com/${i}` });
  const phone = await device(server);
  server.breakAfter = 700;
  await assert.rejects(phone.sync(), TryLater);
  const kept = await phone.count();
  assert.ok(kept >= 500 && kept <= 700, `${kept}`);
  assert.equal(await phone.isWhole(), false);
  server.breakAfter = Infinity;
  await phone.sync();
  assert.equal(await phone.count(), 1200);
});

test('a link that is edited while its save is under way keeps the edit', async () => {
  const server = await FakeServer.start();
  const phone = await device(server);
  const local = await phone.save({ url: 'https://example.com/a' });
  let edited = false;
  server.before = async ({ method }) => {
    if (method !== 'POST' || edited) return;
    edited = true;
    await phone.update(local, { title: 'Edited' });
  };
  await phone.sync();
  assert.equal((await phone.links())[0].title, 'Edited');
  assert.ok((await phone.idOf(local)) > 0);
});

test('a save keeps the time at which the person made it', async () => {
  const server = await FakeServer.start();
  const phone = await device(server);
  const before = new Date().toISOString();
  await phone.save({ url: 'https://example.com/a' });
  const now = new Date().toISOString();
  await phone.sync();
  const [{ createdAt }] = await phone.links();
  assert.ok(before <= createdAt && createdAt <= now);
});

test('an edit of a link that is nowhere is refused at once', async () => {
  const phone = await device(await FakeServer.start());
  await assert.rejects(phone.delete(-7), UnknownLink);
});

test('a damaged copy is found and only what differs is got', async () => {
  const server = await FakeServer.start();
  for (let i = 0; i < 3000; i++) server.save({ url: `https://example.com/${i}` });
  const storage = new MemoryStorage();
  const phone = await device(server, storage, { checkEvery: 0 });
  await phone.sync();
  const whole = await phone.links();
  await storage.transaction(['links'], 'readwrite', async (transaction) => {
    transaction.removeLink(0, 1234);
    transaction.putLink(0, { ...(await transaction.link(0, 77)), revision: 1 });
    transaction.putLink(0, { ...(await transaction.link(0, 78)), id: 9000 });
  });
  server.requests = [];
  await phone.sync(); // a check is due
  assert.deepEqual(await phone.links(), whole);
  assert.equal(server.requests.filter((request) => request.endsWith('range')).length, 2);
  assert.equal(await phone.check(), 0);
});

test('a sync that is cancelled ends at once and loses nothing', async () => {
  const server = await FakeServer.start();
  const phone = await device(server);
  await phone.save({ url: 'https://example.com/a' });
  const cancelled = new AbortController();
  let release;
  server.before = ({ method }) =>
    method === 'POST' &&
    new Promise((resolve) => {
      release = resolve;
      cancelled.abort();
    });
  await assert.rejects(phone.sync(cancelled.signal), { name: 'AbortError' });
  assert.equal((await phone.pending()).length, 1);
  server.before = async () => {};
  release();
  await phone.sync();
  assert.equal((await phone.links()).length, 1);
});

test('who joins a sync that another caller cancels gets its end all the same', async () => {
  const server = await FakeServer.start();
  const phone = await device(server);
  const cancelled = new AbortController();
  const [running, cancelledOne] = [phone.sync(), phone.sync(cancelled.signal)];
  const joined = phone.sync();
  cancelled.abort();
  await assert.rejects(cancelledOne, { name: 'AbortError' });
  await Promise.all([running, joined]);
});

test('a file keeps everything, also when its process was killed while it wrote', async () => {
  const server = await FakeServer.start();
  const file = newPath();
  const storage = await FileStorage.open(file);
  const phone = await device(server, storage);
  const local = await phone.save({ url: 'https://example.com/a' });
  await phone.sync();
  await phone.update(local, { title: 'Offline' });
  phone.close();
  fs.appendFileSync(file, '[["setEdit",9'); // incomplete
  const again = await device(server, await FileStorage.open(file));
  assert.equal((await again.pending()).length, 1);
  const next = await again.save({ url: 'https://example.com/b' });
  assert.equal(next, local - 2);
  await again.sync();
  assert.deepEqual((await again.links()).map(({ title }) => title), ['Offline', undefined]);
  again.close();
});

test('a file is open in one process, and a killed one leaves it free', async () => {
  const file = newPath();
  const storage = await FileStorage.open(file);
  await assert.rejects(FileStorage.open(file), /is open/);
  storage.close();
  fs.writeFileSync(`${file}.lock`, '999999999');
  (await FileStorage.open(file)).close();
});

test('a transaction that fails leaves nothing behind', async () => {
  for (const storage of [new MemoryStorage(), await FileStorage.open(newPath())]) {
    const failing = storage.transaction(['state'], 'readwrite', async (transaction) => {
      transaction.putValue('name', 1);
      assert.equal(await transaction.value('name'), 1);
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    const value = await storage.transaction(['state'], 'readonly', (transaction) => transaction.value('name'));
    assert.equal(value, undefined);
    storage.close();
  }
});

test('links come in the order of their times, whatever the number of digits', async () => {
  const times = ['00Z', '00.000001Z', '00.500Z', '00.500001Z', '00.501Z', '01Z'].map((end) => `2026-11-29T10:00:${end}`);
  const server = await FakeServer.start();
  for (const createdAt of times) server.save({ url: `https://example.com/${createdAt}`, createdAt });
  const sync = await device(server);
  await sync.sync();
  assert.deepEqual((await sync.newest(10)).map((link) => link.createdAt), times.toReversed());
  assert.equal(compareTimes('2026-11-29T10:00:00.123Z', '2026-11-29T10:00:00.123456Z'), -1);
  assert.equal(compareTimes(times[0], times[0]), 0);
});
