// Keyboard shortcuts. They are ignored while a person types, while a dialog is open, and when turned off.

import { moveCursor } from './list.js';
import { settings } from './settings.js';

const focus = (selector) => {
  const field = document.querySelector(selector);
  field?.focus();
  field?.select?.();
};

const isTyping = (target) => target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable]');

/** The links that a key acts on: the selected ones, or else the one at the cursor. */
function affected(model) {
  const selected = model.selectedLinks();
  if (selected.length) return selected;
  const link = model.cursor === null ? undefined : model.library.get(model.cursor);
  return link ? [link] : [];
}

const KEYS = {
  '/': () => focus('.search-field'),
  n: () => focus('.save-field'),
  j: (model) => moveCursor(model, 1),
  k: (model) => moveCursor(model, -1),
  '?': (model) => model.open({ name: 'help' }),
  z: (model) => model.undo(),
  o: (model) => document.querySelector('.row.current a')?.click(),
  e: (model) => model.cursor !== null && model.library.get(model.cursor) && model.open({ name: 'editor', id: model.cursor }),
  x: (model) => model.cursor !== null && model.select(model.cursor, !model.selected.has(model.cursor)),
  u: (model) => act(model, 'unread'),
  f: (model) => act(model, 'favorite'),
  a: (model) => act(model, 'archived'),
  '#': (model) => remove(model),
};

function act(model, flag) {
  const links = affected(model);
  if (links.length) model.toggle(links, flag);
}

function remove(model) {
  const links = affected(model);
  if (links.length) model.remove(links);
}

export function onKey(model, event) {
  if (event.defaultPrevented || event.isComposing || model.dialog || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape') {
    if (isTyping(event.target)) {
      if (event.target.matches('.search-field') && model.view.q) model.show({ q: '' });
      else event.target.blur();
    } else if (model.selected.size) {
      model.set({ selected: new Set() });
    }
    return;
  }
  if (!settings.shortcuts || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const run = KEYS[event.key];
  if (!run || !document.querySelector('#links')) return;
  event.preventDefault();
  run(model);
}
