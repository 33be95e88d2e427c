// Caches this version of the page, so that it opens at once and without a connection. It handles no links:
// the page does.

const VERSION = '{{version}}';
const FILES = {{list}};
const CACHE = `linkhold:${VERSION}`;
const BASE = new URL('./', location.href);
const SHELL = ['', 'save'];

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(new URL(file, BASE), { cache: 'reload' }))))
      .then(() => skipWaiting()),
  );
});

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

const isOld = (name) => name.startsWith('linkhold:') && name !== CACHE;

addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== BASE.origin || !url.pathname.startsWith(BASE.pathname)) return;
  const path = url.pathname.slice(BASE.pathname.length);
  if (SHELL.includes(path)) {
    // Only for navigations: the page itself fetches these to cache them with another security policy.
    if (event.request.mode === 'navigate') event.respondWith(kept(event, BASE));
  } else if (FILES.includes(path)) event.respondWith(kept(event, url));
});

async function kept(event, address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(event.request);
}
