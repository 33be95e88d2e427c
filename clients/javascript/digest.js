// The digest by which a copy is compared with the server's library (docs/sync.md, "Checking a copy").

const SEEDS = [0x6c696e6b, 0x686f6c64];
const LOWER = 2 ** 32;

function mix(x) {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

const number = (seed, id, revision) =>
  [id % LOWER, Math.floor(id / LOWER), revision % LOWER, Math.floor(revision / LOWER)].reduce(
    (h, part) => mix(h ^ part),
    seed,
  );

/** The digest of links that are added in any order. */
export class CopyDigest {
  #sums = [0, 0];
  count = 0;

  add({ id, revision }) {
    this.#sums = this.#sums.map((sum, i) => (sum + number(SEEDS[i], id, revision)) >>> 0);
    this.count += 1;
  }

  /** Sixteen hexadecimal digits. */
  get text() {
    return this.#sums.map((sum) => sum.toString(16).padStart(8, '0')).join('');
  }
}
