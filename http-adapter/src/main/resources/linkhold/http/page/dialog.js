// A modal dialog. The browser keeps the focus inside, and returns it when the dialog closes.

import { IconButton } from './icons.js';
import { html, useEffect, useId, useRef } from './ui.js';

/** Moves the focus to the first field to fill in. */
export const focusFirst = (place) => place.querySelector('[data-focus]:not([data-focus=false])')?.focus();

export function Dialog({ title, kind = 'box', close, children }) {
  const place = useRef();
  const name = useId();
  useEffect(() => {
    const before = document.activeElement;
    place.current.showModal();
    focusFirst(place.current);
    return () => before?.isConnected && before.focus({ preventScroll: true });
  }, []);
  const onCancel = (event) => {
    event.preventDefault();
    close();
  };
  return html`
    <dialog
      ref=${place}
      class=${kind}
      aria-labelledby=${name}
      onCancel=${onCancel}
      onClick=${(event) => event.target === place.current && close()}
    >
      <div class="inside">
        <header>
          <h2 id=${name}>${title}</h2>
          <${IconButton} icon="close" label="Close" onClick=${close} />
        </header>
        ${children}
      </div>
    </dialog>
  `;
}
