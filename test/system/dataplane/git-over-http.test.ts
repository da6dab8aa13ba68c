import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { GitFetch, GitFetched, GitReadOutput } from '../../../packages/runtime/src/base/effects/git.ts';
import { refused } from '../../../packages/runtime/src/dataplane/blobs/blobs.contract.ts';
import { LocalBlobs } from '../../../packages/runtime/src/dataplane/blobs/blobs.local.ts';
import { LocalGit } from '../../../packages/runtime/src/dataplane/git/git.local.ts';
import type { GitPush } from '../../../packages/runtime/src/dataplane/git/history.ts';
import { gitRoute } from '../../../packages/runtime/src/dataplane/git/route.ts';

const execute = promisify(execFile);
const root = mkdtempSync(path.join(tmpdir(), 'penstock-git-http-'));
const repositories = new LocalGit(path.join(root, 'git'), new LocalBlobs(path.join(root, 'blobs')));
const pushes: GitPush[] = [];
/** Which files were changed is a test of its own. */
const withoutPaths = (references: GitPush['references']) =>
  references.map(({ paths: _paths, ...reference }) => reference);
let record = async (push: GitPush): Promise<void> => void pushes.push(push);

const route = gitRoute({
  repositories,
  credentials: (user, password) =>
    password === 'right' ? { account: user!, arn: `arn:aws:iam::${user}:root` } : undefined,
  pushed: (push) => record(push),
});
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url!, 'http://house');
  if (!route.match('GET', pathname)) return void response.writeHead(418).end();
  route.handle(request, response).catch(() => response.writeHead(500).end());
});
let origin = '';

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
  rmSync(root, { recursive: true, force: true });
});

let clones = 0;
let names = 0;

async function git(folder: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_DATE: '1700000000 +0530',
    GIT_COMMITTER_DATE: '1700000001 -0800',
  };
  return (await execute('git', args, { cwd: folder, env })).stdout.trim();
}

async function freshRepository(region = 'us-east-1'): Promise<{ repository: string; url: string }> {
  const name = `demo-${++names}`;
  const repository = `111122223333/${region}/${name}`;
  await repositories.perform({ type: 'git.create', repository });
  const path = region === 'us-east-1' ? `/v1/repos/${name}` : `/${region}/v1/repos/${name}`;
  return { repository, url: `http://111122223333:right@${origin}${path}` };
}

async function workingCopy(): Promise<string> {
  const folder = path.join(root, `copy-${++clones}`);
  mkdirSync(folder);
  await git(folder, 'init', '-q', '-b', 'main');
  await git(folder, 'config', 'user.name', 'Ann Author');
  await git(folder, 'config', 'user.email', 'ann@example.com');
  return folder;
}

async function commit(folder: string, message: string): Promise<string> {
  writeFileSync(path.join(folder, 'file.txt'), message);
  await git(folder, 'add', '.');
  await git(folder, 'commit', '-q', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}

describe('git over HTTP', () => {
  test('a push is told with its commits before it is acknowledged, and can be cloned', async () => {
    const { repository, url } = await freshRepository();
    const folder = await workingCopy();
    const first = await commit(folder, 'first');
    const second = await commit(folder, 'second\n\nwith a body\n\nof two: ü');
    let recorded = false;
    record = async (push) => {
      await execute('git', ['--version']); // Takes a while.
      recorded = true;
      pushes.push(push);
    };
    await git(folder, 'push', '-q', url, 'main');
    assert.ok(recorded);
    record = async (push) => void pushes.push(push);
    const push = pushes.at(-1)!;
    assert.equal(push.repository, repository);
    assert.deepEqual(withoutPaths(push.references), [{ reference: 'refs/heads/main', newCommitId: second }]);
    assert.deepEqual(
      push.commits.map(({ commitId, parents }) => ({ commitId, parents })),
      [
        { commitId: second, parents: [first] },
        { commitId: first, parents: [] },
      ],
    );
    const { message, author, committer, treeId } = push.commits[0]!;
    assert.equal(message, 'second\n\nwith a body\n\nof two: ü\n');
    assert.deepEqual(author, { name: 'Ann Author', email: 'ann@example.com', date: '1700000000 +0530' });
    assert.equal(committer.date, '1700000001 -0800');
    assert.equal(treeId, await git(folder, 'rev-parse', 'HEAD^{tree}'));
    const clone = path.join(root, 'clone');
    await git(root, 'clone', '-q', url, clone);
    assert.equal(await git(clone, 'rev-parse', 'HEAD'), second);
  });

  test('two quick pushes, a forced one, a tag and a deleted branch are told as they are', async () => {
    const { url } = await freshRepository('eu-west-1');
    const folder = await workingCopy();
    const one = await commit(folder, 'one');
    await git(folder, 'push', '-q', url, 'main', 'main:side');
    const two = await commit(folder, 'two');
    await git(folder, 'push', '-q', url, 'main');
    await git(folder, 'reset', '-q', '--hard', one);
    const three = await commit(folder, 'three');
    await assert.rejects(git(folder, 'push', '-q', url, 'main'), /rejected/);
    await git(folder, 'push', '-q', '--force', url, 'main');
    await git(folder, 'tag', '-a', 'v1', '-m', 'version 1');
    await git(folder, 'push', '-q', url, 'v1');
    await git(folder, 'push', '-q', url, ':side');
    const told = pushes
      .slice(-5)
      .map(({ references, commits }) => [withoutPaths(references), commits.map((c) => c.commitId)]);
    const main = 'refs/heads/main';
    assert.deepEqual(told, [
      [
        [
          { reference: main, newCommitId: one },
          { reference: 'refs/heads/side', newCommitId: one },
        ],
        [one],
      ],
      [[{ reference: main, oldCommitId: one, newCommitId: two }], [two]],
      [[{ reference: main, oldCommitId: two, newCommitId: three }], [three]],
      [[{ reference: 'refs/tags/v1', newCommitId: three }], []],
      [[{ reference: 'refs/heads/side', oldCommitId: one }], []],
    ]);
  });

  test('a push tells which files its commits have changed, in all of them', async () => {
    const { url } = await freshRepository();
    const folder = await workingCopy();
    const pathsOf = () => pushes.at(-1)!.references.map(({ reference, paths }) => [reference, paths]);
    const commitOf = async (...names: string[]) => {
      for (const name of names) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), `${Math.random()}`);
      }
      await git(folder, 'add', '-A');
      return commit(folder, names.join(' '));
    };
    const one = await commitOf('a', 'docs/ü b');
    await git(folder, 'push', '-q', url, 'main');
    assert.deepEqual(pathsOf(), [['refs/heads/main', ['a', 'docs/ü b', 'file.txt']]]);
    await commitOf('c');
    await commitOf('d');
    rmSync(path.join(folder, 'c'));
    await commitOf('d');
    await git(folder, 'push', '-q', url, 'main');
    assert.deepEqual(pathsOf(), [['refs/heads/main', ['c', 'd', 'file.txt']]]);
    await git(folder, 'push', '-q', url, 'main:next');
    assert.deepEqual(pathsOf(), [['refs/heads/next', []]], 'a branch of nothing new');
    await git(folder, 'push', '-q', '--force', url, `${one}:refs/heads/main`);
    assert.deepEqual(pathsOf(), [['refs/heads/main', ['d', 'file.txt']]], 'what was set back');
  });

  test('what is pushed there is fetched elsewhere, with a token that is right', async () => {
    const { url } = await freshRepository();
    const { origin: at, pathname, username: user, password: token } = new URL(url);
    const folder = await workingCopy();
    const one = await commit(folder, 'one');
    const two = await commit(folder, 'two');
    await git(folder, 'push', '-q', url, 'main');
    const elsewhere = new LocalGit(path.join(root, 'else'), new LocalBlobs(path.join(root, 'else-blobs')));
    const mirror = '111122223333/us-east-1/mirror';
    const fetch = (known: GitFetch['known'], told: GitFetch['told'], secret = token) =>
      elsewhere.perform({
        type: 'git.fetch',
        repository: mirror,
        from: { url: `${at}${pathname}`, user, token: secret },
        known,
        told,
      }) as Promise<GitFetched>;
    await assert.rejects(fetch([], [], 'wrong'), refused('AccessDenied'));
    const main = 'refs/heads/main';
    const first = await fetch([], []);
    assert.deepEqual(first.references, [{ reference: main, newCommitId: two, paths: ['file.txt'] }]);
    const known = [{ reference: main, commitId: one }];
    const told = { commit: two.slice(0, 12), before: one, found: [{ before: one, after: two }] };
    const again = await fetch(known, [told, { ...told, found: [] }, { commit: 'f'.repeat(40), found: [] }]);
    assert.deepEqual(withoutPaths(again.references), [
      { reference: main, oldCommitId: one, newCommitId: two },
    ]);
    assert.deepEqual(again.told, [
      { commitId: two, paths: ['file.txt'], wasFound: true },
      { commitId: two, paths: ['file.txt'], wasFound: false },
      null,
    ]);
    const read = await elsewhere.perform({ type: 'git.read', repository: mirror, commit: one });
    assert.equal((read as GitReadOutput).commit.message, 'one\n');
    await git(folder, 'push', '-q', url, '--delete', 'main').catch(() => {});
    const gone = await fetch([{ reference: main, commitId: two }], []);
    assert.deepEqual(withoutPaths(gone.references), [{ reference: main, oldCommitId: two }]);
  });

  test('pushes of many at once to one repository are told one after the other', async () => {
    const { repository, url } = await freshRepository();
    const copies = await Promise.all([1, 2, 3].map(() => workingCopy()));
    const from = pushes.length;
    await Promise.all(
      copies.map(async (folder, index) => {
        await commit(folder, `of ${index}`);
        await git(folder, 'push', '-q', url, `main:branch-${index}`);
      }),
    );
    const told = pushes.slice(from);
    assert.deepEqual(
      told.map(({ references, commits }) => [references.length, commits.length]),
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    );
    assert.equal((await repositories.refs(repository)).length, 3);
  });

  test('the first branch pushed is the one that is cloned', async () => {
    const { url } = await freshRepository();
    const folder = await workingCopy();
    await commit(folder, 'one');
    await git(folder, 'push', '-q', url, 'main:trunk');
    const clone = path.join(root, 'clone-of-trunk');
    await git(root, 'clone', '-q', url, clone);
    assert.equal(await git(clone, 'branch', '--show-current'), 'trunk');
  });

  test('a push of megabytes, in chunks, arrives', async () => {
    const { repository, url } = await freshRepository();
    const folder = await workingCopy();
    const noise = Array.from({ length: 60_000 }, (_, n) => (n * 2654435761) % 4294967296).join('\n');
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(path.join(folder, name), name + noise + name);
    const commitId = await commit(folder, 'large');
    await git(folder, '-c', 'http.postBuffer=65536', 'push', '-q', url, 'main');
    assert.deepEqual(await repositories.refs(repository), [{ reference: 'refs/heads/main', commitId }]);
  });

  test('a gzipped request of protocol version 2 is understood', async () => {
    const { url } = await freshRepository();
    const folder = await workingCopy();
    const commitId = await commit(folder, 'one');
    await git(folder, 'push', '-q', url, 'main');
    const { pathname, username, password } = new URL(url);
    const answer = await fetch(`http://${origin}${pathname}/git-upload-pack`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        'git-protocol': 'version=2',
        'content-encoding': 'gzip',
        'content-type': 'application/x-git-upload-pack-request',
      },
      body: gzipSync('0014command=ls-refs\n0000'),
    });
    assert.match(await answer.text(), new RegExp(`${commitId} refs/heads/main`));
  });

  test('a push whose record fails is not acknowledged, and is told of with the next one', async () => {
    const { url } = await freshRepository();
    const folder = await workingCopy();
    const one = await commit(folder, 'one');
    record = async () => {
      throw new Error('no room');
    };
    await assert.rejects(git(folder, 'push', '-q', url, 'main'), /HTTP 500|error: 500/);
    record = async (push) => void pushes.push(push);
    const two = await commit(folder, 'two');
    await git(folder, 'push', '-q', url, 'main');
    const { references, commits } = pushes.at(-1)!;
    assert.deepEqual(withoutPaths(references), [{ reference: 'refs/heads/main', newCommitId: two }]);
    assert.deepEqual(
      commits.map(({ commitId }) => commitId),
      [two, one],
    );
  });

  test('who is unknown is asked who he is, and what is unknown is not found', async () => {
    const { url } = await freshRepository();
    const plain = `http://${origin}/v1/repos/demo-1/info/refs?service=git-upload-pack`;
    const anonymous = await fetch(plain);
    assert.equal(anonymous.status, 401);
    assert.equal(anonymous.headers.get('www-authenticate'), 'Basic realm="Penstock"');
    const authorization = `Basic ${Buffer.from('111122223333:right').toString('base64')}`;
    const statusOf = async (path: string, method = 'GET') =>
      (await fetch(`http://${origin}${path}`, { method, headers: { authorization } })).status;
    assert.equal(await statusOf('/v1/repos/demo-1/info/refs?service=git-upload-pack'), 200);
    for (const path of [
      '/v1/repos/none/info/refs?service=git-upload-pack',
      '/eu-west-1/v1/repos/demo-1/info/refs?service=git-upload-pack',
      '/v1/repos/demo-1/info/refs',
      '/v1/repos/demo-1/HEAD',
      '/v1/repos/..%2F..%2Fx/info/refs?service=git-upload-pack',
    ])
      assert.equal(await statusOf(path), 404, path);
    assert.equal(await statusOf('/v1/repos/demo-1/git-upload-pack'), 404);
    await assert.rejects(git(root, 'ls-remote', url.replace('right', 'wrong')), /Authentication failed/);
  });
});
