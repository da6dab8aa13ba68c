import type { ConflictResolution } from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import {
  invalidConflictResolution,
  invalidReplacementContent,
  multipleConflictResolutionEntries,
  replacementContentRequired,
} from '../errors.ts';
import { modes } from '../operations/file-modes.ts';
import type { Judged, Outcome } from './three-way.ts';

type Resolution = Given<ConflictResolution>;

/** What somebody says is to become of files in conflict. AWS: API reference, ConflictResolution. */
export function resolutions(
  conflicts: readonly Judged[],
  { replaceContents = [], deleteFiles = [], setFileModes = [] }: Resolution,
): ReadonlyMap<string, Outcome> {
  const found = new Map<string, Outcome>();
  const said = new Set<string>();
  const of = (path: string): Judged => {
    if (said.has(path)) multipleConflictResolutionEntries();
    said.add(path);
    // AWS: unverified that what is in no conflict is refused so.
    return conflicts.find((each) => each.path === path) ?? invalidConflictResolution();
  };
  for (const entry of replaceContents) found.set(entry.filePath, replaced(of(entry.filePath), entry));
  for (const { filePath } of deleteFiles) {
    of(filePath);
    found.set(filePath, { kind: 'deleted' });
  }
  for (const { filePath, fileMode } of setFileModes) {
    const file = said.has(filePath) ? undefined : of(filePath);
    const before = found.get(filePath) ?? withMode(file!);
    if (before.kind === 'deleted') return invalidConflictResolution();
    found.set(filePath, { ...before, mode: modes[fileMode] });
  }
  return found;
}

/** Only the mode was in the way: what it holds is the same, or comes of both. */
function withMode({ contentConflict, blobs }: Judged): Outcome {
  const { source } = blobs;
  return contentConflict || !source
    ? invalidConflictResolution()
    : { kind: 'taken', id: source.id, mode: source.mode };
}

type Replacement = NonNullable<Resolution['replaceContents']>[number];

function replaced({ blobs }: Judged, { replacementType, content, fileMode }: Replacement): Outcome {
  if (replacementType !== 'USE_NEW_CONTENT') {
    // AWS: unverified.
    if (content !== undefined) invalidReplacementContent();
    const side = ({ KEEP_BASE: 'base', KEEP_SOURCE: 'source', KEEP_DESTINATION: 'destination' } as const)[
      replacementType
    ];
    const kept = blobs[side];
    if (!kept) return { kind: 'deleted' };
    return { kind: 'taken', id: kept.id, mode: fileMode ? modes[fileMode] : kept.mode };
  }
  if (content === undefined) return replacementContentRequired();
  const mode = fileMode ? modes[fileMode] : (blobs.destination ?? blobs.source ?? blobs.base)!.mode;
  return { kind: 'written', bytes: Buffer.from(content), mode };
}
