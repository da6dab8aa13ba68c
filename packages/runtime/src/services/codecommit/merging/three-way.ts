import { mergedText, mergeLines, type LineMerge } from './line-merge.ts';

/** What is at a path. */
export interface Blob {
  readonly id: string;
  readonly mode: string;
  readonly bytes: Buffer;
}
export type Side = 'base' | 'source' | 'destination';
export const sides: readonly Side[] = ['base', 'source', 'destination'];

/** A file that both have changed, and not to the same. */
export interface Contested {
  readonly path: string;
  readonly blobs: Readonly<Partial<Record<Side, Blob>>>;
  /** One of them has a folder here. */
  readonly isFolder: Readonly<Partial<Record<Side, boolean>>>;
}

/** AWS: API reference, ConflictDetailLevelTypeEnum and ConflictResolutionStrategyTypeEnum. */
export interface Judging {
  readonly level: 'FILE_LEVEL' | 'LINE_LEVEL';
  readonly strategy: 'NONE' | 'ACCEPT_SOURCE' | 'ACCEPT_DESTINATION' | 'AUTOMERGE';
}

export interface Judged extends Contested {
  readonly contentConflict: boolean;
  readonly fileModeConflict: boolean;
  readonly objectTypeConflict: boolean;
  /** Of texts. */
  readonly merge?: LineMerge;
  /** What becomes of it; undefined: somebody has to say. */
  readonly outcome?: Outcome;
}
/** What a file becomes: bytes that are new, or what is there already; without either, nothing is left of it. */
export type Outcome =
  | { readonly kind: 'written'; readonly bytes: Buffer; readonly mode: string }
  | { readonly kind: 'taken'; readonly id: string; readonly mode: string }
  | { readonly kind: 'deleted' };

/** AWS: API reference, IsBinaryFile; git's own rule: a NUL in the first 8,000 bytes. */
export const isBinary = ({ bytes }: Blob): boolean => bytes.subarray(0, 8_000).includes(0);

const links = new Set(['120000', '160000']);

/**
 * What is in conflict in a file, and what becomes of it. AWS: API reference: FILE_LEVEL "returns a not-mergeable result
 * if the same file has differences in both branches", LINE_LEVEL "if the same file in both branches has differences on
 * the same line".
 */
export function judged(file: Contested, { level, strategy }: Judging): Judged {
  const { base, source, destination } = file.blobs;
  const mode = modeOf(base?.mode, source?.mode, destination?.mode);
  const merge = mergeOf(file);
  const text = merge && mergedText(merge);
  const isMerged = text !== undefined && (level === 'LINE_LEVEL' || strategy === 'AUTOMERGE');
  const known = {
    ...file,
    ...(merge && { merge }),
    objectTypeConflict: isOnBoth(file) && typeOf(file, 'source') !== typeOf(file, 'destination'),
    fileModeConflict: Boolean(source && destination && mode === undefined),
    contentConflict: source?.id !== destination?.id && !isMerged,
  };
  const side = ({ ACCEPT_SOURCE: 'source', ACCEPT_DESTINATION: 'destination' } as const)[
    strategy as 'ACCEPT_SOURCE'
  ];
  if (known.objectTypeConflict && (!side || file.isFolder[side])) return known;
  const isClear = !known.contentConflict && !known.fileModeConflict && !known.objectTypeConflict;
  if (!isClear && !side) return known;
  return { ...known, outcome: outcomeOf(known, { level, mode, ...(side && { side }) }) };
}

const isOnBoth = (file: Contested): boolean =>
  typeOf(file, 'source') !== undefined && typeOf(file, 'destination') !== undefined;

/** Whose side is taken, and of which mode it is if both agree. */
interface Taking {
  readonly level: Judging['level'];
  readonly mode: string | undefined;
  readonly side?: 'source' | 'destination';
}

function outcomeOf({ blobs, merge, contentConflict }: Judged, { level, mode, side }: Taking): Outcome {
  const taken = side && blobs[side];
  if (merge && !(side && level === 'FILE_LEVEL' && contentConflict))
    return {
      kind: 'written',
      bytes: Buffer.from(mergedText(merge, side)!),
      mode: mode ?? taken!.mode,
    };
  const same = side ? taken : (blobs.source ?? blobs.destination);
  return same
    ? { kind: 'taken', id: same.id, mode: (side ? undefined : mode) ?? same.mode }
    : { kind: 'deleted' };
}

/** The mode that one side has changed; undefined where both have, and not to the same. */
function modeOf(base?: string, source?: string, destination?: string): string | undefined {
  if (source === destination || destination === base) return source;
  return source === base ? destination : undefined;
}

/** AWS: API reference, ObjectTypeEnum. */
export function typeOf({ blobs, isFolder }: Contested, side: Side): ObjectType | undefined {
  if (isFolder[side]) return 'DIRECTORY';
  const mode = blobs[side]?.mode;
  if (mode === undefined) return undefined;
  return mode === '120000' ? 'SYMBOLIC_LINK' : mode === '160000' ? 'GIT_LINK' : 'FILE';
}
type ObjectType = 'FILE' | 'DIRECTORY' | 'GIT_LINK' | 'SYMBOLIC_LINK';

/** Of what is text on both sides. */
function mergeOf({ blobs: { base, source, destination } }: Contested): LineMerge | undefined {
  if (!source || !destination) return undefined;
  const all = [source, destination, ...(base ? [base] : [])];
  if (all.some((blob) => isBinary(blob) || links.has(blob.mode))) return undefined;
  const [from, ours, theirs] = [base, source, destination].map((blob) => blob?.bytes.toString() ?? '');
  return mergeLines(from!, ours!, theirs!);
}
