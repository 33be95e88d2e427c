// A field for tags: its tags can be removed, and tags of the account are proposed.

import { IconButton } from './icons.js';
import { fold, tagKey, tagName } from './search-text.js';
import { html, useId, useRef, useState } from './ui.js';

const MAX_PROPOSED = 8;

/** `tags` and the tags in `text`, which are separated by spaces and commas. */
export function withText(tags, text) {
  const result = [...tags];
  for (const part of text.split(/[\s,]+/)) {
    const name = part && tagName(part);
    if (name && !result.some((tag) => tagKey(tag) === tagKey(name))) result.push(name);
  }
  return result;
}

export function TagInput({ label, tags, text, known, change, ...more }) {
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const id = useId();
  const field = useRef();
  const folded = fold(text.replace(/^#/, ''));
  const keys = new Set(tags.map(tagKey));
  const proposed = open
    ? known
        .filter(({ key, name }) => !keys.has(key) && (folded ? fold(name).includes(folded) : true))
        .sort((a, b) => Number(fold(b.name).startsWith(folded)) - Number(fold(a.name).startsWith(folded)))
        .slice(0, MAX_PROPOSED)
    : [];
  const add = (names) => {
    change(withText(tags, names), '');
    setOpen(false);
    setAt(-1);
  };
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' && proposed.length) {
      setAt((at + 1) % proposed.length);
    } else if (event.key === 'ArrowUp' && proposed.length) {
      setAt((at + proposed.length) % (proposed.length + 1) - 1);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0 && proposed[at]) {
      add(proposed[at].name);
    } else if ((event.key === 'Enter' || event.key === ',' || event.key === ' ') && text.trim()) {
      add(text);
    } else if (event.key === 'Backspace' && !text && tags.length) {
      change(tags.slice(0, -1), '');
    } else if (event.key === 'Escape' && proposed.length) {
      setOpen(false);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <div class="tag-input" onClick=${(event) => event.target === event.currentTarget && field.current.focus()}>
        ${tags.map(
          (tag) => html`<span key=${tag} class="chip"
            >${tag}<${IconButton}
              icon="close"
              label=${`Remove the tag ${tag}`}
              onClick=${() => change(tags.filter((one) => one !== tag), text)}
          /></span>`,
        )}
        <input
          id=${id}
          ref=${field}
          role="combobox"
          aria-expanded=${proposed.length > 0}
          aria-controls=${`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant=${at >= 0 && proposed[at] ? `${id}-${at}` : null}
          autocomplete="off"
          autocapitalize="none"
          ...${more}
          value=${text}
          onInput=${(event) => {
            setOpen(true);
            setAt(-1);
            change(tags, event.target.value);
          }}
          onKeyDown=${onKeyDown}
          onBlur=${() => setOpen(false)}
        />
      </div>
      <ul id=${`${id}-list`} role="listbox" class="proposed" aria-label=${`${label} there are`} hidden=${!proposed.length}>
        ${proposed.map(
          ({ key, name, count }, i) => html`<li
            key=${key}
            id=${`${id}-${i}`}
            role="option"
            aria-selected=${i === at}
            onMouseDown=${(event) => {
              event.preventDefault();
              add(name);
            }}
          ><span>${name}</span><span class="count">${count.toLocaleString()}</span></li>`,
        )}
      </ul>
    </div>
  `;
}
