// The form of a URL that decides whether two links are the same one: the rules of the domain's
// CanonicalUrl with the browser's own parser. A test compares both over the domain's cases.

import { readable } from './search-text.js';
import { TABLE } from './tracking-parameters.js';

const UNRESERVED = /^[A-Za-z0-9\-._~]$/;
/** Matches escapes, and characters that have to be escaped: all but the unreserved ones and `plain`. */
const escapable = (plain) => new RegExp(`%[0-9A-Fa-f]{2}|[^A-Za-z0-9\\-._~${plain}]`, 'gu');
const PATH = escapable("!$&'()*+,;=:@/");
const SPECIAL_QUERY = escapable('!$&()*+,;=:@/?');
const QUERY = escapable("!$&'()*+,;=:@/?");
const FRAGMENT = escapable("!$&'()*+,;=:@/?#");
const USERINFO = escapable("!$&'()*+,:");
const SECOND_LEVEL = new Set(['co', 'com', 'net', 'org', 'ne', 'or']);
const OF_HOSTS = new Set('ftps gemini git gopher irc ircs nntp rtmp rtsp sftp ssh svn telnet vnc'.split(' '));
const OF_NUMBERS = new Set(
  'callto doi facetime facetime-audio fax geo isbn mailto mms pmid sip sips skype sms smsto tel telprompt urn whatsapp'.split(' '),
);
const HOST_AND_PORT = /^([^/?#:@\s]+):\d{1,5}(?:[/?#]|$)/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** The addresses of the reader views of Firefox and Safari, which contain the page's URL. */
const READER = /^about:reader\?/i;
const UTF8 = new TextEncoder();

const byHost = new Map();
for (const line of TABLE.split('\n')) {
  if (line.trim() === '' || line.startsWith('#')) continue;
  const [hosts, names] = line.split(/ *\| */);
  for (const host of hosts.split(' ')) {
    if (!byHost.has(host)) byHost.set(host, { whole: new Set(), beginnings: [], segments: [] });
    const entry = byHost.get(host);
    for (const name of names.trim().split(/ +/).map((text) => text.toLowerCase())) {
      if (name.startsWith('/')) entry.segments.push(name);
      else if (name.endsWith('*')) entry.beginnings.push(name.slice(0, -1));
      else entry.whole.add(name);
    }
  }
}

/** The canonical form of a URL; null when the text is not a URL. */
export function canonical(given) {
  const text = given.trim();
  if (READER.test(text)) {
    const page = pageInReader(text);
    if (page) return canonical(page);
  }
  const host = HOST_AND_PORT.exec(text)?.[1].toLowerCase();
  const absolute = SCHEME.test(text) && (host === undefined || OF_NUMBERS.has(host));
  let url;
  try {
    url = new URL(absolute ? text : `https://${text}`);
  } catch {
    return null;
  }
  const special = ['http:', 'https:', 'ftp:', 'ws:', 'wss:'].includes(url.protocol);
  const rest = url.href.slice(url.protocol.length);
  if (!special && !rest.startsWith('/')) return url.protocol + normal(rest, FRAGMENT);
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  const names = web ? namesAt(url.hostname) : [];
  let path = shortened(normal(url.pathname, PATH), names);
  const authority = rest.startsWith('//');
  const trailing = path.endsWith('/') && !path.endsWith('//');
  if (trailing && (path.length > 1 || authority)) path = path.slice(0, -1);
  const query = remaining(normal(url.search.slice(1), special ? SPECIAL_QUERY : QUERY), names);
  const [fragment] = normal(url.hash.slice(1), FRAGMENT).split(':~:');
  const secret = url.password ? `:${normal(url.password, USERINFO)}` : '';
  const user = url.username || secret ? `${normal(url.username, USERINFO)}${secret}@` : '';
  const named = special || OF_HOSTS.has(url.protocol.slice(0, -1));
  const site = `//${user}${named ? url.host.toLowerCase() : url.host}`;
  const before = authority ? site : path.startsWith('//') ? '/.' : '';
  return (
    `${url.protocol}${before}${path}` +
    (query && `?${query}`) +
    (fragment && `#${fragment}`)
  );
}

const pageInReader = (text) =>
  text
    .replace(READER, '')
    .split(/[&#]/)
    .filter((parameter) => parameter.startsWith('url='))
    .map((parameter) => readable(parameter.slice(4)))
    .find((page) => !READER.test(page));

/** Escapes in upper case, unreserved characters unescaped, and all other matches of `found` escaped. */
const normal = (text, found) =>
  text.replace(found, (match) => {
    if (match.length !== 3) return escaped(match);
    const character = String.fromCharCode(parseInt(match.slice(1), 16));
    return UNRESERVED.test(character) ? character : match.toUpperCase();
  });

const escaped = (character) =>
  [...UTF8.encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');

/** The tracking parameters of a host: the entries for it, for the domains above it, and for every host. */
function namesAt(host) {
  const labels = host.replace(/\.$/, '').split('.');
  const country = labels.length > 2 && labels.at(-1).length === 2 && SECOND_LEVEL.has(labels.at(-2));
  const owned = [...labels.slice(0, country ? -2 : -1), '*'];
  const hosts = ['*'];
  for (let i = 0; i < labels.length; i++) hosts.push(labels.slice(i).join('.'));
  if (labels.length > 1) {
    for (let i = 0; i < owned.length - 1; i++) hosts.push(owned.slice(i).join('.'));
  }
  return hosts.map((name) => byHost.get(name)).filter(Boolean);
}

function remaining(query, names) {
  if (!query || !names.length) return query;
  return query
    .split('&')
    .filter((parameter) => {
      const name = readable(parameter.split('=')[0]).toLowerCase();
      return !names.some(
        (some) => some.whole.has(name) || some.beginnings.some((start) => name.startsWith(start)),
      );
    })
    .join('&');
}

function shortened(path, names) {
  const lower = path.toLowerCase();
  const ends = names
    .flatMap(({ segments }) => segments.map((segment) => lower.indexOf(segment)))
    .filter((index) => index > 0);
  return ends.length ? path.slice(0, Math.min(...ends)) : path;
}
