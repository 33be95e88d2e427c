import type { Change, Edit, Link } from './linkhold-sync.js';

export interface ViewOptions {
  /** Returns the canonical form of a URL, by which two links are the same. */
  canonical?: (url: string) => string;
}

/** Compares two times as the server writes them, such as the `createdAt` of links. */
export function compareTimes(one: string, other: string): number;

export class LinkView {
  constructor(options?: ViewOptions);
  get(id: number): Link | undefined;
  /** The same; also accepts the id that `save` returned for a link that existed already. */
  find(id: number): Link | undefined;
  withUrl(url: string): Link | undefined;
  all(): IterableIterator<Link>;
  add(links: Link[]): void;
  apply(changes: Change[]): void;
  clear(): void;
  /** Returns the ids of the links that may have changed. */
  setEdits(edits: Edit[]): Set<number>;
}
