// The page: reads its address, renders the parts, and handles keys and dropped files or links.

import { Dialog } from './dialog.js';
import { BulkTags, DevicesDialog, ExportDialog, HelpDialog, ImportDialog, SettingsDialog, TagDialog } from './dialogs.js';
import { Editor } from './editor.js';
import { Icon, IconButton } from './icons.js';
import { onKey } from './keys.js';
import { SHOWN, SORTS } from './library.js';
import { List } from './list.js';
import { Model, messageOf } from './model.js';
import { SaveField, SavePage } from './save.js';
import { keepImages, showTheme } from './settings.js';
import { Sidebar } from './sidebar.js';
import { SignIn } from './sign-in.js';
import { counted, html, render, useEffect, useLayoutEffect, useReducer, useState } from './ui.js';

const DIALOGS = {
  editor: Editor,
  tag: TagDialog,
  bulkTags: BulkTags,
  import: ImportDialog,
  export: ExportDialog,
  devices: DevicesDialog,
  settings: SettingsDialog,
  help: HelpDialog,
};

function Status({ model }) {
  const waiting = model.waiting ? `, ${counted(model.waiting, 'change')} to send` : '';
  const [icon, text] =
    model.status === 'offline'
      ? ['offline', `Offline${waiting}`]
      : model.status === 'refused'
        ? ['offline', `Not synced${waiting}`]
        : model.waiting
          ? ['sync', `${counted(model.waiting, 'change')} to send`]
          : ['cloud', 'Synced'];
  return html`<p class=${`status ${model.status}`} role="status" title=${text}>
    <${Icon} name=${icon} /><span>${text}</span>
  </p>`;
}

function SearchField({ model }) {
  const onInput = (event) => {
    performance.mark('linkhold:search-start');
    model.show({ q: event.target.value });
  };
  useLayoutEffect(() => {
    if (performance.getEntriesByName('linkhold:search-start').length) {
      performance.measure('linkhold:search', 'linkhold:search-start');
      performance.clearMarks('linkhold:search-start');
    }
  });
  return html`<form class="search" role="search" onSubmit=${(event) => event.preventDefault()}>
    <${Icon} name="search" />
    <input
      type="search"
      class="search-field"
      aria-label="Search"
      placeholder="Search"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      enterkeyhint="search"
      value=${model.view.q}
      onInput=${onInput}
    />
  </form>`;
}

function Bulk({ model }) {
  const links = model.selectedLinks();
  const clear = () => model.set({ selected: new Set() });
  const run = (work) => () => {
    work();
    clear();
  };
  return html`<div class="bulk" role="toolbar" aria-label="Selected links">
    <h1 class="hidden">${SHOWN[model.view.show].label}</h1>
    <strong role="status">${links.length.toLocaleString()} selected</strong>
    <button type="button" onClick=${() => model.open({ name: 'bulkTags' })}><${Icon} name="tag" /><span>Tags</span></button>
    <button type="button" onClick=${run(() => model.toggle(links, 'unread'))}><${Icon} name="check" /><span>Read</span></button>
    <button type="button" onClick=${run(() => model.toggle(links, 'favorite'))}><${Icon} name="star" /><span>Favourite</span></button>
    <button type="button" onClick=${run(() => model.toggle(links, 'archived'))}><${Icon} name="archive" /><span>Archive</span></button>
    <button type="button" class="danger" onClick=${run(() => model.remove(links))}><${Icon} name="trash" /><span>Delete</span></button>
    <button type="button" onClick=${() => model.set({ selected: new Set(model.links().map(({ id }) => id)) })}><span>Select all</span></button>
    <${IconButton} icon="close" label="Select none" onClick=${clear} />
  </div>`;
}

function Heading({ model }) {
  const { view } = model;
  return html`<div class="heading">
    <h1>${SHOWN[view.show].label}</h1>
    ${view.tags.map(
      (tag) => html`<span key=${tag} class="chip"><span aria-hidden="true">#</span>${tag}<${IconButton}
          icon="close"
          label=${`Show links without the tag ${tag} too`}
          onClick=${() => model.show({ tags: view.tags.filter((one) => one !== tag) })}
      /></span>`,
    )}
    <p class="count" role="status">${counted(model.count(), 'link')}</p>
    <select aria-label="Sort" value=${view.sort} onChange=${(event) => model.show({ sort: event.target.value })}>
      ${Object.entries(SORTS).map(([sort, label]) => html`<option key=${sort} value=${sort}>${label}</option>`)}
    </select>
  </div>`;
}

function Empty({ model }) {
  const { view, library } = model;
  if (library.size > 0) {
    const narrowed = view.q || view.tags.length;
    return html`<div class="empty">
      <p>${narrowed ? 'No link matches.' : 'Nothing here.'}</p>
      ${narrowed && html`<button type="button" onClick=${() => model.show({ q: '', tags: [] })}>Show ${SHOWN[view.show].label.toLowerCase()}</button>`}
      ${narrowed && view.show !== 'archived' && html`<button type="button" onClick=${() => model.show({ show: 'archived' })}>Look in the archive</button>`}
    </div>`;
  }
  if (!model.whole) return html`<div class="empty"><p role="status">Fetching your links…</p></div>`;
  return html`<div class="empty first">
    <h2>Three ways in</h2>
    <ol>
      <li>
        <${Icon} name="link" />
        <div><strong>Paste a link</strong><p>into “Save a link” above, or whatever text a link is in. Enter saves it.</p></div>
      </li>
      <li>
        <${Icon} name="upload" />
        <div>
          <strong>Import the ones you have</strong>
          <p>Drop a file of bookmarks on this page, or <button type="button" class="inline" onClick=${() => model.open({ name: 'import' })}>choose one</button>.</p>
        </div>
      </li>
      <li>
        <${Icon} name="bookmark" />
        <div>
          <strong>Save from any page</strong>
          <p>by a bookmark, or a phone’s share sheet: <button type="button" class="inline" onClick=${() => model.open({ name: 'devices' })}>set it up</button>.</p>
        </div>
      </li>
    </ol>
  </div>`;
}

function Toasts({ model }) {
  return html`<div class="toasts" role="log" aria-label="Messages">
    ${model.toasts.map(
      ({ key, text, action }) => html`<div key=${key} class="toast">
        <p>${text}</p>
        ${action &&
        html`<button
          type="button"
          onClick=${() => {
            model.dismiss(key);
            action.run();
          }}
        >${action.label}</button>`}
        <${IconButton} icon="close" label="Dismiss" onClick=${() => model.dismiss(key)} />
      </div>`,
    )}
  </div>`;
}

function Page({ model }) {
  const [menu, setMenu] = useState(false);
  const count = model.count();
  return html`
    <a class="skip" href="#links" onClick=${(event) => {
      event.preventDefault();
      document.querySelector('#links').focus();
    }}>To the links</a>
    <header class="head">
      <div class="bar">
        <${IconButton} icon="menu" label="Filters and tags" onClick=${() => setMenu(true)} />
        <a class="brand" href=${model.base.pathname} onClick=${(event) => {
          event.preventDefault();
          model.show({ show: 'all', q: '', tags: [] });
          window.scrollTo(0, 0);
        }}><img src=${new URL('icon.svg', import.meta.url).href} alt="" width="24" height="24" /><span>Linkhold</span></a>
        <${SearchField} model=${model} />
        <${SaveField} model=${model} />
        <${Status} model=${model} />
      </div>
      ${model.selected.size ? html`<${Bulk} model=${model} />` : html`<${Heading} model=${model} />`}
    </header>
    <aside class="side" aria-label="Sidebar"><${Sidebar} model=${model} /></aside>
    <main id="links" tabindex="-1">
      ${count ? html`<${List} model=${model} />` : model.loaded && html`<${Empty} model=${model} />`}
    </main>
    ${menu && html`<${Dialog} title="Filters" kind="drawer left" close=${() => setMenu(false)}><div class="menu"><${Sidebar} model=${model} close=${() => setMenu(false)} /></div><//>`}
  `;
}

/** Asks what to do with another account's unsent edits: this account may not send them. */
function Former({ model }) {
  const { name, unsent } = model.former;
  const [problem, setProblem] = useState(null);
  const run = (work) => () => work().catch((e) => setProblem(messageOf(e)));
  return html`
    <main class="message">
      <h1>Linkhold</h1>
      <p>You are signed in as ${model.account}. This browser holds ${counted(unsent, 'change')} of ${name} that ${unsent === 1 ? 'was' : 'were'} never sent.</p>
      <p class="wrong" role="alert">${problem}</p>
      <div class="choice">
        <button type="button" class="primary" onClick=${run(() => model.letFormerIn())}>Sign in as ${name} to send ${unsent === 1 ? 'it' : 'them'}</button>
        <button type="button" class="danger" onClick=${run(() => model.discardFormer())}>Discard, and go on as ${model.account}</button>
      </div>
    </main>
  `;
}

/** Whether a bookmarklet opened this window. */
const isPopUp = () => Boolean(window.opener) || window.name === 'linkhold';

function App({ model }) {
  const [, update] = useReducer((count) => count + 1, 0);
  const [saving, setSaving] = useState(location.pathname.endsWith('/save'));
  useEffect(() => model.subscribe(update), []);
  if (model.former) return html`<${Former} model=${model} />`;
  if (model.signedOut) return html`<${SignIn} model=${model} />`;
  if (model.problem) {
    return html`<main class="message"><h1>Linkhold</h1><p role="alert">${model.problem}</p>
      <button type="button" onClick=${() => location.reload()}>Try again</button></main>`;
  }
  const done = async (text) => {
    if (isPopUp()) {
      if (text) await model.sent(); // otherwise it would be sent when the page is opened again
      window.close();
    }
    history.replaceState(null, '', model.base.pathname);
    setSaving(false);
    if (text) model.toast(text);
  };
  const Shown = model.dialog && DIALOGS[model.dialog.name];
  return html`
    ${saving ? html`<${SavePage} model=${model} done=${done} />` : html`<${Page} model=${model} />`}
    ${Shown && html`<${Shown} key=${model.dialog.name} model=${model} ...${model.dialog} />`}
    <${Toasts} model=${model} />
  `;
}

/** Returns the code of `#sign-in=CODE`, and removes it from the address and from the history. */
function takeCode() {
  const code = /^#sign-in=(.+)$/.exec(location.hash)?.[1];
  if (code) history.replaceState(null, '', location.pathname + location.search);
  return code && decodeURIComponent(code);
}

function acceptDrops(model) {
  const isDrop = (event) => !model.dialog && [...event.dataTransfer.types].some((type) => type === 'Files' || type === 'text/uri-list');
  addEventListener('dragover', (event) => isDrop(event) && event.preventDefault());
  addEventListener('drop', (event) => {
    if (!isDrop(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) model.open({ name: 'import', file });
    else model.saveText(event.dataTransfer.getData('text/uri-list').replace(/^#.*$/gm, ''));
  });
}

/** Caches the page for use without a connection; reports when there is a newer one. */
async function installWorker(model) {
  if (!navigator.serviceWorker) return; // browsers do not offer it over plain HTTP, except on localhost
  const replaced = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (replaced) {
      model.toast('There is a newer version of this page.', {
        action: { label: 'Reload', run: () => location.reload() },
        lasting: true,
      });
    }
  });
  try {
    await navigator.serviceWorker.register(new URL('service-worker.js', model.base));
  } catch (e) {
    console.warn('The page is not cached for offline use.', e); // for example, the certificate is not trusted
  }
}

const model = new Model(new URL(document.documentElement.dataset.base, location.href));
globalThis.linkhold = model; // for debugging in the console
showTheme();
keepImages(model.base);
const starting = model.start(takeCode()); // reads the copy while the page is rendered
render(html`<${App} model=${model} />`, document.querySelector('#app'));
performance.mark('linkhold:shell');
addEventListener('unhandledrejection', ({ reason }) => {
  model.toast(`That did not work: ${reason?.message ?? reason}`, { lasting: true });
});
addEventListener('keydown', (event) => onKey(model, event));
addEventListener('hashchange', () => {
  const given = takeCode(); // such an address was opened in this tab
  if (given) model.signIn(given);
});
addEventListener('online', () => model.wake());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && model.wake());
addEventListener('beforeunload', (event) => {
  if (model.isImporting) event.preventDefault(); // the import would be cut off
});
acceptDrops(model);
await starting;
await installWorker(model);
