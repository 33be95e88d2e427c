// The page's calls to the server, other than those for syncing.

/** The server answered with an error; `problem` is its body (RFC 9457). */
export class Problem extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

export class Api {
  constructor(base) {
    this.base = base;
  }

  address(path) {
    return new URL(path, this.base).href;
  }

  /** Returns the answer's JSON, or null without a body. Throws Problem, or TypeError without an answer. */
  async call(method, path, body) {
    const headers = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetch(this.address(path), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
    });
    const text = await response.text();
    let json = null;
    try {
      json = text ? JSON.parse(text) : null;
    } catch {
      json = { detail: 'The answer is not the server’s.' };
    }
    if (!response.ok) throw new Problem(response.status, json ?? {});
    return json;
  }

  account() {
    return this.call('GET', 'v1/account');
  }

  signIn(credentials) {
    return this.call('POST', 'v1/session', credentials);
  }

  signOut() {
    return this.call('DELETE', 'v1/session');
  }

  renameTag(from, to) {
    return this.call('PATCH', `v1/tags/${encodeURIComponent(from)}`, { name: to });
  }

  deleteTag(name) {
    return this.call('DELETE', `v1/tags/${encodeURIComponent(name)}`);
  }

  devices() {
    return this.call('GET', 'v1/account/devices');
  }

  revokeDevice(id) {
    return this.call('DELETE', `v1/account/devices/${encodeURIComponent(id)}`);
  }

  signInCode() {
    return this.call('POST', 'v1/account/sign-in-codes');
  }

  /** Imports a file; `progress` is called with the fraction that is sent, 0 to 1. */
  importFile(file, progress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', this.address('v1/import'));
      request.setRequestHeader('Accept', 'application/json');
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
      request.onload = () =>
        request.status === 200
          ? resolve(request.response)
          : reject(new Problem(request.status, request.response ?? {}));
      request.onerror = () => reject(new TypeError('No answer'));
      request.send(file);
    });
  }
}
