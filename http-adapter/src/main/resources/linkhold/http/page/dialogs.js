// The smaller dialogs: tags, import, export, devices, settings, help.

import { Dialog } from './dialog.js';
import { TextField } from './editor.js';
import { Icon } from './icons.js';
import { When } from './list.js';
import { messageOf } from './model.js';
import { choose, chooseImages, settings } from './settings.js';
import { TagInput, withText } from './tag-input.js';
import { counted, html, useEffect, useLayoutEffect, useRef, useState } from './ui.js';

export function TagDialog({ model, tag, count }) {
  const [name, setName] = useState(tag);
  const [problem, setProblem] = useState(null);
  const close = () => model.open(null);
  const run = async (event, work, done) => {
    event.preventDefault();
    try {
      await work();
      close();
      model.toast(done);
    } catch (e) {
      setProblem(messageOf(e));
    }
  };
  const other = model.library.tags().find((one) => one.name === name.trim() && one.name !== tag);
  return html`
    <${Dialog} title=${`Tag “${tag}”`} close=${close}>
      <form onSubmit=${(event) => run(event, () => model.renameTag(tag, name.trim()), `“${tag}” is now “${name.trim()}”.`)}>
        <${TextField}
          label="Name"
          value=${name}
          change=${setName}
          required
          data-focus
          hint=${other ? `There is such a tag: the two become one, of ${counted(other.count + count, 'link')} at most.` : `${counted(count, 'link')} have it.`}
        />
        <p class="wrong" role="alert">${problem}</p>
        <footer>
          <button type="submit" class="primary" disabled=${!name.trim() || name.trim() === tag}>${other ? 'Merge' : 'Rename'}</button>
          <button type="button" class="danger" onClick=${(event) => run(event, () => model.deleteTag(tag), `The tag “${tag}” is deleted; its links stay.`)}>
            <${Icon} name="trash" />Delete the tag
          </button>
        </footer>
      </form>
    <//>
  `;
}

/** Tags for all selected links. */
export function BulkTags({ model }) {
  const links = model.selectedLinks();
  const [tags, setTags] = useState([]);
  const [text, setText] = useState('');
  const close = () => model.open(null);
  const apply = (member) => {
    const names = withText(tags, text);
    close();
    if (names.length) model.patch(links, { [member]: names }, `Tags of ${counted(links.length, 'link')} changed.`);
  };
  return html`
    <${Dialog} title=${`Tags of ${counted(links.length, 'link')}`} close=${close}>
      <form onSubmit=${(event) => { event.preventDefault(); apply('addTags'); }}>
        <${TagInput}
          label="Tags"
          tags=${tags}
          text=${text}
          known=${model.library.tags()}
          data-focus
          change=${(names, rest) => {
            setTags(names);
            setText(rest);
          }}
        />
        <footer>
          <button type="submit" class="primary">Add</button>
          <button type="button" onClick=${() => apply('removeTags')}>Remove</button>
        </footer>
      </form>
    <//>
  `;
}

const MAX_LISTED = 100;

function Report({ report }) {
  const { created, merged, unchanged, restored, rejected, complete, rejections, remarks } = report;
  return html`
    <div role="status">
      <dl class="report">
        <dt>New</dt><dd>${created.toLocaleString()}</dd>
        <dt>Merged</dt><dd>${merged.toLocaleString()}</dd>
        <dt>Restored</dt><dd>${restored.toLocaleString()}</dd>
        <dt>Unchanged</dt><dd>${unchanged.toLocaleString()}</dd>
        <dt>Left out</dt><dd>${rejected.toLocaleString()}</dd>
      </dl>
      ${!complete && html`<p class="wrong">The file is incomplete. Its complete entries are saved.</p>`}
    </div>
    ${rejections.length > 0 &&
    html`<h3>Left out</h3>
      <ul class="notes">
        ${rejections.slice(0, MAX_LISTED).map(
          ({ line, url, detail }) => html`<li key=${`${line}-${url}`}><code>${url || `line ${line}`}</code> ${detail}</li>`,
        )}
      </ul>
      ${rejections.length > MAX_LISTED && html`<p class="quiet">And ${rejections.length - MAX_LISTED} more.</p>`}`}
    ${remarks.length > 0 &&
    html`<h3>Remarks</h3>
      <ul class="notes">${remarks.slice(0, MAX_LISTED).map(({ line, detail }) => html`<li key=${`${line}-${detail}`}>${line > 0 && `Line ${line}: `}${detail}</li>`)}</ul>`}
  `;
}

export function ImportDialog({ model, file }) {
  const { part = null, report, problem } = model.importing ?? {};
  useEffect(() => {
    if (file) model.importFile(file);
  }, [file]);
  const close = () => model.set({ dialog: null, importing: part === null ? null : model.importing });
  return html`
    <${Dialog} title="Import" close=${close}>
      <p>A file of bookmarks from a browser, or what Pocket, Pinboard, Raindrop, Instapaper, linkding and others export. Linkhold recognises it by itself.</p>
      <div class="field">
        <label for="import-file">File</label>
        <input id="import-file" type="file" disabled=${part !== null} onChange=${(event) => event.target.files[0] && model.importFile(event.target.files[0])} />
      </div>
      <p class="quiet">It can also be dropped anywhere on the page.</p>
      ${part !== null &&
      html`<div role="status">
        <p>${part < 1 ? 'The file is sent…' : 'The links are saved…'}</p>
        <progress aria-label="Import" value=${part < 1 ? part : null} max="1"></progress>
      </div>`}
      <p class="wrong" role="alert">${problem}</p>
      ${report && html`<${Report} report=${report} />`}
    <//>
  `;
}

export function ExportDialog({ model }) {
  const formats = {
    json: ['JSON Lines', 'everything, to come back'],
    html: ['Bookmarks', 'for browsers and other services'],
    csv: ['CSV', 'for spreadsheets'],
  };
  return html`
    <${Dialog} title="Export" close=${() => model.open(null)}>
      <ul class="choices">
        ${Object.entries(formats).map(
          ([format, [name, use]]) => html`<li key=${format}>
            <a href=${model.api.address(`v1/export?format=${format}`)} download><strong>${name}</strong> <span>${use}</span></a>
          </li>`,
        )}
      </ul>
    <//>
  `;
}

/** A QR code, drawn by the server. */
function QrCode({ svg }) {
  const place = useRef();
  useLayoutEffect(() => {
    place.current.replaceChildren(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement);
  }, [svg]);
  return html`<div class="qr-code" role="img" aria-label="The address as a QR code" ref=${place}></div>`;
}

export function DevicesDialog({ model }) {
  const [devices, setDevices] = useState(null);
  const [problem, setProblem] = useState(null);
  const [code, setCode] = useState(null);
  const attempt = async (work) => {
    try {
      setProblem(null);
      await work();
    } catch (e) {
      setProblem(messageOf(e));
    }
  };
  const load = () => attempt(async () => setDevices((await model.api.devices()).devices));
  useEffect(() => {
    load();
  }, []);
  const revoke = (device) =>
    attempt(async () => {
      await model.api.revokeDevice(device.id);
      if (device.current) await model.signOut();
      else await load();
    });
  return html`
    <${Dialog} title="Phones and browsers" close=${() => model.open(null)}>
      <p class="wrong" role="alert">${problem}</p>
      ${devices &&
      html`<ul class="devices">
          ${devices.map(
            (device) => html`<li key=${device.id}>
              <div>
                <strong>${device.label || device.kind}</strong>${device.current && html` <span class="badge">this one</span>`}
                <p class="quiet">
                  ${device.scope}, ${device.lastUsedAt ? html`last used <${When} at=${device.lastUsedAt} />` : 'not used yet'}
                </p>
              </div>
              <button type="button" class="danger small" aria-label=${`Revoke ${device.label || device.kind}`} onClick=${() => revoke(device)}>
                ${device.current ? 'Sign out' : 'Revoke'}
              </button>
            </li>`,
          )}
        </ul>
        ${devices.length > 0 && html`<button type="button" class="primary" onClick=${() => attempt(async () => setCode(await model.api.signInCode()))}>Sign in another device</button>`}
        ${!devices.length && html`<p class="quiet">This server runs without sign-in, for this machine only.</p>`}
        ${code &&
        html`<div class="code" role="status">
          <${QrCode} svg=${code.qrCode} />
          <div>
            <p>Point the other device’s camera at this, or open the address there. It is valid once, until <${When} at=${code.expiresAt} />.</p>
            <p><a href=${code.url}>${code.url}</a></p>
          </div>
        </div>`}`}
      <h3>From other pages</h3>
      <p>Drag this to the bookmarks: <a class="button" href=${bookmarklet(model)} onClick=${(event) => event.preventDefault()}><${Icon} name="bookmark" />Save to Linkhold</a></p>
      <h3>On a phone</h3>
      <p><strong>Android:</strong> “Install app” in the browser’s menu; then Linkhold is in each app’s share sheet, also without a connection.</p>
      <p><strong>iPhone and iPad:</strong> “Add to Home Screen”. For the share sheet, in Shortcuts: a new shortcut, “Show in Share Sheet” for URLs; the action “URL Encode” of the shortcut input; the action “Open URLs” of this, with the encoded text behind it:</p>
      <p><code>${model.api.address('save?url=')}</code></p>
    <//>
  `;
}

/** A bookmarklet that opens the form of `/save` with a page's URL, title, and selected text or description. */
function bookmarklet(model) {
  const address = JSON.stringify(model.api.address('save'));
  return (
    'javascript:(()=>{const m=document.querySelector("meta[name=description]");' +
    `open(${address}+"?"+new URLSearchParams({url:location.href,title:document.title,` +
    'description:getSelection().toString()||(m?m.content:"")}),"linkhold","width=520,height=640")})()'
  );
}

export function SettingsDialog({ model }) {
  const [problem, setProblem] = useState(null);
  const themes = { auto: 'As the system', light: 'Light', dark: 'Dark' };
  const [, render] = useState(0);
  const set = (name, value) => {
    choose(name, value);
    render((count) => count + 1);
  };
  const showImages = ({ target }) =>
    chooseImages(target.checked, model.base).catch((e) => {
      target.checked = settings.images;
      setProblem(messageOf(e));
    });
  return html`
    <${Dialog} title="Settings" close=${() => model.open(null)}>
      <fieldset class="flags">
        <legend>Appearance</legend>
        ${Object.entries(themes).map(
          ([theme, label]) => html`<label key=${theme}>
            <input type="radio" name="theme" checked=${settings.theme === theme} onChange=${() => set('theme', theme)} /><span>${label}</span>
          </label>`,
        )}
      </fieldset>
      <fieldset class="flags column">
        <legend>Behaviour</legend>
        <label><input type="checkbox" checked=${settings.shortcuts} onChange=${(event) => set('shortcuts', event.target.checked)} /><span>Single-key shortcuts</span></label>
        <label>
          <input type="checkbox" checked=${settings.images} onChange=${showImages} />
          <span>Icons and images of the linked pages</span>
        </label>
      </fieldset>
      <p class="quiet">Images come from the servers of the linked pages, which then see that you look at them.</p>
      <h3>Account</h3>
      <p>${model.account} <button type="button" class="small" onClick=${() => model.signOut().catch((e) => setProblem(messageOf(e)))}>Sign out, and delete the links here</button></p>
      <p class="wrong" role="alert">${problem}</p>
    <//>
  `;
}

const KEYS = [
  ['/', 'Search'], ['n', 'Save a link'], ['j', 'Next link'], ['k', 'Link before'], ['o', 'Open'],
  ['e', 'Edit'], ['x', 'Select'], ['u', 'Read or unread'], ['f', 'Favourite'], ['a', 'Archive'],
  ['#', 'Delete'], ['z', 'Undo'], ['Esc', 'Close, clear'], ['?', 'This help'],
];

export function HelpDialog({ model }) {
  return html`
    <${Dialog} title="Help" close=${() => model.open(null)}>
      <h3>Search</h3>
      <dl class="keys">
        <dt><code>java web</code></dt><dd>both words, anywhere in a link</dd>
        <dt><code>"spring boot"</code></dt><dd>the phrase</dd>
        <dt><code>#java</code></dt><dd>the tag</dd>
        <dt><code>-draft</code></dt><dd>without the word</dd>
        <dt><code>java or kotlin</code></dt><dd>either</dd>
        <dt><code>(a or b) c</code></dt><dd>parentheses group</dd>
      </dl>
      <h3>Keys</h3>
      <dl class="keys two">${KEYS.map(([key, use]) => html`<dt key=${key}><kbd>${key}</kbd></dt><dd>${use}</dd>`)}</dl>
      <p class="quiet">They can be turned off in the settings. For programs there is <a href=${model.api.address('docs')}>the API’s reference</a>.</p>
    <//>
  `;
}
