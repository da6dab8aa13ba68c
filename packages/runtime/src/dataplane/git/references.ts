import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from './command.ts';

/** What a reference points to; an annotated tag to the commit it is for. */
export interface Reference {
  /** `refs/heads/main`. */
  readonly reference: string;
  readonly commitId: string;
}

/** Branches and tags, by name. */
export async function referencesOf(folder: string): Promise<Reference[]> {
  return (await branchFiles(folder)) ?? (await askedOfGit(folder));
}

async function askedOfGit(folder: string): Promise<Reference[]> {
  const format = '%(refname)%00%(objectname)%00%(*objectname)';
  const text = await git(folder, ['for-each-ref', `--format=${format}`, 'refs/heads', 'refs/tags']);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [reference = '', object = '', peeled = ''] = line.split('\0');
    return { reference, commitId: peeled || object };
  });
}

/**
 * As most repositories have them: branches only, in a file each (gitrepository-layout(5), "refs"). Undefined for all
 * others, and where they are changing: of a tag, git has to read what it is on.
 */
async function branchFiles(folder: string): Promise<Reference[] | undefined> {
  if (['packed-refs', 'reftable'].some((name) => existsSync(path.join(folder, name)))) return undefined;
  const names = (await filesUnder(folder, 'refs')).filter((name) => !name.endsWith('.lock'));
  if (names.some((name) => name.startsWith('refs/tags/'))) return undefined;
  const branches = names.filter((name) => name.startsWith('refs/heads/')).sort();
  const read = (name: string) => readFile(path.join(folder, name), 'utf8').catch(absent);
  const texts = await Promise.all(branches.map(read));
  const ids = texts.map((text) => text?.trimEnd() ?? '');
  if (!ids.every((id) => /^[0-9a-f]{40}$/.test(id))) return undefined;
  return branches.map((reference, index) => ({ reference, commitId: ids[index]! }));
}

async function filesUnder(folder: string, name: string): Promise<string[]> {
  const entries = (await readdir(path.join(folder, name), { withFileTypes: true }).catch(absent)) ?? [];
  const found = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory() ? filesUnder(folder, `${name}/${entry.name}`) : [`${name}/${entry.name}`],
    ),
  );
  return found.flat();
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
