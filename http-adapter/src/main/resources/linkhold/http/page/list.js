// The list of links. Only visible rows are in the document, so 100,000 links scroll like 100.

import { Icon, IconButton } from './icons.js';
import { readable } from './search-text.js';
import { settings } from './settings.js';
import { html, memo, useEffect, useLayoutEffect, useReducer, useRef } from './ui.js';

const ROW_REM = 3.75;
const SPARE_ROWS = 8;
const TINTS = 8;

const rowHeight = () =>
  ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);

/** The host of a URL without `www.`; the scheme when the URL has no host. */
export function hostOf(url) {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)/i.exec(url);
  return match ? match[1].replace(/^www\./, '') : url.split(':')[0];
}

const tint = (host) => [...host].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 9973, 7) % TINTS;

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });

function shortDate(date) {
  const now = new Date();
  if (date.toDateString() === now.toDateString()) return TIME.format(date);
  return (date.getFullYear() === now.getFullYear() ? DAY : YEAR).format(date);
}

/** A time in its shortest form: the hour today, the year only for other years. */
export function When({ at }) {
  const date = new Date(at);
  return html`<time datetime=${at} title=${EXACT.format(date)}>${shortDate(date)}</time>`;
}

const UNSAFE = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'file:']);

/** The URL for `href`; null when it is unsafe to open, or when browsers would take it for a path of this page. */
export function openable(url) {
  try {
    return UNSAFE.has(new URL(url).protocol) ? null : url;
  } catch {
    return null;
  }
}

function Tile({ link, host }) {
  if (settings.images && link.iconUrl) {
    return html`<img class="tile" src=${link.iconUrl} alt="" loading="lazy" referrerpolicy="no-referrer" />`;
  }
  return html`<span class="tile tint-${tint(host)}" aria-hidden="true">${host.charAt(0).toUpperCase()}</span>`;
}

const Row = memo(({ model, link, index, count, top, selected, current }) => {
  const host = readable(hostOf(link.url));
  const title = link.title || readable(link.url.replace(/^https?:\/\/(www\.)?/, ''));
  const place = useRef();
  const detail = link.note || link.description;
  useLayoutEffect(() => {
    place.current.style.transform = `translateY(${top}px)`;
  }, [top]);
  useEffect(() => {
    // Not if the cursor has moved since: two rows would take the focus from each other endlessly.
    if (current && model.cursor === link.id && !place.current.contains(document.activeElement)) {
      place.current.querySelector('a').focus({ preventScroll: true });
    }
  }, [current]);
  const classes = ['row', selected && 'selected', current && 'current', link.unread && 'unread'];
  return html`
    <article
      ref=${place}
      class=${classes.filter(Boolean).join(' ')}
      data-id=${link.id}
      aria-posinset=${index + 1}
      aria-setsize=${count}
      aria-label=${title}
      onFocusIn=${() => model.cursor !== link.id && model.set({ cursor: link.id })}
    >
      <label class="pick">
        <${Tile} link=${link} host=${host} />
        <input
          type="checkbox"
          aria-label=${`Select ${title}`}
          checked=${selected}
          onChange=${(event) => model.select(link.id, event.target.checked)}
        />
      </label>
      <div class="what">
        <h2>
          ${link.unread && html`<span class="dot"><span class="hidden">Unread: </span></span>`}
          <a href=${openable(link.url)} target="_blank" rel="noopener noreferrer">${title}</a>
        </h2>
        <p>
          <span class="host">${host}</span>
          ${link.tags.map(
            (tag) => html`<button
              key=${tag}
              type="button"
              class="tag"
              onClick=${() => model.show({ tags: [tag] })}
            ><span aria-hidden="true">#</span>${tag}</button>`,
          )}
          ${detail && html`<span class="detail">${detail}</span>`}
        </p>
      </div>
      <div class="when">
        ${settings.images && link.imageUrl && html`<img class="thumb" src=${link.imageUrl} alt="" loading="lazy" referrerpolicy="no-referrer" />`}
        ${link.favorite && html`<span class="mark"><${Icon} name="star" filled /><span class="hidden">Favourite</span></span>`}
        ${link.shared && html`<span class="mark"><${Icon} name="share" /><span class="hidden">Shared</span></span>`}
        ${link.id < 0 && html`<span class="mark"><${Icon} name="sync" /><span class="hidden">Not sent yet</span></span>`}
        <${When} at=${link.createdAt} />
      </div>
      <div class="actions">
        <${IconButton}
          icon=${link.unread ? 'check' : 'unread'}
          label=${link.unread ? 'Mark as read' : 'Mark as unread'}
          onClick=${() => model.toggle([link], 'unread')}
        />
        <${IconButton}
          icon="star"
          filled=${link.favorite}
          label=${link.favorite ? 'Remove from favourites' : 'Add to favourites'}
          onClick=${() => model.toggle([link], 'favorite')}
        />
        <${IconButton}
          icon="archive"
          label=${link.archived ? 'Move out of the archive' : 'Archive'}
          onClick=${() => model.toggle([link], 'archived')}
        />
        <${IconButton}
          icon="edit"
          label="Edit"
          onClick=${() => model.open({ name: 'editor', id: link.id })}
        />
      </div>
    </article>
  `;
});

/** Moves the cursor by `step` links, and scrolls it into view. */
export function moveCursor(model, step) {
  const links = model.links();
  if (!links.length) return;
  const at = links.findIndex(({ id }) => id === model.cursor);
  const next = at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step));
  const height = rowHeight();
  const list = document.querySelector('.list');
  const top = list.getBoundingClientRect().top + next * height;
  const head = document.querySelector('.head').getBoundingClientRect().bottom;
  if (top < head) window.scrollBy(0, top - head);
  else if (top + height > window.innerHeight) window.scrollBy(0, top + height - window.innerHeight);
  model.set({ cursor: links[next].id });
}

export function List({ model }) {
  const links = model.links();
  const place = useRef();
  const [, render] = useReducer((count) => count + 1, 0);
  const height = rowHeight();
  const above = place.current ? -place.current.getBoundingClientRect().top : 0;
  const start = Math.max(0, Math.floor(above / height) - SPARE_ROWS);
  const end = Math.min(links.length, Math.ceil((above + window.innerHeight) / height) + SPARE_ROWS);
  useEffect(() => {
    let asked = 0;
    const ask = () => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        render();
      });
    };
    window.addEventListener('scroll', ask, { passive: true });
    window.addEventListener('resize', ask);
    return () => {
      window.removeEventListener('scroll', ask);
      window.removeEventListener('resize', ask);
      cancelAnimationFrame(asked);
    };
  }, []);
  useLayoutEffect(() => {
    place.current.style.height = `${Math.max(model.count(), links.length) * height}px`;
    if (!performance.getEntriesByName('linkhold:list').length) performance.mark('linkhold:list');
  });
  const rows = [];
  for (let i = start; i < end; i++) rows.push(i);
  const at = model.cursor === null ? -1 : links.findIndex(({ id }) => id === model.cursor);
  if (at >= 0 && (at < start || at >= end)) rows.push(at); // without its row the focus would be lost
  return html`
    <div class="list" role="feed" aria-label="Links" aria-busy=${!model.loaded} ref=${place}>
      ${rows.map(
        (i) => html`<${Row}
          key=${model.rowKeys.get(links[i].id) ?? links[i].id}
          model=${model}
          link=${links[i]}
          index=${i}
          count=${model.count()}
          top=${i * height}
          selected=${model.selected.has(links[i].id)}
          current=${model.cursor === links[i].id}
        />`,
      )}
    </div>
  `;
}
