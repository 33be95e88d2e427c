// What a share sheet or the clipboard hands over: the URLs in it, and what remains as a title.

import { canonical } from './canonical-url.js';

const URLS =
  /(?<![A-Za-z0-9+.-])https?:\/\/[^\s\p{Cc}<>"“”„«»‹›，。、；！？：）」』】》〉]+/giu;
const ADDRESS = /^[^\s/:@]+\.[a-z]{2,}(:\d+)?([/?#]\S*)?$/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:\S+$/i;
const AFTER = ".,;:!?'’‘*_~|…";
const PAIRS = { ')': '(', ']': '[', '}': '{' };
const LABEL = /^(title|url|link|website|page|article|source|re|fwd?)\s*:\s*/i;
const NOISE = /^(sent|shared|posted) (from|with|via|by|using) .*$|^via @\S+$/gim;

/** Where a URL ends that punctuation or a closing bracket of the sentence follows. */
function trimmed(url) {
  let end = url.length;
  for (; end > 0; end--) {
    const last = url[end - 1];
    const text = url.slice(0, end);
    const unopened = PAIRS[last] && text.split(last).length > text.split(PAIRS[last]).length;
    if (!AFTER.includes(last) && !unopened && !'([{'.includes(last)) break;
  }
  return url.slice(0, end);
}

/** `{urls, title}` of a text; `urls` is empty when there is none in it. */
export function sharedText(given) {
  const text = given.trim();
  if (!/\s/.test(text) && (SCHEME.test(text) || ADDRESS.test(text)) && canonical(text)) {
    return { urls: [ADDRESS.test(text) ? `https://${text}` : text], title: '' };
  }
  const found = new Map();
  let rest = text;
  for (const [match] of text.matchAll(URLS)) {
    const url = trimmed(match);
    const form = canonical(url);
    if (!form) continue;
    if (!found.has(form)) found.set(form, url);
    rest = rest.replace(url, ' ');
  }
  const title = rest
    .replace(NOISE, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\s([{]+[)\]}]+/g, ' ')
    .trim()
    .replace(LABEL, '')
    .replace(/^[\s:|·•–—>~*-]+|[\s:|·•–—>~*,-]+$/g, '')
    .replace(/^["“](.*)["”]$/, '$1');
  return { urls: [...found.values()], title: /[\p{L}\p{N}]/u.test(title) ? title : '' };
}
