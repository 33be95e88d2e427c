// Text from a share sheet or the clipboard: finds the URLs in it, and takes the rest as a title, by the rules of
// the domain's SharedText. A test compares both over its cases.

import { canonical } from './canonical-url.js';

const BLANK = '[\\t-\\r \\xa0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]';
const BLANKS = /[\0-\x20\x7f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const URLS =
  /(?<![A-Za-z0-9+.-])https?:\/\/[^\0-\x20\x7f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000<>"“”„«»‹›，。、；！？：）」』】》〉]+/gi;
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;
const LINE = /\r\n|[\n-\r\x85\u2028\u2029]/;
const LONGEST_URL = 8_192;
const LONGEST_TITLE = 2_048;
const PLACEHOLDER = '\ufffc'; // replaces a URL in the text

const AFTER_URL = ".,;:!?'’‘*_~|…";
const BRACKETS = '()[]{}';
const SIGNATURE = new RegExp(
  '^(?:--|(sent|shared|posted) (from|with|via|by|using) .*|get outlook for .*' +
    '|(von|aus) mein(em|er) .* (gesendet|geteilt)|gesendet (von|mit|über) .*|geteilt (von|mit|über) .*' +
    '|(envoyé|partagé) (de|depuis|avec|via) .*|(enviado|compartido) (desde|con|por|via|vía) .*' +
    '|inviato (da|con) .*|(enviado|compartilhado) (do|de|pelo|via) .*|verzonden (vanaf|met) .*' +
    '|отправлено (с|из|от) .*|(download|get) the .* app(?![A-Za-z0-9_]).*)$',
  'iu',
);
const VIA = new RegExp(
  `(^|[\\t-\\r \\xa0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000([|–—\\-])(via|über|vía|по|through) +` +
    '(@[A-Za-z0-9_.]+|[\\p{L}\\p{N}.]+( for (ios|android))?)[)\\]]?$',
  'iu',
);
const LABEL = new RegExp(
  '^(title|titel|titre|título|titolo|url|uri|link|lien|enlace|website|page|article|source|quelle|subject|' +
    `betreff|re|fwd?|aw|wg|标题|链接)${BLANK}*[:：]${BLANK}*`,
  'iu',
);
const WORD_AS_LABEL = new RegExp(`^${BLANK.replace('[', '[^')}+[:：]$`);
const CALL = new RegExp(
  '^(check (this|it) out|check out this \\p{L}+|look at this|take a look|have a look|read this|watch this|' +
    `schau mal|sieh dir das an|regarde ça|mira esto)${BLANK}*[:!.,]*${BLANK}*$`,
  'iu',
);
const QUOTES = '""“”„“„”«»»«‹›\'\'‘’‚‘「」『』【】《》``[]()';
const SEPARATORS = ' :：|·•–—→>~*-';
const QUOTE_MARK = /^[> ]*> */;
const AFTER_PLACEHOLDER = '])}>.,;!?。，、；！？ ';
const BEFORE_PLACEHOLDER = '([{< ';

const ADDRESS = /^[^\s/:@?#]+\.[a-z]{2,}(:\d+)?([/?#]\S*)?$/iu;
const SCHEME = /^([a-z][a-z0-9+.-]*):\S+$/i;
const UNSAFE = new Set(
  'about assets-library blob content data file filesystem jar javascript mhtml vbscript view-source'.split(' '),
);
const WRAPPED_LINE = 60;

/** A text without blanks as one URL; null when it is not one. */
function whole(given) {
  const text = given.trim();
  if (/[\p{Z}]/u.test(text)) return null;
  const lines = text.split(/\r\n|[\r\n\t]/);
  for (let i = 1; i < lines.length; i++) if (!isWrapped(lines[i - 1], lines[i])) return null;
  const url = lines.join('');
  const scheme = SCHEME.exec(url)?.[1].toLowerCase();
  const address = ADDRESS.test(url);
  if (!address && (!scheme || scheme.length === 1 || UNSAFE.has(scheme))) return null;
  return canonical(url) ? (address ? `https://${url}` : url) : null;
}

/** Whether a line continues in the next one: at a delimiter of URLs, or where a long line broke. */
function isWrapped(line, next) {
  if (!line || !next || SCHEME.test(next)) return false;
  return /[?&=%#_-]$/.test(line) || /^[/?&=%#]/.test(next) || (line.length >= WRAPPED_LINE && /[/?&=%#_\d]/.test(next));
}

/** Where the URL ends: before punctuation of the sentence, and brackets opened before it. */
function trimmed(url) {
  const counts = [...BRACKETS].map((bracket) => url.split(bracket).length - 1);
  for (let end = url.length; end > 0; end--) {
    const bracket = BRACKETS.indexOf(url[end - 1]);
    const opens = bracket >= 0 && bracket % 2 === 0;
    const unopened = bracket >= 0 && !opens && counts[bracket - 1] < counts[bracket];
    if (!AFTER_URL.includes(url[end - 1]) && !opens && !unopened) return cutAtBracket(url.slice(0, end));
    if (bracket >= 0) counts[bracket]--;
  }
  return '';
}

/** The URL up to the first bracket that closes one from before the URL, as in Markdown. */
function cutAtBracket(url) {
  let open = 0;
  for (let i = 0; i < url.length; i++) {
    if (url[i] === '(') open++;
    else if (url[i] === ')' && --open < 0) return url.slice(0, i);
  }
  return url;
}

function titleOf(rest) {
  const lines = [];
  for (const given of rest.split(LINE)) {
    const line = stripped(given.replace(BLANKS, ' ')).replace(QUOTE_MARK, '');
    if (line === '--') break;
    const clean = SIGNATURE.test(line) ? '' : withoutUrls(line);
    if (clean) lines.push(clean);
  }
  const title = [...unquoted(lines.join(' '))];
  return stripped(title.slice(0, LONGEST_TITLE).join(''));
}

const stripped = (text) => text.replace(/^ +| +$/g, '');

/** A line without the placeholders of URLs and the words that belong to them. */
function withoutUrls(line) {
  const parts = [];
  for (const part of line.split(PLACEHOLDER)) {
    let text = stripped(stripped(part).replace(VIA, '')).replace(LABEL, '');
    if ((line.includes(PLACEHOLDER) && WORD_AS_LABEL.test(text)) || CALL.test(text)) text = '';
    text = withoutSeparators(text);
    if (/[\p{L}\p{Nd}\p{So}]/u.test(text)) parts.push(unquoted(text));
  }
  return stripped(parts.join(' ').replace(VIA, ''));
}

function withoutSeparators(text) {
  let start = 0;
  let end = text.length;
  while (start < end && AFTER_PLACEHOLDER.includes(text[start])) start++;
  while (start < end && BEFORE_PLACEHOLDER.includes(text[end - 1])) end--;
  while (start < end && `${SEPARATORS},`.includes(text[end - 1])) end--;
  let word = start;
  while (word < end && SEPARATORS.includes(text[word])) word++;
  while (word > start && text[word - 1] !== ' ') word--; // the character belongs to the word
  return text.slice(word, end);
}

function unquoted(text) {
  for (let i = 0; i < QUOTES.length && text.length > 1; i += 2) {
    if (text[0] === QUOTES[i] && text.indexOf(QUOTES[i + 1], 1) === text.length - 1) {
      return stripped(text.slice(1, -1));
    }
  }
  return text;
}

/** Returns `{urls, title}` of a text; `urls` is empty when the text has none. */
export function sharedText(given) {
  const visible = given.replace(INVISIBLE, '');
  const found = new Map();
  let rest = '';
  let end = 0;
  for (const { 0: match, index } of visible.matchAll(URLS)) {
    const url = match.length <= LONGEST_URL ? trimmed(match) : '';
    const form = url && canonical(url);
    if (!form) continue;
    if (!found.has(form)) found.set(form, url);
    rest += visible.slice(end, index) + PLACEHOLDER;
    end = index + url.length;
  }
  const one = found.size < 2 && whole(given);
  if (one) return { urls: [one], title: '' };
  return { urls: [...found.values()], title: titleOf(rest + visible.slice(end)) };
}
