import type { GitEntry, GitPut } from '../../../base/effects/git.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { maximumFileContentExceeded, maximumItemsExceeded } from '../errors.ts';
import { lookAt } from '../looking.ts';
import { commits, within } from '../records.ts';
import { mergeBase } from './merge-base.ts';
import {
  judged,
  sides,
  type Blob,
  type Contested,
  type Judged,
  type Judging,
  type Outcome,
  type Side,
} from './three-way.ts';

/** Two commits of a repository, one of which is to be merged into the other. */
export interface Unmoved {
  readonly repositoryName: string;
  readonly source: string;
  readonly destination: string;
}

/** AWS: API reference, MaximumItemsToCompareExceeded-, MaximumFileContentToLoadExceededException; unverified. */
const contestedMax = 1_000;
const bytesMax = 6 * 1024 ** 2;

/** What merging comes to. */
export interface Plan {
  /** None: the commits have nothing in common. */
  readonly base?: string;
  readonly canFastForward: boolean;
  /** What both have changed, and not to the same; by path. */
  readonly contested: readonly Judged[];
  /** What the source alone has changed. */
  readonly put: readonly GitPut[];
  readonly delete: readonly string[];
}

export const conflictsOf = ({ contested }: Plan): readonly Judged[] =>
  contested.filter(({ outcome }) => outcome === undefined);

/** The newest commit that both come of. */
export const baseOf = (
  call: WaitingCall,
  { repositoryName, source, destination }: Unmoved,
): string | undefined =>
  call.transaction((inner) =>
    mergeBase((id) => commits.get(inner.tx, inner, within(repositoryName, id)), destination, source),
  );

export async function planned(call: WaitingCall, asked: Unmoved, judging: Judging): Promise<Plan> {
  const { repositoryName, source, destination } = asked;
  const base = baseOf(call, asked);
  const [theirs, ours] = await Promise.all(
    [source, destination].map((after) => changed(call, repositoryName, base, after)),
  );
  const both = [...theirs!].filter(([path, entry]) => isContested(entry, ours!.get(path), path, ours!));
  if (both.length > contestedMax) maximumItemsExceeded();
  const folders = { source: theirs!, destination: ours! };
  const contested: Judged[] = [];
  for (const [path] of both)
    contested.push(judged(await read(call, repositoryName, { path, ...folders }), judging));
  const taken = [...theirs!].filter(([path]) => !ours!.has(path) && !both.some(([each]) => each === path));
  return {
    ...(base !== undefined && { base }),
    canFastForward: base === destination,
    contested,
    put: taken.flatMap(([path, { after }]) => (after ? [{ path, mode: after.mode, blob: after.id }] : [])),
    delete: taken.flatMap(([path, { after }]) => (after ? [] : [path])),
  };
}

interface Changed {
  readonly before?: GitEntry;
  readonly after?: GitEntry;
}

async function changed(
  call: WaitingCall,
  name: string,
  before: string | undefined,
  after: string,
): Promise<ReadonlyMap<string, Changed>> {
  const { differences = [] } = await lookAt(call, name, { kind: 'differences', before, after });
  return new Map(differences.map((each) => [(each.after ?? each.before)!.path, each]));
}

/** Changed on both sides and not to the same; or a file on one where there is a folder on the other. */
function isContested(
  { after }: Changed,
  other: Changed | undefined,
  path: string,
  others: ReadonlyMap<string, Changed>,
): boolean {
  if (other) return after?.id !== other.after?.id || after?.mode !== other.after?.mode;
  return after !== undefined && isFolderIn(others, path);
}

const isFolderIn = (changes: ReadonlyMap<string, Changed>, path: string): boolean =>
  [...changes].some(([each, { after }]) => after !== undefined && each.startsWith(`${path}/`));

interface Found {
  readonly path: string;
  readonly source: ReadonlyMap<string, Changed>;
  readonly destination: ReadonlyMap<string, Changed>;
}

async function read(
  call: WaitingCall,
  name: string,
  { path, source, destination }: Found,
): Promise<Contested> {
  const entries = {
    base: source.get(path)?.before ?? destination.get(path)?.before,
    source: source.get(path)?.after,
    destination: destination.get(path)?.after,
  };
  const blobs: Partial<Record<Side, Blob>> = {};
  for (const side of sides) {
    const entry = entries[side];
    if (entry) blobs[side] = await blobOf(call, name, entry);
  }
  const isFolder = { source: isFolderIn(source, path), destination: isFolderIn(destination, path) };
  return { path, blobs, isFolder };
}

async function blobOf(call: WaitingCall, name: string, { id, mode }: GitEntry): Promise<Blob> {
  // Another repository's commit is named, and not here to be read.
  if (mode === '160000') return { id, mode, bytes: Buffer.alloc(0) };
  const { file } = await lookAt(call, name, { kind: 'blob', blob: id });
  const bytes = Buffer.from(file?.bytes ?? '', 'base64');
  return bytes.length > bytesMax ? maximumFileContentExceeded() : { id, mode, bytes };
}

/** What has to be done to a file for it to become so. */
export function doing(path: string, outcome: Outcome): Pick<Plan, 'put' | 'delete'> {
  switch (outcome.kind) {
    case 'deleted':
      return { put: [], delete: [path] };
    case 'taken':
      return { put: [{ path, mode: outcome.mode, blob: outcome.id }], delete: [] };
    case 'written':
      return { put: [{ path, mode: outcome.mode, bytes: outcome.bytes.toString('base64') }], delete: [] };
  }
}
