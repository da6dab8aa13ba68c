import { EffectRefusal } from '../../base/effects/effect.ts';
import type { GitFetch, GitFetched, GitRemote, GitTold, GitToldRead } from '../../base/effects/git.ts';
import { git } from './command.ts';
import { changesSince, pathsBetween, pathsSince } from './history.ts';

const everything = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];

/** Fetches all branches and tags, and what is told of besides; then looks what is new. */
export async function fetchInto(folder: string, { from, known, told }: GitFetch): Promise<GitFetched> {
  await fetchFrom(folder, from, ['--prune', from.url, ...everything]);
  for (const { commit, reference } of told) {
    if (commit !== undefined && (await resolved(folder, commit))) continue;
    const wanted = reference === undefined ? commit : `+${reference}:${reference}`;
    // It may be gone there, too: then nobody can say what it was.
    if (wanted !== undefined) await fetchFrom(folder, from, [from.url, wanted]).catch(() => {});
  }
  const read: (GitToldRead | null)[] = [];
  for (const each of told) read.push(await readTold(folder, each));
  const { references } = await changesSince(folder, known);
  return { references, told: read };
}

async function fetchFrom(folder: string, remote: GitRemote, args: readonly string[]): Promise<void> {
  const quiet = ['--quiet', '--force', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
  try {
    await git(folder, ['fetch', ...quiet, ...args], '', overNetwork(folder, remote));
  } catch (error) {
    throw refusalOf(remote, String((error as { stderr?: unknown }).stderr ?? error));
  }
}

/**
 * What git needs to leave the house. The token goes by the environment, which no list of processes shows, and no
 * further than to the address that was asked for.
 */
function overNetwork(folder: string, { url, user, token }: GitRemote): Record<string, string> {
  const basic = token === undefined ? undefined : Buffer.from(`${user ?? ''}:${token}`).toString('base64');
  const settings: [string, string][] = [
    ['safe.directory', folder],
    ['http.followRedirects', 'false'],
    ['credential.helper', ''],
    ...(basic
      ? [[`http.${url}.extraHeader`, `Authorization: Basic ${basic}`] satisfies [string, string]]
      : []),
  ];
  return {
    GIT_ALLOW_PROTOCOL: 'http:https',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

const refusals: readonly (readonly [pattern: RegExp, code: string, retryable: boolean])[] = [
  [/Authentication failed|could not read Username|error: 40[13]/i, 'AccessDenied', false],
  [/not found|error: 404/i, 'RepositoryDoesNotExist', false],
  [/unable to update url base from redirection|error: 30\d/i, 'RepositoryMoved', false],
  [/protocol .* not (supported|allowed)|unable to find remote helper/i, 'InvalidUrl', false],
];

function refusalOf({ url }: GitRemote, stderr: string): EffectRefusal {
  const found = refusals.find(([pattern]) => pattern.test(stderr));
  const [, code, retryable] = found ?? [/./, 'FetchFailed', true];
  const sentence = stderr.trim().split('\n').at(-1) ?? '';
  return new EffectRefusal(code, `${url}: ${sentence.slice(0, 500)}`, retryable);
}

async function readTold(folder: string, told: GitTold): Promise<GitToldRead | null> {
  const { commit, reference, target, found } = told;
  const commitId = await resolved(folder, commit ?? reference ?? '');
  if (!commitId) return null;
  const base = target === undefined ? undefined : await resolved(folder, target);
  const paths = base
    ? await pathsBetween(folder, `${base}...${commitId}`)
    : await pathsSince(folder, commitId, await knownBefore(folder, told));
  let wasFound = false;
  for (const { before: from, after } of found)
    wasFound ||=
      (await isWithin(folder, commitId, after)) && !(from && (await isWithin(folder, commitId, from)));
  return { commitId, paths, wasFound };
}

/** What a commit was pushed on top of; where it is a new branch's, all that is on others. */
async function knownBefore(folder: string, { before, reference }: GitTold): Promise<string[]> {
  if (before && (await resolved(folder, before))) return [before];
  if (reference === undefined) return [];
  const lines = await git(folder, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads']);
  const branches = lines
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return branches.filter(([, name]) => name !== reference).flatMap(([commit = '']) => commit || []);
}

/** The whole id of a commit that is there, by its own or by a reference. */
async function resolved(folder: string, commit: string): Promise<string | undefined> {
  if (!/^([0-9a-f]{7,40}|refs\/[^\s~^:?*[\\]+)$/.test(commit)) return undefined;
  try {
    return (await git(folder, ['rev-parse', '--quiet', '--verify', `${commit}^{commit}`])).trim();
  } catch {
    return undefined;
  }
}

async function isWithin(folder: string, commit: string, of: string): Promise<boolean> {
  try {
    await git(folder, ['merge-base', '--is-ancestor', commit, of]);
    return true;
  } catch {
    return false;
  }
}
