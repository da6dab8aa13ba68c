import { rm } from 'node:fs/promises';
import type {
  GitCommitMade,
  GitCommitMake,
  GitEntry,
  GitFileVersion,
  GitLook,
  GitLooked,
  GitMove,
  GitPersonRead,
} from '../../base/effects/git.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { git, gitBytes } from './command.ts';
import { commitOf, pathsBetween } from './history.ts';

/** What git calls nothing. */
const noObject = '0'.repeat(40);
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Makes a commit with an index of its own, and moves the branch. */
export async function makeCommit(
  folder: string,
  index: string,
  effect: GitCommitMake,
): Promise<GitCommitMade> {
  const { branch, parent, alsoParents = [], put, delete: deleted, message, author } = effect;
  const within = { GIT_INDEX_FILE: index };
  try {
    if (parent) await git(folder, ['read-tree', parent], '', within);
    const files: { path: string; blobId: string; mode: (typeof put)[number]['mode'] }[] = [];
    for (const { path, mode, bytes, blob } of put) {
      const blobId =
        bytes === undefined
          ? (blob ?? (await blobAt(folder, parent!, path)))
          : await writeBlob(folder, bytes);
      files.push({ path, blobId, mode });
    }
    const lines = [
      ...deleted.map((path) => `0 ${noObject}\t${path}\0`),
      ...files.map(({ path, blobId, mode }) => `${mode} ${blobId}\t${path}\0`),
    ];
    await git(folder, ['update-index', '-z', '--add', '--index-info'], lines.join(''), within);
    const treeId = (await git(folder, ['write-tree'], '', within)).trim();
    const parents = [...(parent ? [parent] : []), ...alsoParents];
    const commitId = await writeCommit(folder, { treeId, parents, message, author });
    if (branch !== undefined)
      await moveReference(folder, { reference: `refs/heads/${branch}`, from: parent, to: commitId });
    const paths = await pathsBetween(folder, `${parent ?? emptyTree}..${commitId}`);
    return { commit: (await commitOf(folder, commitId))!, files, paths };
  } finally {
    await rm(index, { force: true });
  }
}

const writeBlob = async (folder: string, bytes: string): Promise<string> =>
  (await git(folder, ['hash-object', '-w', '--stdin'], Buffer.from(bytes, 'base64'))).trim();

const blobAt = async (folder: string, commit: string, path: string): Promise<string> =>
  (await git(folder, ['rev-parse', '--verify', `${commit}:${path}`])).trim();

interface Written {
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: GitPersonRead;
}

async function writeCommit(folder: string, { treeId, parents, message, author }: Written): Promise<string> {
  const { name, email, date } = author;
  const people = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, name],
      [`GIT_${who}_EMAIL`, email],
      [`GIT_${who}_DATE`, date],
    ]),
  ) as Record<string, string>;
  const args = ['commit-tree', treeId, ...parents.flatMap((parent) => ['-p', parent])];
  return (await git(folder, args, message, people)).trim();
}

/** Somebody else may have moved it meanwhile. Where it is already at what is wanted, nothing is left to do. */
export async function moveReference(
  folder: string,
  { reference, from = noObject, to }: Pick<GitMove, 'reference' | 'from' | 'to'>,
): Promise<void> {
  const now = (await git(folder, ['for-each-ref', '--format=%(objectname)', reference])).trim();
  if (now === (to ?? '')) return;
  const args = to === undefined ? ['-d', reference, from] : [reference, to, from];
  try {
    await git(folder, ['update-ref', ...args]);
  } catch {
    throw new EffectRefusal('ReferenceMoved', `${reference} is not at ${from} any more`);
  }
}

export async function look(folder: string, { at }: GitLook): Promise<GitLooked> {
  switch (at.kind) {
    case 'folder': {
      const id = await objectId(folder, at.path === '' ? at.commit : `${at.commit}:${at.path}`);
      const treeId = id && (await objectId(folder, `${id}^{tree}`));
      if (!treeId) return {};
      return { treeId, entries: entriesOf(await git(folder, ['ls-tree', '-z', treeId]), at.path) };
    }
    case 'file': {
      const text = await git(folder, ['ls-tree', '-z', at.commit, '--', at.path]);
      const entry = entriesOf(text, '').find(({ path, mode }) => path === at.path && mode !== '040000');
      return entry ? { file: { ...entry, bytes: await bytesOf(folder, entry.id) } } : {};
    }
    case 'blob': {
      const id = await objectId(folder, `${at.blob}^{blob}`);
      return id ? { file: { path: '', mode: '', id, bytes: await bytesOf(folder, id) } } : {};
    }
    case 'history':
      return { versions: await versionsOf(folder, at.commit, at.path) };
    case 'differences':
      return { differences: await differences(folder, at.before ?? emptyTree, at.after) };
  }
}

const objectId = (folder: string, name: string): Promise<string | undefined> =>
  git(folder, ['rev-parse', '--quiet', '--verify', name]).then(
    (text) => text.trim(),
    () => undefined,
  );

/** `<mode> <type> <id>\t<name>`, each ended by a NUL. */
function entriesOf(text: string, folder: string): GitEntry[] {
  const lines = text.split('\0').filter((line) => line !== '');
  return lines.map((line) => {
    const [, mode = '', id = '', name = ''] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
    return { mode, id, path: folder === '' ? name : `${folder}/${name}` };
  });
}

async function differences(folder: string, before: string, after: string) {
  const text = await git(folder, ['diff-tree', '-r', '-z', '--no-renames', '--raw', before, after]);
  const parts = text.split('\0');
  const found: { before?: GitEntry; after?: GitEntry }[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, oldMode = '', mode = '', oldId = '', id = ''] =
      /^:(\d+) (\d+) (\w+) (\w+) \w/.exec(parts[at]!) ?? [];
    const path = parts[at + 1]!;
    found.push({
      ...(oldId !== noObject && { before: { path, mode: oldMode, id: oldId } }),
      ...(id !== noObject && { after: { path, mode, id } }),
    });
  }
  return found;
}

/** Beyond so many, older versions of a file are not told of. */
const versionsMax = 1_000;

/** Git tells of the commits that have changed a file, and of each, which of them it follows. */
async function versionsOf(folder: string, commit: string, path: string): Promise<GitFileVersion[]> {
  if (path === '' || path.includes('\0')) return []; // Git keeps no file that is called so.
  const log = ['--literal-pathspecs', 'log', '--parents', '--format=%H %P', `--max-count=${versionsMax}`];
  const lines = (await git(folder, [...log, commit, '--', path])).split('\n').filter((line) => line !== '');
  return Promise.all(
    lines.map(async (line) => {
      const [id = '', ...follows] = line.trim().split(' ');
      const blobId = await objectId(folder, `${id}:${path}`);
      return { commit: (await commitOf(folder, id))!, ...(blobId !== undefined && { blobId }), follows };
    }),
  );
}

/** AWS: quotas, "Git blob size" that operations give out: 6 MB; files of more are cloned. */
const blobBytesMax = 64 * 1024 * 1024;

/** Base64. */
async function bytesOf(folder: string, id: string): Promise<string> {
  return (await gitBytes(folder, ['cat-file', 'blob', id], blobBytesMax)).toString('base64');
}
