// The filters of the list: kinds of links, and tags.

import { Icon, IconButton } from './icons.js';
import { SHOWN } from './library.js';
import { fold, tagKey } from './search-text.js';
import { html, useState } from './ui.js';

const MAX_TAGS = 200;
const ICONS = { all: 'bookmark', unread: 'unread', favorite: 'star', shared: 'share', archived: 'archive' };

export function Sidebar({ model, close }) {
  const [wanted, setWanted] = useState('');
  const counts = model.library.counts();
  const all = model.library.tags();
  const folded = fold(wanted);
  const chosen = new Set(model.view.tags.map(tagKey));
  const tags = folded ? all.filter(({ name }) => fold(name).includes(folded)) : all;
  const show = (changes) => {
    model.show(changes);
    close?.();
  };
  const toggleTag = ({ key, name }) => {
    const rest = model.view.tags.filter((tag) => tagKey(tag) !== key);
    show({ tags: chosen.has(key) ? rest : [...rest, name] });
  };
  return html`
    <nav class="filters" aria-label="Filters">
      <ul>
        ${Object.entries(SHOWN).map(
          ([name, { label }]) => html`<li key=${name}>
            <button
              type="button"
              aria-current=${model.view.show === name ? 'page' : null}
              onClick=${() => show({ show: name, tags: [] })}
            >
              <${Icon} name=${ICONS[name]} /><span>${label}</span>
              <span class="count">${counts[name].toLocaleString()}</span>
            </button>
          </li>`,
        )}
      </ul>
      <h2>Tags</h2>
      ${all.length > 12 &&
      html`<input
        type="search"
        class="find-tag"
        aria-label="Find a tag"
        placeholder="Find a tag"
        value=${wanted}
        onInput=${(event) => setWanted(event.target.value)}
      />`}
      ${!all.length && html`<p class="quiet">Links with tags are counted here.</p>`}
      <ul class="tags">
        ${tags.slice(0, MAX_TAGS).map(
          ({ key, name, count }) => html`<li key=${key}>
            <button
              type="button"
              aria-pressed=${chosen.has(key)}
              onClick=${() => toggleTag({ key, name })}
            >
              <span class="hash" aria-hidden="true">#</span><span>${name}</span>
              <span class="count">${count.toLocaleString()}</span>
            </button>
            <${IconButton}
              icon="edit"
              label=${`Rename or delete the tag ${name}`}
              onClick=${() => model.open({ name: 'tag', tag: name, count })}
            />
          </li>`,
        )}
      </ul>
      ${tags.length > MAX_TAGS && html`<p class="quiet">${tags.length - MAX_TAGS} more: find one by its name.</p>`}
    </nav>
    <ul class="tools">
      <li><button type="button" onClick=${() => model.open({ name: 'import' })}><${Icon} name="upload" /><span>Import</span></button></li>
      <li><button type="button" onClick=${() => model.open({ name: 'export' })}><${Icon} name="download" /><span>Export</span></button></li>
      <li><button type="button" onClick=${() => model.open({ name: 'devices' })}><${Icon} name="device" /><span>Phones and browsers</span></button></li>
      <li><button type="button" onClick=${() => model.open({ name: 'settings' })}><${Icon} name="settings" /><span>Settings</span></button></li>
      <li><button type="button" onClick=${() => model.open({ name: 'help' })}><${Icon} name="help" /><span>Help</span></button></li>
    </ul>
  `;
}
