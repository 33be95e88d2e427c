// The form for signing in by a code or a token.

import { focusFirst } from './dialog.js';
import { html, useLayoutEffect, useRef, useState } from './ui.js';

export function SignIn({ model }) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const place = useRef();
  useLayoutEffect(() => focusFirst(place.current), []);
  const signIn = async (event) => {
    event.preventDefault();
    setBusy(true);
    await model.signIn(text);
    setBusy(false);
  };
  return html`
    <main class="message" ref=${place}>
      <h1>Linkhold</h1>
      <p>Open the address that <code>./linkhold sign-in NAME</code> prints, or that a browser which is signed in shows under “Phones and browsers”.</p>
      <form onSubmit=${signIn}>
        <div class="field">
          <label for="credential">Code or token</label>
          <input
            id="credential"
            type="password"
            autocomplete="off"
            data-focus
            required
            value=${text}
            aria-describedby="credential-problem"
            onInput=${(event) => setText(event.target.value)}
          />
          <p id="credential-problem" class="wrong" role="alert">${model.signInProblem}</p>
        </div>
        <button type="submit" class="primary" disabled=${busy}>Sign in</button>
      </form>
      <p class="quiet">A code is valid once, for ten minutes. The browser keeps no token, but a session that scripts cannot read.</p>
    </main>
  `;
}
