// Keeps a copy in a file, for Node programs. The file is a journal: a line of JSON for each transaction, so
// an edit writes some hundred bytes. Only one process at a time may open it.

import fs from 'node:fs';
import { MemoryStorage } from '../memory-storage.js';

/** The journal is rewritten when it has this many times more lines than the contents need. */
const SPARE_LINES = 4;

export class FileStorage extends MemoryStorage {
  #path;
  #file = null;
  #lines = 0;

  constructor(path) {
    super(path);
    this.#path = path;
  }

  /**
   * Opens the file, and creates it when it does not exist. Throws when another process has it open.
   */
  static async open(path) {
    const storage = new FileStorage(path);
    storage.#lock();
    try {
      storage.#load();
    } catch (e) {
      storage.close();
      throw e;
    }
    return storage;
  }

  get #lockPath() {
    return `${this.#path}.lock`;
  }

  #lock() {
    for (;;) {
      try {
        fs.writeFileSync(this.#lockPath, `${process.pid}`, { flag: 'wx' });
        return;
      } catch (e) {
        if (e.code !== 'EEXIST') throw e;
      }
      const holder = Number(fs.readFileSync(this.#lockPath, 'utf8'));
      if (open.has(this.#path) || isAlive(holder)) {
        throw new Error(`${this.#path} is open in process ${holder}.`);
      }
      fs.rmSync(this.#lockPath, { force: true }); // its process was killed
    }
  }

  #load() {
    open.add(this.#path);
    const text = fs.existsSync(this.#path) ? fs.readFileSync(this.#path, 'utf8') : '';
    const lines = text.split('\n');
    const incomplete = lines.pop(); // an incomplete line, of a process that was killed
    for (const line of lines) for (const change of JSON.parse(line)) this.apply(change);
    this.#lines = lines.length;
    const contents = [...this.contents()];
    if (incomplete || this.#lines > SPARE_LINES * contents.length) this.#rewrite(contents);
    else this.#file = fs.openSync(this.#path, 'a', 0o600);
  }

  #rewrite(contents) {
    const fresh = `${this.#path}.new`;
    this.#file = fs.openSync(fresh, 'w', 0o600);
    for (const change of contents) fs.writeSync(this.#file, `${JSON.stringify([change])}\n`);
    fs.fsyncSync(this.#file);
    fs.renameSync(fresh, this.#path);
    this.#lines = contents.length;
  }

  async commit(changes) {
    if (!changes.length) return;
    fs.writeSync(this.#file, `${JSON.stringify(changes)}\n`);
    fs.fsyncSync(this.#file);
    this.#lines += 1;
  }

  close() {
    open.delete(this.#path);
    if (this.#file !== null) fs.closeSync(this.#file);
    this.#file = null;
    fs.rmSync(this.#lockPath, { force: true });
  }
}

const open = new Set(); // paths that this process has open

function isAlive(process_) {
  if (!process_ || process_ === process.pid) return false;
  try {
    process.kill(process_, 0);
    return true;
  } catch (e) {
    return e.code !== 'ESRCH';
  }
}
