import type { Edit, Link } from './linkhold-sync.js';

export type Part = 'links' | 'outbox' | 'state';

/** Two sets of links: the one that is shown, and one that is filled while a copy is made again. */
export type LinkSet = 0 | 1;

/** Where a copy and its outbox are kept. */
export interface Storage {
  /** Different for each copy that programs of this device have. */
  readonly name: string;
  /**
   * Runs `work` in one transaction over these parts; returns after everything is on disk. Nothing is kept
   * when `work` throws. `work` waits for nothing but the transaction.
   */
  transaction<T>(
    parts: Part[],
    mode: 'readonly' | 'readwrite',
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T>;
  /** Runs `work` while no other work of the same purpose runs for this copy, in no tab. */
  alone<T>(purpose: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): void;
}

export interface Transaction {
  link(set: LinkSet, id: number): Promise<Link | undefined>;
  /** Up to `count` links with greater ids than `after`, in the order of their ids. */
  links(set: LinkSet, after: number, count: number): Promise<Link[]>;
  /** The newest links that `wanted` is true of, up to `count`, among the newest `most`. */
  newest(set: LinkSet, count: number, wanted: (link: Link) => boolean, most: number): Promise<Link[]>;
  count(set: LinkSet): Promise<number>;
  putLink(set: LinkSet, link: Link): void;
  removeLink(set: LinkSet, id: number): void;
  clearLinks(set: LinkSet): void;

  /** Oldest first. */
  edits(): Promise<Edit[]>;
  edit(key: number): Promise<Edit | undefined>;
  /** Returns its key, greater than every key before. */
  addEdit(edit: Omit<Edit, 'key'>): Promise<number>;
  putEdit(edit: Edit): void;
  removeEdit(key: number): void;
  clearEdits(): void;

  value(name: string): Promise<unknown>;
  putValue(name: string, value: unknown): void;
  clearValues(): void;
}

export class MemoryStorage implements Storage {
  constructor(name?: string);
  readonly name: string;
  transaction<T>(
    parts: Part[],
    mode: 'readonly' | 'readwrite',
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T>;
  alone<T>(purpose: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): void;
}

/** In a file, of which one process at a time has a storage. */
export class FileStorage extends MemoryStorage {
  /** Makes the file when there is none; fails while another process has it open. */
  static open(path: string): Promise<FileStorage>;
}
