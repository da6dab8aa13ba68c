import { git } from './command.ts';
import { referencesOf, type Reference } from './references.ts';

export interface ReferenceChange {
  readonly reference: string;
  /** Absent where the reference was made. */
  readonly oldCommitId?: string;
  /** Absent where it was deleted. */
  readonly newCommitId?: string;
  /** The files that the commits which it came by have changed. */
  readonly paths?: readonly string[];
}

/** Who made a commit. `date` is git's: `<epoch seconds> <±hhmm>`. */
export interface GitPerson {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}
export interface GitCommit {
  readonly commitId: string;
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: GitPerson;
  readonly committer: GitPerson;
}

/** What was pushed: the references that moved, and the commits that came with them, the newest first. */
export interface GitPush {
  /** `<account>/<region>/<name>`. */
  readonly repository: string;
  readonly references: readonly ReferenceChange[];
  readonly commits: readonly GitCommit[];
}

/** How many commits of one push are told of. */
const commitsMax = 1000;

/** How many files of one push are told of. */
const pathsMax = 10_000;

/** What has changed since the references were these. */
export async function changesSince(
  folder: string,
  before: readonly Reference[],
): Promise<Pick<GitPush, 'references' | 'commits'>> {
  const references = changesBetween(before, await referencesOf(folder));
  const fresh = references.flatMap(({ newCommitId }) => newCommitId ?? []);
  const known = before.map(({ commitId }) => commitId);
  const [commits, told] = await Promise.all([
    fresh.length === 0 ? [] : commitsOf(folder, fresh, known),
    withPaths(folder, references, known),
  ]);
  return { references: told, commits };
}

/** One after the other: a push may bring a thousand. */
async function withPaths(
  folder: string,
  changes: readonly ReferenceChange[],
  known: readonly string[],
): Promise<ReferenceChange[]> {
  const told: ReferenceChange[] = [];
  for (const change of changes) told.push({ ...change, ...(await pathsOf(folder, change, known)) });
  return told;
}

async function pathsOf(
  folder: string,
  { oldCommitId, newCommitId }: ReferenceChange,
  known: readonly string[],
): Promise<Pick<ReferenceChange, 'paths'>> {
  if (!newCommitId) return {};
  const paths = await pathsSince(folder, newCommitId, oldCommitId ? [oldCommitId] : known);
  if (paths.length > 0 || !oldCommitId) return { paths };
  return { paths: await pathsBetween(folder, `${oldCommitId}..${newCommitId}`) }; // A branch was set back.
}

const changedNames = ['-z', '--name-only', '--no-renames'];

/**
 * All that commits have changed, each against its parent: a file that was changed and changed back was changed. The
 * commits are those that lead to this one and to none of the others.
 */
export async function pathsSince(
  folder: string,
  commitId: string,
  without: readonly string[],
): Promise<string[]> {
  const asked = [commitId, ...without.map((each) => `^${each}`)].join('\n');
  const shape = ['--format=', '--no-show-signature', `--max-count=${commitsMax}`];
  const log = ['log', ...changedNames, ...shape, '--ignore-missing', '--stdin'];
  return namesIn(await git(folder, log, `${asked}\n`));
}

/** The files in which two commits differ: `one..other`; or `one...other`, since they parted. */
export const pathsBetween = async (folder: string, range: string): Promise<string[]> =>
  namesIn(await git(folder, ['diff', ...changedNames, range, '--']));

function namesIn(text: string): string[] {
  const names = text.split('\0').map((name) => name.replace(/^\n/, ''));
  return [...new Set(names)]
    .filter((name) => name !== '')
    .sort()
    .slice(0, pathsMax);
}

export function changesBetween(before: readonly Reference[], after: readonly Reference[]): ReferenceChange[] {
  const old = new Map(before.map(({ reference, commitId }) => [reference, commitId]));
  const changes: ReferenceChange[] = [];
  for (const { reference, commitId } of after) {
    const oldCommitId = old.get(reference);
    old.delete(reference);
    if (oldCommitId === commitId) continue;
    changes.push({ reference, ...(oldCommitId && { oldCommitId }), newCommitId: commitId });
  }
  for (const [reference, oldCommitId] of old) changes.push({ reference, oldCommitId });
  return changes;
}

const fields = ['%H', '%T', '%P', '%an', '%ae', '%ad', '%cn', '%ce', '%cd', '%B'];

const shape = ['log', '-z', `--format=${fields.join('%x00')}`, '--date=raw', '--no-show-signature'];

/** One commit; undefined where there is none. */
export async function commitOf(folder: string, commitId: string): Promise<GitCommit | undefined> {
  const text = await git(folder, [...shape, '--max-count=1', '--ignore-missing', '--stdin'], `${commitId}\n`);
  return parseLog(text)[0];
}

async function commitsOf(
  folder: string,
  fresh: readonly string[],
  known: readonly string[],
): Promise<GitCommit[]> {
  // A reference that we are told was there may be of a repository made anew: what it lacks is not asked for.
  const asked = [...fresh, ...known.map((commitId) => `^${commitId}`)].join('\n');
  const text = await git(
    folder,
    [...shape, `--max-count=${commitsMax}`, '--ignore-missing', '--stdin'],
    `${asked}\n`,
  );
  return parseLog(text);
}

/** Reads `fields`, each ended by a NUL. */
export function parseLog(text: string): GitCommit[] {
  const values = text.split('\0');
  const commits: GitCommit[] = [];
  for (let at = 0; at + fields.length <= values.length; at += fields.length) {
    const [commitId, treeId, parents, ...rest] = values.slice(at, at + fields.length) as string[];
    commits.push({
      commitId: commitId!,
      treeId: treeId!,
      parents: parents === '' ? [] : parents!.split(' '),
      author: { name: rest[0]!, email: rest[1]!, date: rest[2]! },
      committer: { name: rest[3]!, email: rest[4]!, date: rest[5]! },
      message: rest[6]!,
    });
  }
  return commits;
}
