// The page's icons: paths in a square of 24 units.

import { html } from './ui.js';

const PATHS = {
  archive: 'M4 8v11h16V8M3 4h18v4H3zM10 12h4',
  bookmark: 'M6 4h12v16l-6-4-6 4z',
  check: 'M5 12.5 10 17.5 19 7',
  close: 'M6 6l12 12M18 6 6 18',
  cloud: 'M7 18a4 4 0 0 1-.6-7.95A5.5 5.5 0 0 1 17 9.5a4.25 4.25 0 0 1 .5 8.5z',
  device: 'M7 3h10v18H7zM11 18h2',
  download: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  help: 'M9 9a3 3 0 1 1 4.2 2.75c-.8.4-1.2 1-1.2 2M12 17v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3A4 4 0 0 0 13.4 5.6L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.6 5.8L12 17',
  menu: 'M4 7h16M4 12h16M4 17h16',
  offline: 'M3 3l18 18M7 18a4 4 0 0 1-.6-7.95A5.5 5.5 0 0 1 8 8M11 6.1a5.5 5.5 0 0 1 6 3.4 4.25 4.25 0 0 1 2.6 6.6',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  share: 'M12 15V4M8 7.5 12 3.5 16 7.5M5 12v8h14v-8',
  star: 'M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7L12 17l-5.1 2.7 1-5.7-4.1-4 5.7-.8z',
  sync: 'M20 11a8 8 0 0 0-14-4.5L4 9M4 4v5h5M4 13a8 8 0 0 0 14 4.5l2-2.5M20 20v-5h-5',
  tag: 'M4 4h8l8 8-8 8-8-8zM8.5 8.5h.01',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  unread: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
  upload: 'M12 16V5M7.5 9 12 4.5 16.5 9M5 20h14',
};

/** An icon, hidden from screen readers: the element around it has a name. */
export const Icon = ({ name, filled }) => html`
  <svg class=${filled ? 'icon filled' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
    <path d=${PATHS[name]} />
  </svg>
`;

/** A button with an icon and no visible text. */
export const IconButton = ({ icon, label, filled, ...more }) => html`
  <button type="button" class="icon-button" aria-label=${label} title=${label} ...${more}>
    <${Icon} name=${icon} filled=${filled} />
  </button>
`;
