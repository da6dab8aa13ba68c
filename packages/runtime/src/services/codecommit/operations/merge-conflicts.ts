import type {
  BatchDescribeMergeConflictsInput,
  BatchDescribeMergeConflictsOutput,
  ConflictMetadata,
  DescribeMergeConflictsInput,
  DescribeMergeConflictsOutput,
  GetMergeConflictsInput,
  GetMergeConflictsOutput,
  MergeHunk,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { fileDoesNotExist, invalidContinuationToken, tipsDivergence } from '../errors.ts';
import { conflictsOf, planned, type Plan } from '../merging/merge-plan.ts';
import { judgingOf, type Asked } from '../merging/merging.ts';
import type { Hunk } from '../merging/line-merge.ts';
import { isBinary, sides, typeOf, type Judged, type Side } from '../merging/three-way.ts';
import { modeNamed } from './file-modes.ts';
import { specifiedBoth, type Specifiers } from './merges.ts';

/** AWS: API reference: how many files or hunks where nobody says: unverified. */
const pageSize = 100;

interface Looked {
  readonly plan: Plan;
  readonly conflicts: readonly Judged[];
  readonly told: {
    readonly destinationCommitId: string;
    readonly sourceCommitId: string;
    readonly baseCommitId: string;
  };
}

async function looked(call: WaitingCall, input: Specifiers & Asked): Promise<Looked> {
  const { source, destination } = specifiedBoth(call, input);
  const merging = { repositoryName: input.repositoryName, source, destination };
  const plan = await planned(call, merging, judgingOf(input));
  const baseCommitId = plan.base ?? tipsDivergence();
  const told = { destinationCommitId: destination, sourceCommitId: source, baseCommitId };
  return { plan, conflicts: conflictsOf(plan), told };
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetMergeConflicts.html */
export const getMergeConflicts: WaitingHandler<Given<GetMergeConflictsInput>, GetMergeConflictsOutput> = {
  async waits(input, call) {
    const { plan, conflicts, told } = await looked(call, input);
    const isFastForward = input.mergeOption === 'FAST_FORWARD_MERGE';
    const page = filesOf(conflicts, input);
    return {
      mergeable: isFastForward ? plan.canFastForward : conflicts.length === 0,
      ...told,
      conflictMetadataList: page.items.map(metadata),
      nextToken: page.next,
    };
  },
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_DescribeMergeConflicts.html */
export const describeMergeConflicts: WaitingHandler<
  Given<DescribeMergeConflictsInput>,
  DescribeMergeConflictsOutput
> = {
  async waits(input, call) {
    const { plan, told } = await looked(call, input);
    const file =
      plan.contested.find(({ path }) => path === input.filePath) ?? fileDoesNotExist(input.filePath);
    const page = hunksOf(file, { max: input.maxMergeHunks, token: input.nextToken });
    return { conflictMetadata: metadata(file), mergeHunks: page.items, nextToken: page.next, ...told };
  },
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_BatchDescribeMergeConflicts.html */
export const batchDescribeMergeConflicts: WaitingHandler<
  Given<BatchDescribeMergeConflictsInput>,
  BatchDescribeMergeConflictsOutput
> = {
  async waits(input, call) {
    const { plan, conflicts, told } = await looked(call, input);
    const { filePaths = [] } = input;
    const wanted =
      filePaths.length === 0 ? conflicts : plan.contested.filter(({ path }) => filePaths.includes(path));
    const page = filesOf(wanted, input);
    const unknown = filePaths.filter((path) => !wanted.some((each) => each.path === path));
    return {
      conflicts: page.items.map((file) => ({
        conflictMetadata: metadata(file),
        mergeHunks: hunksOf(file, { max: input.maxMergeHunks }).items,
      })),
      nextToken: page.next,
      // AWS: unverified words.
      errors: unknown.map((filePath) => ({
        filePath,
        exceptionName: 'FileDoesNotExistException',
        message: `The file ${filePath} does not exist.`,
      })),
      ...told,
    };
  },
};

interface Paged {
  readonly maxConflictFiles?: number | undefined;
  readonly nextToken?: string | undefined;
}

const filesOf = (files: readonly Judged[], { maxConflictFiles, nextToken }: Paged) =>
  pageOf(files, ({ path }) => path, {
    token: nextToken,
    limit: maxConflictFiles ?? pageSize,
    invalid: invalidContinuationToken,
  });

function hunksOf(
  { merge }: Judged,
  { max, token }: { readonly max?: number | undefined; readonly token?: string | undefined },
): { readonly items: MergeHunk[]; readonly next?: string | undefined } {
  if (!merge) return { items: [] };
  const numbered = merge.hunks.map((hunk, index) => ({ hunk, index }));
  const page = pageOf(numbered, ({ index }) => String(index).padStart(9, '0'), {
    token,
    limit: max ?? pageSize,
    invalid: invalidContinuationToken,
  });
  return { items: page.items.map(({ hunk }) => told(merge.lines, hunk)), next: page.next };
}

/** AWS: API reference, MergeHunkDetail: lines are numbered from 1, the last is in it, and the content is base64. */
function told(lines: NonNullable<Judged['merge']>['lines'], hunk: Hunk): MergeHunk {
  const of = (side: Side) => ({
    startLine: hunk[side].start + 1,
    endLine: hunk[side].end,
    hunkContent: Buffer.from(lines[side].slice(hunk[side].start, hunk[side].end).join('')).toString('base64'),
  });
  return {
    isConflict: hunk.isConflict,
    source: of('source'),
    destination: of('destination'),
    base: of('base'),
  };
}

/** AWS: API reference, ConflictMetadata. */
function metadata(file: Judged): ConflictMetadata {
  const { path, blobs, contentConflict, fileModeConflict, objectTypeConflict, merge } = file;
  const each = <T>(of: (side: Side) => T | undefined): { [side in Side]?: T } =>
    Object.fromEntries(sides.flatMap((side) => (of(side) === undefined ? [] : [[side, of(side)!]])));
  const operation = (side: 'source' | 'destination') => (!blobs.base ? 'A' : blobs[side] ? 'M' : 'D');
  const torn = merge ? merge.hunks.filter(({ isConflict }) => isConflict).length : 1;
  return {
    filePath: path,
    fileSizes: each((side) => blobs[side]?.bytes.length),
    fileModes: each((side) => blobs[side] && modeNamed(blobs[side].mode)),
    objectTypes: each((side) => typeOf(file, side)),
    // AWS: "including both hunk conflicts and metadata conflicts".
    numberOfConflicts:
      (contentConflict ? Math.max(1, torn) : 0) + Number(fileModeConflict) + Number(objectTypeConflict),
    isBinaryFile: each((side) => blobs[side] && isBinary(blobs[side])),
    contentConflict,
    fileModeConflict,
    objectTypeConflict,
    mergeOperations: { source: operation('source'), destination: operation('destination') },
  };
}
