// Folds texts for searching, by the rules of the domain's SearchText. A test compares both over its cases.

const GAP = /[\p{Z}\p{Cc}]/u;
const GAPS = /[\p{Z}\p{Cc}]+/gu;
const PLAIN = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/;
const DROPPED = new RegExp(
  '[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f' + // diacritics
    '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7' + // Hebrew points and accents
    '\\u064b-\\u0655\\u0670' + // Arabic harakat
    '\\p{Cf}\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}\\u0640]', // invisible characters, and tatweel
  'gu',
);
const REPLACED = /[æœøđħłςىیےةہھەکٱ‘’ʼ“”„‐‒–—−]/g;
const REPLACEMENTS = new Map([
  ['æ', 'ae'], ['œ', 'oe'], ['ø', 'o'], ['đ', 'd'], ['ħ', 'h'], ['ł', 'l'], ['ς', 'σ'],
  ['ى', 'ي'], ['ی', 'ي'], ['ے', 'ي'], ['ة', 'ه'], ['ہ', 'ه'], ['ھ', 'ه'], ['ە', 'ه'],
  ['ک', 'ك'], ['ٱ', 'ا'], ['‘', "'"], ['’', "'"], ['ʼ', "'"], ['“', '"'], ['”', '"'],
  ['„', '"'], ['‐', '-'], ['‒', '-'], ['–', '-'], ['—', '-'], ['−', '-'],
]);

const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g;
const PUNYCODE_LABEL = /(?<![0-9A-Za-z-])xn--([0-9a-z-]+)/gi;
const VARIATION = /[\ufe00-\ufe0f]/g;
const MAX_TAG = 64;

export const SEPARATOR = '\u001f';

export const isGap = (character) => GAP.test(character);

const reduced = (text) =>
  text
    .replace(DROPPED, '')
    .replace(GAPS, ' ')
    .replace(/^ | $/g, '')
    .replace(REPLACED, (c) => REPLACEMENTS.get(c));

/** `text` without differences of case, accents and Unicode forms. */
export function fold(text) {
  if (!text) return '';
  if (PLAIN.test(text)) return text.toLowerCase();
  const unmarked = reduced(text.toWellFormed().normalize('NFKD'));
  const caseless = unmarked.toLowerCase().toUpperCase().toLowerCase();
  return reduced(caseless.normalize('NFKD')).normalize('NFC');
}

/** A URL in readable form: escapes and Punycode are decoded. */
export function readable(text) {
  const unescaped = text.includes('%') ? text.replace(ESCAPES, unescape) : text;
  return /^xn--/i.test(unescaped) || unescaped.includes('xn--')
    ? unescaped.replace(PUNYCODE_LABEL, (label, code) => punycode(code) ?? label)
    : unescaped;
}

function unescape(escapes) {
  const bytes = Uint8Array.from(escapes.slice(1).split('%'), (hex) => parseInt(hex, 16));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return escapes;
  }
}

/** Decodes a label (RFC 3492, 6.2); null when it is not one. */
function punycode(text) {
  const code = text.toLowerCase();
  const end = code.lastIndexOf('-');
  const output = end > 0 ? [...code.slice(0, end)].map((c) => c.codePointAt(0)) : [];
  let n = 128;
  let bias = 72;
  let i = 0;
  for (let at = end > 0 ? end + 1 : 0; at < code.length; ) {
    const start = i;
    for (let weight = 1, k = 36; ; k += 36) {
      const digit = at < code.length ? '0123456789'.includes(code[at])
        ? code.charCodeAt(at) - 22
        : code.charCodeAt(at) - 97 : -1;
      at++;
      if (digit < 0 || digit > 35) return null;
      i += digit * weight;
      if (i > 0x7fffffff) return null;
      const threshold = k <= bias ? 1 : Math.min(k - bias, 26);
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    const length = output.length + 1;
    let delta = start === 0 ? Math.floor(i / 700) : Math.floor((i - start) / 2);
    delta += Math.floor(delta / length);
    let k = 0;
    for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
    bias = k + Math.floor((36 * delta) / (delta + 38));
    n += Math.floor(i / length);
    i %= length;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return null;
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

/** The searched text of a URL: it, and its readable form. */
export function textOfUrl(url) {
  const given = fold(url);
  const read = fold(readable(url));
  return read === given ? given : `${given} ${read}`;
}

/** The searched text of a link: URL, title, description, note and tags. */
export function textOf(link) {
  const tags = link.tags.map((name) => fold(name).replaceAll(' ', '-')).filter(Boolean);
  return [
    textOfUrl(link.url), fold(link.title), fold(link.description), fold(link.note), tags.join(' '),
  ].join(SEPARATOR);
}

/** The key for sorting links by title. */
export const titleKey = (title) => {
  const folded = fold(title);
  return folded.length <= 200 ? folded : [...folded].slice(0, 200).join('');
};

/** A tag's name in its written form; null when it is not a valid name. */
export function tagName(given) {
  const text = hyphenated(given);
  const rest = text.replace(/^[#＃]+/, '');
  const keycap = rest.length < text.length && /^[\ufe0f\u20e3]/.test(rest);
  const kept = keycap ? text.slice(text.length - rest.length - 1) : rest;
  const name = kept === '' ? text : hyphenated(kept);
  const possible =
    name.replace(VARIATION, '') !== '' &&
    [...name].length <= MAX_TAG &&
    name.isWellFormed() &&
    !name.includes('\0');
  return possible ? name : null;
}

const hyphenated = (text) =>
  text
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/^[\s\p{Z}\x1c-\x1f]+|[\s\p{Z}\x1c-\x1f]+$/gu, '')
    .replace(/[\s\p{Z}\x1c-\x1f]+/gu, '-');

/** The key that is equal for equal tags. */
export const tagKey = (name) =>
  name.replace(VARIATION, '').toUpperCase().toLowerCase().normalize('NFC');
