import type { Storage } from './storage.js';

/** A link as the server has it; one that it has not seen yet has a negative id and revision 0. */
export interface Link {
  id: number;
  url: string;
  title: string | null;
  description: string | null;
  note: string | null;
  /** Read from the page by the server; absent where it does not read pages. */
  imageUrl?: string | null;
  iconUrl?: string | null;
  tags: string[];
  unread: boolean;
  archived: boolean;
  favorite: boolean;
  shared: boolean;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

export interface Draft extends Partial<Omit<Link, 'id' | 'updatedAt' | 'revision'>> {
  url: string;
}

export interface Patch extends Partial<Omit<Link, 'id' | 'createdAt' | 'updatedAt' | 'revision'>> {
  addTags?: string[];
  removeTags?: string[];
}

export type Operation =
  | { op: 'save'; link: Draft; ifMatch?: string | string[] }
  | { op: 'update'; id: number; patch: Patch; ifMatch?: string | string[] }
  | { op: 'update'; url: string; patch: Patch; ifMatch?: string | string[] }
  | { op: 'delete'; id: number; ifMatch?: string | string[] }
  | { op: 'delete'; url: string; ifMatch?: string | string[] };

/** An operation in the outbox. */
export interface Edit {
  key: number;
  operation: Operation;
  stage: 'queued' | 'sent' | 'done';
  /** When it was made, in the form of `createdAt`. */
  at: string;
}

/** One fault of a request. */
export interface Fault {
  /** Where in the request (RFC 6901). */
  pointer: string;
  detail: string;
  /** Identifies the kind of fault, for apps with messages of their own. */
  code?: string;
}

/** RFC 9457. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  index?: number;
  errors?: Fault[];
}

export type Change = { id: number; revision: number } & ({ link: Link } | { deleted: true });

export interface ChangeDetail {
  changes: Change[];
  /** Whether all links were replaced: read all of them again. */
  replaced: boolean;
  /** Pairs of ids, local and the server's, of links that were made here. */
  identified: [local: number, id: number][];
  /** Whether more changes follow at once. */
  more: boolean;
}

export type Status = 'idle' | 'syncing' | 'online' | 'offline' | 'refused';

export class TryLater extends Error {
  readonly seconds: number;
}

export class Refused extends Error {
  readonly status: number;
  readonly problem: Problem;
}

/** Neither this device nor the server has a link of this id: its save was refused, or it was erased. */
export class UnknownLink extends Error {
  readonly id: number;
}

export interface Options {
  /** The server's address, with its base path; by default the address of the page. */
  server?: string | URL;
  /** Null in open mode, and where the browser has a session cookie. */
  token?: string | null;
  /** The name of the database in the browser; one for each account. */
  name?: string;
  /** Stores the copy, instead of the browser's database. */
  storage?: Storage;
  /** Milliseconds between two checks of the copy; a week by default. */
  checkEvery?: number;
}

export class LinkholdSync extends EventTarget {
  static readonly version: string;
  static open(options?: Options): Promise<LinkholdSync>;
  readonly status: Status;
  links(): Promise<Link[]>;
  eachLink(use: (links: Link[]) => void): Promise<void>;
  newest(count: number, wanted?: (link: Link) => boolean): Promise<Link[]>;
  count(): Promise<number>;
  pending(): Promise<Edit[]>;
  isWhole(): Promise<boolean>;
  account(): Promise<string | null>;
  /** Returns how many edits of another account wait. If there are any, its copy is kept, and nothing is synced. */
  setAccount(name: string): Promise<number>;
  /** Runs `work`, such as a sign-in, while no tab syncs. */
  whileIdle<T>(work: () => Promise<T>): Promise<T>;
  /** Returns the id of the link until the server gives it another one. */
  save(link: Draft): Promise<number>;
  update(id: number, patch: Patch): Promise<Edit[]>;
  delete(id: number): Promise<Edit[]>;
  edit(operations: Operation[]): Promise<Edit[]>;
  /** The server's id of a link; the same id when the server does not know the link yet. */
  idOf(id: number): Promise<number>;
  /** Throws TryLater or Refused; `signal` cancels it at once, and nothing is lost. */
  sync(signal?: AbortSignal): Promise<void>;
  /**
   * Compares the copy with the server's library, fetches the links that differ, and returns how many were
   * wrong; null when the library changed during each try, or the server is too old to compare.
   */
  check(signal?: AbortSignal): Promise<number | null>;
  /** Throws TryLater or Refused. */
  listen(changed: () => void, signal?: AbortSignal): Promise<void>;
  /** Throws Refused. */
  follow(signal?: AbortSignal): Promise<void>;
  wake(): void;
  erase(): Promise<void>;
  close(): void;
}
