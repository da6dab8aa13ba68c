import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { GitArchived, GitCommitMade, GitLook, GitLooked } from '../../base/effects/git.ts';
import { refused } from '../blobs/blobs.contract.ts';
import { LocalBlobs } from '../blobs/blobs.local.ts';
import { LocalGit } from './git.local.ts';
import { unpackAll } from '../workspaces/unpack.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-git-objects-'));
after(() => rmSync(root, { recursive: true, force: true }));
const blobs = new LocalBlobs(path.join(root, 'blobs'));
const git = new LocalGit(path.join(root, 'git'), blobs);
const author = { name: 'Ann', email: 'ann@example.com', date: '1700000000 +0000' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

let repositories = 0;
async function fresh() {
  const repository = `111122223333/us-east-1/objects-${++repositories}`;
  await git.perform({ type: 'git.create', repository });
  const commit = async (branch: string, parent: string | undefined, files: Record<string, string | null>) => {
    const entries = Object.entries(files);
    const put = entries.flatMap(([name, text]) =>
      text === null ? [] : [{ path: name, mode: '100644' as const, bytes: base64(text) }],
    );
    const gone = entries.flatMap(([name, text]) => (text === null ? [name] : []));
    const shared = { repository, branch, parent, put, delete: gone, message: 'm', author };
    return (await git.perform({ type: 'git.commit', ...shared })) as GitCommitMade;
  };
  const look = async (at: GitLook['at']) =>
    (await git.perform({ type: 'git.look', repository, at })) as GitLooked;
  return { repository, commit, look };
}

test('a commit is made on top of another, and the same asked for again is the same', async () => {
  const { repository, commit, look } = await fresh();
  const first = await commit('main', undefined, { a: 'one', 'b/ü c': 'two' });
  assert.deepEqual(first.paths, ['a', 'b/ü c']);
  const again = await commit('main', undefined, { a: 'one', 'b/ü c': 'two' });
  assert.equal(again.commit.commitId, first.commit.commitId);
  const second = await commit('main', first.commit.commitId, { a: null, d: 'three' });
  assert.deepEqual(second.commit.parents, [first.commit.commitId]);
  const { entries } = await look({ kind: 'folder', commit: second.commit.commitId, path: '' });
  assert.deepEqual(
    entries!.map(({ path: name, mode }) => [name, mode]),
    [
      ['b', '040000'],
      ['d', '100644'],
    ],
  );
  const { file } = await look({ kind: 'file', commit: second.commit.commitId, path: 'b/ü c' });
  assert.equal(Buffer.from(file!.bytes, 'base64').toString(), 'two');
  assert.deepEqual(await look({ kind: 'file', commit: second.commit.commitId, path: 'b' }), {});
  const { differences } = await look({
    kind: 'differences',
    before: first.commit.commitId,
    after: second.commit.commitId,
  });
  assert.deepEqual(
    differences!.map(({ before, after: now }) => [before?.path, now?.path]),
    [
      ['a', undefined],
      [undefined, 'd'],
    ],
  );
  assert.deepEqual(await git.refs(repository), [
    { reference: 'refs/heads/main', commitId: second.commit.commitId },
  ]);
  await assert.rejects(commit('main', first.commit.commitId, { e: 'late' }), refused('ReferenceMoved'));
});

test('a merge is a commit of two parents, of old and new files; without a branch it moves none', async () => {
  const { repository, commit, look } = await fresh();
  const base = (await commit('main', undefined, { a: '1\n', b: '1\n' })).commit.commitId;
  const side = (await commit('side', undefined, { a: '2\n', c: '1\n' })).commit.commitId;
  const { differences } = await look({ kind: 'differences', after: side });
  const c = differences!.find(({ after }) => after!.path === 'c')!.after!;
  const make = {
    type: 'git.commit',
    repository,
    parent: base,
    alsoParents: [side],
    put: [
      { path: 'a', mode: '100644', bytes: base64('both\n') },
      { path: 'c', mode: '100755', blob: c.id },
    ],
    delete: ['b'],
    message: 'merge',
    author,
  } as const;
  const { commit: made, paths } = (await git.perform(make)) as GitCommitMade;
  assert.deepEqual(
    [made.parents, paths],
    [
      [base, side],
      ['a', 'b', 'c'],
    ],
  );
  const { file } = await look({ kind: 'file', commit: made.commitId, path: 'c' });
  assert.deepEqual([file!.id, file!.mode], [c.id, '100755']);
  const main = async () => (await git.refs(repository)).find(({ reference }) => reference.endsWith('/main'))!;
  assert.equal((await main()).commitId, base);
  assert.deepEqual(await git.perform({ ...make, branch: 'main' }), {
    commit: made,
    files: [
      {
        path: 'a',
        mode: '100644',
        blobId: (await look({ kind: 'file', commit: made.commitId, path: 'a' })).file!.id,
      },
      { path: 'c', mode: '100755', blobId: c.id },
    ],
    paths,
  });
  assert.equal((await main()).commitId, made.commitId);
});

test('a repository is kept under another name, and the history of a file is told', async () => {
  const { repository, commit } = await fresh();
  const first = (await commit('main', undefined, { a: '1\n', b: '1\n' })).commit.commitId;
  const second = (await commit('main', first, { b: '2\n' })).commit.commitId;
  const third = (await commit('main', second, { a: '2\n' })).commit.commitId;
  const to = `${repository}-renamed`;
  await git.perform({ type: 'git.rename', repository, to });
  await git.perform({ type: 'git.rename', repository, to });
  assert.equal(git.find(repository), undefined);
  const at = { kind: 'history', commit: third, path: 'a' } as const;
  const { versions } = (await git.perform({ type: 'git.look', repository: to, at })) as GitLooked;
  assert.deepEqual(
    versions!.map(({ commit: made, follows }) => [made.commitId, follows]),
    [
      [third, [first]],
      [first, []],
    ],
  );
  // Neither a pattern nor what no file is called like is taken for a file.
  for (const path of ['*', ':/', '', '\0']) {
    const none = { type: 'git.look', repository: to, at: { ...at, path } } as const;
    assert.deepEqual(((await git.perform(none)) as GitLooked).versions, []);
  }
  const other = await fresh();
  await other.commit('main', undefined, { a: '1\n' });
  const onto = { type: 'git.rename', repository: to, to: other.repository } as const;
  await assert.rejects(git.perform(onto), refused('RepositoryExists'));
});

test('a clone has the whole history, its links and its programs, and the commit checked out', async () => {
  const { repository, commit } = await fresh();
  const first = (await commit('main', undefined, { a: '1\n' })).commit.commitId;
  const put = [
    { path: 'run.sh', mode: '100755', bytes: base64('#!/bin/sh\n') },
    { path: 'link', mode: '120000', bytes: base64('a') },
  ] as const;
  const made = { repository, branch: 'main', parent: first, put, delete: [], message: 'm', author };
  const { commit: second } = (await git.perform({ type: 'git.commit', ...made })) as GitCommitMade;
  const clone = { origin: 'https://git.example/web' };
  const archive = { type: 'git.archive', repository, commit: second.commitId, clone } as const;
  const { zip } = (await git.perform(archive)) as GitArchived;
  const folder = path.join(root, 'cloned');
  await unpackAll([{ file: blobs.pathOf(zip), into: folder }], root);
  const said = (...words: string[]) => execFileSync('git', words, { cwd: folder }).toString().trim();
  assert.deepEqual(said('log', '--format=%H').split('\n'), [second.commitId, first]);
  assert.equal(said('status', '--porcelain'), '');
  assert.equal(said('remote', 'get-url', 'origin'), clone.origin);

  const shallow = { ...archive, clone: { ...clone, depth: 1 } };
  const { zip: short } = (await git.perform(shallow)) as GitArchived;
  const into = path.join(root, 'shallow');
  await unpackAll([{ file: blobs.pathOf(short), into }], root);
  const log = execFileSync('git', ['log', '--format=%H'], { cwd: into });
  assert.equal(log.toString().trim(), second.commitId);
});
