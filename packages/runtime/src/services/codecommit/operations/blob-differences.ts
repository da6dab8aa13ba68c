import type { DiffHunk, GetBlobDifferencesInput, GetBlobDifferencesOutput } from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { blobIdDoesNotExist, invalidContinuationToken } from '../errors.ts';
import { changesBetween, linesOf, type Change } from '../merging/line-diff.ts';
import { isBinary } from '../merging/three-way.ts';
import { repositoryOf } from '../records.ts';
import { lookAt } from '../looking.ts';

/** AWS: API reference, GetBlobDifferences, MaxResults and contextLines. */
const pageSize = 100;
const contextUnlessSaid = 3;

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetBlobDifferences.html */
export const getBlobDifferences: WaitingHandler<Given<GetBlobDifferencesInput>, GetBlobDifferencesOutput> = {
  async waits(input, call) {
    const { repositoryName, beforeBlobId, afterBlobId, contextLines: context = contextUnlessSaid } = input;
    call.transaction((inner) => repositoryOf(inner.tx, inner, repositoryName));
    const after = await bytesOf(call, repositoryName, afterBlobId);
    const before =
      beforeBlobId === undefined ? Buffer.alloc(0) : await bytesOf(call, repositoryName, beforeBlobId);
    const sizes = { beforeBlobSize: before.length, afterBlobSize: after.length };
    if ([before, after].some((bytes) => isBinary({ id: '', mode: '', bytes })))
      return { hunks: [], isBinary: true, ...sizes };
    const lines = { before: linesOf(before.toString()), after: linesOf(after.toString()) };
    const hunks = hunksOf(lines, { context, ignoreWhitespace: input.ignoreWhitespace ?? false });
    const numbered = hunks.map((hunk, index) => ({ hunk, index }));
    const page = pageOf(numbered, ({ index }) => String(index).padStart(9, '0'), {
      token: input.NextToken,
      limit: input.MaxResults ?? pageSize,
      invalid: invalidContinuationToken,
    });
    return { hunks: page.items.map(({ hunk }) => hunk), isBinary: false, ...sizes, NextToken: page.next };
  },
};

async function bytesOf(call: WaitingCall, name: string, blob: string): Promise<Buffer> {
  const isId = /^[0-9a-f]{40}$/.test(blob);
  const { file = blobIdDoesNotExist() } = isId ? await lookAt(call, name, { kind: 'blob', blob }) : {};
  return Buffer.from(file.bytes, 'base64');
}

interface Lines {
  readonly before: readonly string[];
  readonly after: readonly string[];
}
interface Telling {
  readonly context: number;
  readonly ignoreWhitespace: boolean;
}

function hunksOf({ before, after }: Lines, { context, ignoreWhitespace }: Telling): DiffHunk[] {
  const compared = (lines: readonly string[]) =>
    ignoreWhitespace ? lines.map((line) => line.replace(/\s+/g, '')) : lines;
  const groups: Change[][] = [];
  for (const change of changesBetween(compared(before), compared(after))) {
    const last = groups.at(-1)?.at(-1);
    if (last && change.before.start - last.before.end <= 2 * context) groups.at(-1)!.push(change);
    else groups.push([change]);
  }
  return groups.map((group) => hunkOf({ before, after }, group, context));
}

function hunkOf({ before, after }: Lines, group: readonly Change[], context: number): DiffHunk {
  const [first, last] = [group[0]!, group.at(-1)!];
  const lead = Math.min(context, first.before.start);
  const trail = Math.min(context, before.length - last.before.end);
  const changes: NonNullable<DiffHunk['changes']> = [];
  let at = { before: first.before.start - lead, after: first.after.start - lead };
  const start = at;
  const same = (until: number) => {
    for (; at.before < until; at = { before: at.before + 1, after: at.after + 1 })
      changes.push({
        type: 'CONTEXT',
        beforeLineNumber: at.before + 1,
        afterLineNumber: at.after + 1,
        content: bare(after[at.after]!),
      });
  };
  for (const change of group) {
    same(change.before.start);
    for (let n = change.before.start; n < change.before.end; n++)
      changes.push({ type: 'DELETE', beforeLineNumber: n + 1, content: bare(before[n]!) });
    for (let n = change.after.start; n < change.after.end; n++)
      changes.push({ type: 'ADD', afterLineNumber: n + 1, content: bare(after[n]!) });
    at = { before: change.before.end, after: change.after.end };
  }
  same(last.before.end + trail);
  return {
    beforeStartLine: start.before + 1,
    beforeLineCount: at.before - start.before,
    afterStartLine: start.after + 1,
    afterLineCount: at.after - start.after,
    changes,
  };
}

const bare = (line: string): string => line.replace(/\r?\n$/, '');
