import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fromBuffer } from 'yauzl';
import type { BlobRef } from '../../base/blob.ts';
import { refused } from '../blobs/blobs.contract.ts';
import { LocalBlobs } from '../blobs/blobs.local.ts';
import { MemoryBlobs } from '../blobs/blobs.memory.ts';
import { gitContract } from './git.contract.ts';
import { LocalGit } from './git.local.ts';
import { SimulatedGit } from './git.simulated.ts';
import { gitEnvironment } from './command.ts';
import { changesBetween } from './history.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-git-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

function openLocal() {
  const folder = path.join(root, String(++folders));
  const blobs = new LocalBlobs(path.join(folder, 'blobs'));
  return { git: new LocalGit(path.join(folder, 'git'), blobs), blobs, folder };
}

const person = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
};
const dates = { GIT_AUTHOR_DATE: '1700000000 +0200', GIT_COMMITTER_DATE: '1700000000 +0200' };

/** Makes a commit inside a bare repository by git's plumbing; `tree` is text by path, in the top folder. */
function commitIn(folder: string, tree: Readonly<Record<string, string>>): string {
  const run = (args: string[], input: string) =>
    execFileSync('git', [`--git-dir=${folder}`, ...args], {
      input,
      encoding: 'utf8',
      env: { ...gitEnvironment(folder), ...person, ...dates },
    }).trim();
  const entries = Object.entries(tree).map(
    ([name, text]) => `100644 blob ${run(['hash-object', '-w', '--stdin'], text)}\t${name}\n`,
  );
  const commit = run(['commit-tree', run(['mktree'], entries.join('')), '-F', '-'], 'a commit');
  run(['update-ref', 'refs/heads/main', commit], '');
  return commit;
}

gitContract('git', () => {
  const { git, blobs } = openLocal();
  return {
    git,
    commit: async (repository, text) => commitIn(git.find(repository)!, { 'a.txt': text }),
    read: (blob) => blobs.read(blob),
  };
});

gitContract('simulated git', () => {
  const blobs = new MemoryBlobs();
  return {
    git: new SimulatedGit(blobs),
    commit: async (_repository, text) => createHash('sha1').update(text).digest('hex'),
    read: (blob) => blobs.read(blob),
  };
});

const repository = '123456789012/eu-west-1/demo';

/** Names in a zip. */
function namesIn(zip: Uint8Array): Promise<string[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(zip), {}, (error, file) => {
      if (error) return reject(error);
      const names: string[] = [];
      file.on('entry', (entry: { fileName: string }) => names.push(entry.fileName));
      file.on('end', () => resolve(names));
    });
  });
}

describe('git', () => {
  test('a zip holds the whole tree, whatever its attributes say', async () => {
    const { git, blobs } = openLocal();
    await git.perform({ type: 'git.create', repository });
    const attributes = 'secret.txt export-ignore\n';
    const commit = commitIn(git.find(repository)!, {
      '.gitattributes': attributes,
      'secret.txt': 'x',
      b: 'y',
    });
    const { zip } = (await git.perform({ type: 'git.archive', repository, commit })) as { zip: BlobRef };
    assert.deepEqual(await namesIn(await blobs.read(zip)), ['.gitattributes', 'b', 'secret.txt']);
    const large = commitIn(git.find(repository)!, { b: 'y'.repeat(3_000_000) });
    const packed = await git.perform({ type: 'git.archive', repository, commit: large });
    const { size } = (packed as { zip: BlobRef }).zip;
    assert.ok(size < 1_000_000, `${size} bytes of the zip of a large tree`);
    assert.deepEqual(await namesIn(await blobs.read((packed as { zip: BlobRef }).zip)), ['b']);
  });

  test('a tree or a file is no commit, nor is a commit that is not there', async () => {
    const { git } = openLocal();
    await git.perform({ type: 'git.create', repository });
    const folder = git.find(repository)!;
    const commit = commitIn(folder, { a: 'x' });
    const tree = execFileSync('git', [`--git-dir=${folder}`, 'rev-parse', `${commit}^{tree}`], {
      encoding: 'utf8',
    });
    for (const each of [tree.trim(), '0'.repeat(40)]) {
      const archiving = git.perform({ type: 'git.archive', repository, commit: each });
      await assert.rejects(archiving, refused('CommitDoesNotExist'));
    }
  });

  test('references and repositories are listed, for whoever wrote them down', async () => {
    const { git } = openLocal();
    assert.deepEqual(await git.all(), []);
    await git.perform({ type: 'git.create', repository });
    assert.deepEqual(await git.refs(repository), []);
    const commitId = commitIn(git.find(repository)!, { a: 'x' });
    assert.deepEqual(await git.refs(repository), [{ reference: 'refs/heads/main', commitId }]);
    assert.deepEqual(await git.all(), [repository]);
    const push = await git.pushedSince(repository, []);
    assert.deepEqual(
      [push.references, push.commits.map((each) => each.commitId)],
      [[{ reference: 'refs/heads/main', newCommitId: commitId, paths: ['a'] }], [commitId]],
    );
    git.reset();
    assert.deepEqual(await git.all(), []);
  });
});

test('references that are the same have not changed', () => {
  const at = (reference: string, commitId: string) => ({ reference, commitId });
  const before = [at('a', '1'), at('b', '1'), at('c', '1')];
  assert.deepEqual(changesBetween(before, [at('a', '1'), at('b', '2'), at('d', '1')]), [
    { reference: 'b', oldCommitId: '1', newCommitId: '2' },
    { reference: 'd', newCommitId: '1' },
    { reference: 'c', oldCommitId: '1' },
  ]);
});
