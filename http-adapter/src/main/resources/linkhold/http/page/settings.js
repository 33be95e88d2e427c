// Settings of this browser. They are stored only there.

const KEY = 'linkhold:settings';
const DEFAULTS = { theme: 'auto', shortcuts: true, images: false };
const YEAR_SECONDS = 31_536_000;

function read() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
  } catch {
    return { ...DEFAULTS };
  }
}

export const settings = read();

/** Stores a setting. */
export function choose(name, value) {
  settings[name] = value;
  localStorage.setItem(KEY, JSON.stringify(settings));
  showTheme();
}

/** Applies the theme of the settings. */
export function showTheme() {
  if (settings.theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = settings.theme;
}

const imagesCookie = (base, seconds) => {
  document.cookie = `linkhold-images=shown; Path=${base.pathname}; Max-Age=${seconds}; SameSite=Strict`;
};

/** Renews the cookie that shows images, if it is set, for another year. */
export function keepImages(base) {
  if (settings.images) imagesCookie(base, YEAR_SECONDS);
}

async function fetchShell(base) {
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    if (name.startsWith('linkhold:')) await (await caches.open(name)).add(new Request(base, { cache: 'reload' }));
  }
}

/**
 * Shows or hides images of other servers. The server forbids them in the page's security policy
 * unless this cookie is there, so the page has to be fetched again. Throws without a connection.
 */
export async function chooseImages(shown, base) {
  imagesCookie(base, shown ? YEAR_SECONDS : 0);
  try {
    await fetchShell(base);
  } catch (e) {
    imagesCookie(base, shown ? 0 : YEAR_SECONDS);
    throw e;
  }
  choose('images', shown);
  location.reload();
}
