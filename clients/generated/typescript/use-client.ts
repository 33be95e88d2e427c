// Uses the generated client: `use-client.js SERVER TOKEN`. Prints a word for each part that works, and fails where one does not.

import assert from 'node:assert/strict';
import {
  Configuration,
  LinkSort,
  LinksApi,
  BatchOperationOpEnum,
  ProblemFromJSON,
  ResponseError,
  SyncApi,
} from './client/index.js';

const [server, token] = process.argv.slice(2);
const configuration = new Configuration({basePath: server, accessToken: token});
const links = new LinksApi(configuration);
const sync = new SyncApi(configuration);

const first = await links.saveLink({
  sharedLinkDraft: {
    url: 'https://typescript.example/1', title: 'First', note: 'Keep', tags: ['one', 'two'], unread: true,
  },
});
const second = await links.saveLink({sharedLinkDraft: {url: 'https://typescript.example/2'}});
assert.equal(first.title, 'First');
assert.equal(second.note, null);
console.log('save');

const query = {q: 'typescript.example', sort: LinkSort.OLDEST_FIRST, limit: 1};
const page = await links.listLinks(query);
assert.deepEqual(page.items, [first]);
const rest = await links.listLinks({...query, cursor: page.next ?? undefined});
assert.deepEqual(rest.items, [second]);
assert.equal(rest.next, null);
console.log('list');

const renamed = await links.updateLink({id: first.id, linkPatch: {title: 'Renamed'}});
assert.deepEqual(renamed, {...first, title: 'Renamed', revision: renamed.revision, updatedAt: renamed.updatedAt});
const cleared = await links.updateLink({id: first.id, linkPatch: {note: null, tags: null, unread: null}});
assert.deepEqual([cleared.note, cleared.tags, cleared.unread, cleared.title], [null, [], false, 'Renamed']);
console.log('patch');

let changes = await sync.listChanges();
assert.ok(changes.changes.some((change) => change.link?.revision === cleared.revision));
assert.equal(changes.more, false);
await links.deleteLink({id: second.id});
changes = await sync.listChanges({since: changes.next});
assert.deepEqual(
  changes.changes.map(({id, deleted, link}) => ({id, deleted, link})),
  [{id: second.id, deleted: true, link: undefined}],
);
console.log('sync');

const done = await sync.applyBatch({
  batch: {
    operations: [
      {op: BatchOperationOpEnum.Update, id: first.id, patch: {note: 'Again'}},
      {op: BatchOperationOpEnum.Delete, url: 'https://typescript.example/1'},
    ],
  },
});
assert.deepEqual(done.results.map(({outcome}) => outcome), ['updated', 'deleted']);
assert.deepEqual([done.results[0]?.link?.note, done.results[0]?.link?.title], ['Again', 'Renamed']);
const digest = await sync.checkCopy({since: (await sync.listChanges({since: changes.next})).next});
assert.equal(digest.current, true);
console.log('batch');

const refused = await links.saveLink({sharedLinkDraft: {url: 'javascript:alert(1)'}}).catch((error: unknown) => error);
assert.ok(refused instanceof ResponseError);
assert.equal(refused.response.status, 400);
const problem = ProblemFromJSON(await refused.response.json());
assert.deepEqual([problem.type, problem.status], ['/problems/invalid-input', 400]);
assert.deepEqual(problem.errors?.map(({code, pointer}) => [code, pointer]), [['refused-url', '/url']]);
console.log('problem');
