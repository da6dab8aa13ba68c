import type { ListActionExecutionsInput, ListRuleExecutionsInput } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Call } from '../../../dispatch/service.ts';
import { invalidNextToken } from '../errors.ts';
import type { Execution } from '../flow/execution-state.ts';
import { executionOf, executionsOf, pipelineOf, type PipelineRecord } from '../records.ts';

/** AWS: API reference, ListActionExecutions and ListRuleExecutions, maxResults: default and most. */
const pageSizeMax = 100;

/** One run of an action or of a rule: the token of a page names the last of it by these two numbers. */
export interface Listed<Run> {
  readonly execution: Execution;
  readonly index: number;
  readonly run: Run;
}

/** What is listed, and how. */
export interface Listing<Run> {
  /** In the tokens of its pages. */
  readonly word: string;
  runsOf(execution: Execution): readonly Run[];
  /** Whether one is a later run of the other's action or rule. */
  isSame(one: Run, other: Run): boolean;
}

/** Both operations are asked in the same way. */
type Asked = Given<ListActionExecutionsInput> & Given<ListRuleExecutionsInput>;

/** A page of runs: of the most recent execution first, and in it the most recent run first. */
export function pageOfRuns<Run>(
  call: Call,
  input: Asked,
  listing: Listing<Run>,
): { readonly page: readonly Listed<Run>[]; readonly nextToken: string | undefined } {
  const pipeline = pipelineOf(call.tx, call, input.pipelineName);
  const limit = input.maxResults ?? pageSizeMax;
  const found: Listed<Run>[] = [];
  for (const listed of runsOf(call, pipeline, input, listing)) if (found.push(listed) > limit) break;
  const page = found.slice(0, limit);
  return { page, nextToken: found.length > limit ? tokenOf(listing, page.at(-1)!) : undefined };
}

function* runsOf<Run>(
  call: Call,
  pipeline: PipelineRecord,
  { filter, nextToken }: Asked,
  listing: Listing<Run>,
): Generator<Listed<Run>> {
  const last = positionOf(listing, nextToken);
  const latestOnly = filter?.latestInPipelineExecution;
  const id = filter?.pipelineExecutionId ?? latestOnly?.pipelineExecutionId;
  const executions = id
    ? [executionOf(call, pipeline, id)]
    : executionsOf(call, pipeline, last && last.ordinal + 1);
  for (const execution of executions) {
    const runs = listing.runsOf(execution);
    const from = last?.ordinal === execution.ordinal ? last.index : runs.length;
    // A run that a later one has followed is not the latest.
    const isLatest = (run: Run, index: number) =>
      runs.findLastIndex((each) => listing.isSame(each, run)) === index;
    for (let index = from - 1; index >= 0; index--) {
      const run = runs[index]!;
      if (!latestOnly || isLatest(run, index)) yield { execution, index, run };
    }
  }
}

const tokenOf = <Run>({ word }: Listing<Run>, { execution, index }: Listed<Run>): string =>
  Buffer.from(`${word} ${execution.ordinal} ${index}`).toString('base64url');

function positionOf<Run>(
  { word }: Listing<Run>,
  token: string | undefined,
): { readonly ordinal: number; readonly index: number } | undefined {
  if (token === undefined) return undefined;
  const [, kind, ordinal, index] =
    /^(\w+) (\d+) (\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return kind === word ? { ordinal: Number(ordinal), index: Number(index) } : invalidNextToken();
}
