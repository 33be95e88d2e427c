// The form with all fields of a link.

import { Dialog } from './dialog.js';
import { Icon } from './icons.js';
import { When, openable } from './list.js';
import { TagInput, withText } from './tag-input.js';
import { html, useId, useState } from './ui.js';

/** The API's maximum lengths of texts. */
export const MAX_LENGTHS = { url: 8_192, title: 2_048, description: 16_384, note: 65_536 };

const FLAGS = {
  unread: 'Unread',
  favorite: 'Favourite',
  archived: 'Archived',
  shared: 'Shared',
};

/** A text field; `change` is called with each new value. */
export function TextField({ label, value, change, lines, type = 'text', hint, ...more }) {
  const id = useId();
  const input = {
    id,
    value,
    onInput: (event) => change(event.target.value),
    'aria-describedby': hint ? `${id}-hint` : null,
    ...more,
  };
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${lines ? html`<textarea rows=${lines} ...${input} />` : html`<input type=${type} ...${input} />`}
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    </div>
  `;
}

/** The members of `draft` that differ from `link`, as a patch. */
function patchOf(link, draft) {
  const patch = {};
  for (const name of ['title', 'description', 'note']) {
    if (draft[name].trim() !== (link[name] ?? '')) patch[name] = draft[name].trim() || null;
  }
  if (draft.url.trim() !== link.url) patch.url = draft.url.trim();
  for (const name of Object.keys(FLAGS)) if (draft[name] !== link[name]) patch[name] = draft[name];
  const addTags = draft.tags.filter((tag) => !link.tags.includes(tag));
  const removeTags = link.tags.filter((tag) => !draft.tags.includes(tag));
  if (addTags.length) patch.addTags = addTags;
  if (removeTags.length) patch.removeTags = removeTags;
  return patch;
}

export function Editor({ model, id }) {
  const link = model.library.get(id);
  const [draft, setDraft] = useState(() => ({
    ...link,
    title: link?.title ?? '',
    description: link?.description ?? '',
    note: link?.note ?? '',
  }));
  const [base] = useState(link); // the link when the form was opened
  const [tagText, setTagText] = useState('');
  const close = () => model.open(null);
  if (!base) {
    return html`<${Dialog} title="Link" close=${close}><p>This link was deleted.</p><//>`;
  }
  const set = (changes) => setDraft((before) => ({ ...before, ...changes }));
  const save = async (event) => {
    event.preventDefault();
    const patch = patchOf(base, { ...draft, tags: withText(draft.tags, tagText) });
    close();
    if (Object.keys(patch).length) await model.patch([{ ...base, id }], patch, 'Changed.');
  };
  return html`
    <${Dialog} title="Edit link" kind="drawer" close=${close}>
      <form onSubmit=${save} onKeyDown=${(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && save(event)}>
        <div class="fields">
          <${TextField} label="Title" maxlength=${MAX_LENGTHS.title} value=${draft.title} change=${(title) => set({ title })} data-focus />
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
          <${TextField} label="Note" lines="5" maxlength=${MAX_LENGTHS.note} value=${draft.note} change=${(note) => set({ note })} />
          <fieldset class="flags">
            <legend>Marks</legend>
            ${Object.entries(FLAGS).map(
              ([name, label]) => html`<label key=${name}>
                <input type="checkbox" checked=${draft[name]} onChange=${(event) => set({ [name]: event.target.checked })} />
                <span>${label}</span>
              </label>`,
            )}
          </fieldset>
          <${TextField} label="URL" type="url" required maxlength=${MAX_LENGTHS.url} value=${draft.url} change=${(url) => set({ url })} />
          <${TextField} label="Description" lines="3" maxlength=${MAX_LENGTHS.description} value=${draft.description} change=${(description) => set({ description })} />
          <p class="quiet">
            Saved <${When} at=${base.createdAt} />${base.updatedAt !== base.createdAt && html`, changed <${When} at=${base.updatedAt} />`}
          </p>
        </div>
        <footer>
          <button type="submit" class="primary">Save</button>
          <a class="button" href=${openable(base.url)} target="_blank" rel="noopener noreferrer">Open</a>
          <button
            type="button"
            class="danger"
            onClick=${() => {
              close();
              model.remove([model.library.get(id) ?? base]);
            }}
          >
            <${Icon} name="trash" />Delete
          </button>
        </footer>
      </form>
    <//>
  `;
}
