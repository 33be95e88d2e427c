// Parses search queries: the grammar of the parameter `q`, as documented at the domain's SearchQuery. Every text
// is a valid query. A query is a function from an entry {text, tags, canonical} to whether it matches;
// `meaning` writes it in the notation of the domain's tests.

import { canonical } from './canonical-url.js';
import { fold, isGap, readable, tagKey, tagName } from './search-text.js';

const MAX_TERMS = 64;
const MAX_DEPTH = 32;
const SIGNS = new Map([
  ['“', '"'], ['”', '"'], ['„', '"'], ['«', '"'], ['»', '"'], ['＂', '"'],
  ['（', '('], ['）', ')'], ['＃', '#'], ['－', '-'],
]);

const query = (kind, meaning, matches, parts = []) => ({ kind, meaning, matches, parts });
const EVERYTHING = query('everything', '*', () => true);

const contains = (folded) =>
  query('contains', `[${folded}]`, ({ text }) => text.includes(folded));

const hasTag = (key) => query('tag', `#${key}`, ({ tags }) => tags.has(key));

const hasUrl = (form) =>
  query('url', `<${form}>`, (entry) => entry.canonical === form);

function not(inner) {
  if (inner === EVERYTHING) return inner;
  if (inner.kind === 'not') return inner.parts[0];
  return query('not', `!${inner.meaning}`, (entry) => !inner.matches(entry), [inner]);
}

function joined(kind, sign, queries, matches) {
  const parts = new Map();
  for (const one of queries) {
    for (const part of one.kind === kind ? one.parts : [one]) parts.set(part.meaning, part);
  }
  const list = [...parts.values()];
  if (list.length < 2) return list[0] ?? EVERYTHING;
  const meaning = `(${list.map((part) => part.meaning).join(sign)})`;
  return query(kind, meaning, matches(list), list);
}

const and = (queries) =>
  joined('and', ' & ', queries, (parts) => (entry) => parts.every((part) => part.matches(entry)));

const or = (queries) =>
  joined('or', ' | ', queries, (parts) => (entry) => parts.some((part) => part.matches(entry)));

/** Matches links that contain a word or phrase, or its unescaped form, and the link with this URL. */
function text(given) {
  const folded = fold(given);
  if (!folded) return EVERYTHING;
  const meanings = [contains(folded)];
  const read = fold(readable(given));
  if (read) meanings.push(contains(read));
  if (given.includes('://') || given.startsWith('www.')) {
    const form = canonical(given);
    if (form) meanings.push(hasUrl(form));
  }
  return or(meanings);
}

class Parser {
  #at = 0;
  #depth = 0;
  #terms = 0;

  constructor(given) {
    this.given = given;
  }

  /** Reads up to the end of the innermost group, which is not consumed. */
  group() {
    const alternatives = [];
    let together = [];
    let joining = false;
    while (this.#hasTerm()) {
      if (this.#isOr() && !joining && together.length) {
        joining = true;
        this.#at += 2;
        continue;
      }
      if (!joining && together.length && this.#isOperator('AND')) {
        this.#at += 3;
        continue;
      }
      const term = this.#term();
      if (term === EVERYTHING) continue;
      if (joining) {
        alternatives.push(and(together));
        together = [];
        joining = false;
      }
      together.push(term);
    }
    if (joining) together.push(this.#contains('or'));
    alternatives.push(and(together));
    return or(alternatives);
  }

  /** Moves to the next term of the group, if there is one that is not ignored. */
  #hasTerm() {
    while (this.#at < this.given.length && isGap(this.given[this.#at])) this.#at++;
    return this.#terms < MAX_TERMS && !this.#endsWord(this.#at);
  }

  #isOr() {
    return this.given.substr(this.#at, 2).toLowerCase() === 'or' && this.#endsWord(this.#at + 2);
  }

  /** Whether there is an operator in capitals at this position, and a term after it. */
  #isOperator(name) {
    if (!this.#isWord(name, this.#at)) return false;
    let next = this.#at + name.length;
    while (next < this.given.length && isGap(this.given[next])) next++;
    const twice = name === 'NOT' && this.#isWord('NOT', next);
    return (
      !this.#endsWord(next) && !this.#isWord('AND', next) && !this.#isWord('OR', next) && !twice
    );
  }

  #isWord(word, index) {
    return this.given.startsWith(word, index) && this.#endsWord(index + word.length);
  }

  #term() {
    if (this.#isOperator('NOT')) {
      this.#at += 3;
      this.#hasTerm();
      return not(this.#term());
    }
    if (this.#sign(this.#at) === '-' && this.#canBeExcluded(this.#at + 1)) {
      this.#at++;
      return not(this.#included());
    }
    return this.#included();
  }

  #canBeExcluded(index) {
    return !this.#endsWord(index) && this.#sign(index) !== '-' && this.#sign(index) !== ')';
  }

  #included() {
    const sign = this.#sign(this.#at);
    if (sign === '"') return this.#contains(this.#phrase());
    if (sign === '(' && this.#depth < MAX_DEPTH) return this.#parenthesised();
    const word = this.#word();
    return sign === '#' ? this.#tagged(word) : this.#contains(word);
  }

  #parenthesised() {
    this.#at++;
    this.#depth++;
    const group = this.group();
    this.#depth--;
    this.#at++;
    return group;
  }

  #phrase() {
    const start = ++this.#at;
    while (this.#at < this.given.length && this.#sign(this.#at) !== '"') this.#at++;
    return this.given.slice(start, this.#at++);
  }

  #word() {
    const start = this.#at;
    let open = 0;
    while (open > 0 ? !this.#endsText(this.#at) : !this.#endsWord(this.#at)) {
      const sign = this.#sign(this.#at);
      if (sign === '(') open++;
      else if (sign === ')' && open > 0) open--;
      this.#at++;
    }
    return this.given.slice(start, this.#at);
  }

  #endsWord(index) {
    return this.#endsText(index) || (this.#depth > 0 && this.#sign(index) === ')');
  }

  #endsText(index) {
    return index >= this.given.length || isGap(this.given[index]);
  }

  #sign(index) {
    const character = this.given[index];
    return SIGNS.get(character) ?? character;
  }

  #contains(given) {
    const found = text(given);
    this.#terms += found === EVERYTHING ? 0 : 1;
    return found;
  }

  #tagged(word) {
    const name = tagName(word.slice(1));
    if (name === null) return this.#contains(word);
    this.#terms++;
    return hasTag(tagKey(name));
  }
}

/** Reads a query as people type it. An empty one matches everything. */
export const parse = (given) => new Parser(given).group();
