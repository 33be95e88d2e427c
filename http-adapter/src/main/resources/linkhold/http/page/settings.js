// What a person chose on this device. Kept in the browser alone.

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

/** Keeps a choice. */
export function choose(name, value) {
  settings[name] = value;
  localStorage.setItem(KEY, JSON.stringify(settings));
  showTheme();
}

/** Shows the page in the theme that was chosen. */
export function showTheme() {
  if (settings.theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = settings.theme;
}

/**
 * Shows or hides images of other servers. The server forbids them in the page's security policy
 * unless this cookie is there, so the page has to be fetched again.
 */
export async function chooseImages(shown, base) {
  choose('images', shown);
  const age = shown ? YEAR_SECONDS : 0;
  document.cookie = `linkhold-images=shown; Path=${base.pathname}; Max-Age=${age}; SameSite=Strict`;
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    if (name.startsWith('linkhold:')) await (await caches.open(name)).add(new Request(base, { cache: 'reload' }));
  }
  location.reload();
}
