import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isFolder } from './pack.ts';
import { insidePath, isInside } from './paths.ts';
import { byCharacters, nameMatcher } from './selection.ts';
import { entriesUnder, zipEntries, type Entry } from './zip-links.ts';

/** Where the parts of a workspace are. */
export interface Parts {
  readonly files: string;
  readonly home: string;
}

const entryTime = new Date(1980, 0, 1);

/** A folder means whatever is in it. */
export const matcherOf = (patterns: readonly string[]): ((name: string) => boolean) => {
  const plain = patterns.map(insidePath);
  return nameMatcher([...plain, ...plain.map((each) => `${each}/**`)]);
};

/** Zips what is chosen of a workspace's parts. Answers how many files and links that were. */
export async function saveInto(zipFile: string, parts: Parts, patterns: readonly string[]): Promise<number> {
  const matches = matcherOf(patterns);
  const root = realpathSync.native(path.dirname(parts.files));
  const chosen: Entry[] = [];
  for (const part of ['files', 'home'] as const) {
    // Not to be walked through where nothing of it is wanted.
    if (!patterns.some((each) => each.startsWith(part)) || !existsSync(parts[part])) continue;
    for (const entry of await entriesUnder(parts[part])) {
      const name = `${part}/${entry.name}`;
      if (entry.kind !== 'folder' && matches(name) && staysInside(entry, root))
        chosen.push({ ...entry, name });
    }
  }
  await zipEntries(
    chosen.sort((a, b) => byCharacters(a.name, b.name)),
    zipFile,
    entryTime,
  );
  return chosen.length;
}

function staysInside({ kind, place }: Entry, root: string): boolean {
  if (kind !== 'link') return true;
  const target = readlinkSync(place);
  return !path.isAbsolute(target) && isInside(root, path.resolve(path.dirname(place), target));
}

/** Moves what is in one folder into another, over what is there: folders come together, all else is replaced. */
export async function moveOver(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  for (const { name, place, kind } of await entriesUnder(from)) {
    const target = path.join(to, name);
    if (kind === 'folder') {
      await makeFolder(target);
      continue;
    }
    await mkdir(path.dirname(target), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(place, target);
  }
}

/** What is in its way is replaced by it. */
async function makeFolder(place: string): Promise<void> {
  if (!(await isFolder(place))) await rm(place, { force: true });
  await mkdir(place, { recursive: true });
}
