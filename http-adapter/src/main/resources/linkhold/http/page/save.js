// Saving: the field at the top, and the form that a bookmarklet or a phone's share sheet opens.

import { focusFirst } from './dialog.js';
import { MAX_LENGTHS, TextField } from './editor.js';
import { Icon } from './icons.js';
import { sharedText } from './shared-text.js';
import { TagInput, withText } from './tag-input.js';
import { html, useLayoutEffect, useRef, useState } from './ui.js';

export function SaveField({ model }) {
  const [text, setText] = useState('');
  const save = async (event) => {
    event.preventDefault();
    if (text.trim() && (await model.saveText(text))) setText('');
  };
  const onPaste = (event) => {
    const pasted = event.clipboardData.getData('text');
    if (!pasted.includes('\n')) return;
    event.preventDefault(); // the field would join the lines without a space
    setText(pasted.replace(/\s+/g, ' ').trim());
  };
  return html`
    <form class="save" onSubmit=${save}>
      <${Icon} name="plus" />
      <input
        class="save-field"
        aria-label="Save a link"
        placeholder="Save a link"
        autocomplete="off"
        autocapitalize="none"
        inputmode="url"
        enterkeyhint="done"
        value=${text}
        onInput=${(event) => setText(event.target.value)}
        onPaste=${onPaste}
      />
      ${text.trim() && html`<button type="submit" class="primary small">Save</button>`}
    </form>
  `;
}

/** The draft in the parameters of the address of `/save`. */
function givenDraft() {
  const query = new URLSearchParams(location.search);
  const given = (name) => query.get(name)?.trim() ?? '';
  const shared = sharedText(given('url') || given('text'));
  const url = shared.urls.length === 1 ? shared.urls[0] : given('url');
  const rest = given('url') && given('text') !== given('url') ? given('text') : '';
  return {
    url,
    title: (given('title') || shared.title).slice(0, MAX_LENGTHS.title),
    description: (given('description') || sharedText(rest).title).slice(0, MAX_LENGTHS.description),
    tags: withText([], query.getAll('tags').join(' ')),
    several: shared.urls.length > 1 ? shared.urls : null,
  };
}

export function SavePage({ model, done }) {
  const [draft, setDraft] = useState(givenDraft);
  const [tagText, setTagText] = useState('');
  const [unread, setUnread] = useState(false);
  const place = useRef();
  useLayoutEffect(() => focusFirst(place.current), []);
  const known = draft.url && model.library.withUrl(draft.url);
  const set = (changes) => setDraft((before) => ({ ...before, ...changes }));
  const save = async (event) => {
    event.preventDefault();
    const tags = withText(draft.tags, tagText);
    const link = { url: draft.url.trim() };
    if (draft.title.trim()) link.title = draft.title.trim();
    if (draft.description.trim()) link.description = draft.description.trim();
    if (tags.length) link.tags = tags;
    if (unread) link.unread = true;
    await model.save(link, true);
    await done(known ? 'You had this link already; it is merged.' : 'Saved.');
  };
  return html`
    <main class="save-page" ref=${place}>
      <h1>Save a link</h1>
      ${draft.several &&
      html`<fieldset class="several">
        <legend>There are several links in what was shared. Which one?</legend>
        ${draft.several.map(
          (url) => html`<button key=${url} type="button" onClick=${() => set({ url, several: null })}>${url}</button>`,
        )}
      </fieldset>`}
      <form onSubmit=${save}>
        <${TextField} label="URL" type="text" inputmode="url" required maxlength=${MAX_LENGTHS.url} value=${draft.url} change=${(url) => set({ url })} data-focus=${!draft.url} />
        ${known && html`<p class="hint" role="status">You have this link already${known.title ? `: ${known.title}` : ''}. Saving adds to it.</p>`}
        <${TextField} label="Title" maxlength=${MAX_LENGTHS.title} value=${draft.title} change=${(title) => set({ title })} />
        <${TagInput}
          label="Tags"
          tags=${draft.tags}
          text=${tagText}
          known=${model.library.tags()}
          change=${(tags, text) => {
            set({ tags });
            setTagText(text);
          }}
        />
        <${TextField} label="Description" lines="3" maxlength=${MAX_LENGTHS.description} value=${draft.description} change=${(description) => set({ description })} />
        <fieldset class="flags">
          <legend class="hidden">Marks</legend>
          <label><input type="checkbox" checked=${unread} onChange=${(event) => setUnread(event.target.checked)} /><span>Read it later</span></label>
        </fieldset>
        <footer>
          <button type="submit" class="primary" data-focus=${Boolean(draft.url)}>Save</button>
          <button type="button" onClick=${() => done(null)}>Cancel</button>
        </footer>
      </form>
    </main>
  `;
}
