import type { Edit, Link } from './linkhold-sync.js';

export type Part = 'links' | 'outbox' | 'state';

/** Two sets of links: the one that is shown, and one that is filled while a new copy is made. */
export type LinkSet = 0 | 1;

/** Stores a copy and its outbox. */
export interface Storage {
  /** Unique among the copies on this device. */
  readonly name: string;
  /**
   * Runs `work` in one transaction over these parts; returns after everything is on disk. Nothing is changed
   * when `work` throws. `work` may only wait for the transaction.
   */
  transaction<T>(
    parts: Part[],
    mode: 'readonly' | 'readwrite',
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T>;
  /** Runs `work` while no other work of the same purpose runs for this copy, in any tab. */
  alone<T>(purpose: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): void;
}

export interface Transaction {
  link(set: LinkSet, id: number): Promise<Link | undefined>;
  /** Up to `count` links with greater ids than `after`, in the order of their ids. */
  links(set: LinkSet, after: number, count: number): Promise<Link[]>;
  /** Up to `count` links for which `wanted` returns true, among the newest `most`, newest first. */
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

/** A storage in a file, which one process at a time may open. */
export class FileStorage extends MemoryStorage {
  /** Creates the file when it does not exist; fails while another process has it open. */
  static open(path: string): Promise<FileStorage>;
}
