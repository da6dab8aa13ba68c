import type { AwsWait } from '../../../base/effects/aws.ts';
import type { Shown, Succeeded, Work } from './action.ts';
import { consoleLinks } from './console-links.ts';
import { ActionFailure, awsCall, doing, unless, type Script } from './script.ts';

/** A stack set as far as it matters here. */
export interface StackSet {
  readonly StackSetId: string;
}

/** The stack set of this name; undefined where there is none. */
export function* foundSet(work: Work): Script<StackSet | undefined> {
  const { StackSetName } = work.configuration;
  const describe = awsCall(work, 'cloudformation', 'DescribeStackSet', { StackSetName });
  const output = yield* unless(['StackSetNotFoundException'], doing('describe', describe));
  return output?.StackSet as StackSet | undefined;
}

/** Where the set has instances: `<account>|<region>`. */
export function* instancesOf(work: Work): Script<string[]> {
  const { StackSetName } = work.configuration;
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const asked = { StackSetName, ...(NextToken !== undefined && { NextToken }) };
    const list = awsCall(work, 'cloudformation', 'ListStackInstances', asked);
    const page = yield* doing(`instances ${names.length}`, list);
    for (const { Account, Region } of page.Summaries) names.push(`${Account}|${Region}`);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return names;
}

/** Begins an operation on a stack set and waits for its end. Answers its id. */
export function* performed(work: Work, operation: string, input: object): Script<string> {
  const { StackSetName } = work.configuration;
  const asked = { StackSetName, ...input };
  const { OperationId } = yield* doing(operation, awsCall(work, 'cloudformation', operation, asked));
  const wait: AwsWait = {
    ...awsCall(work, 'cloudformation', 'DescribeStackSetOperation', { StackSetName, OperationId }),
    type: 'aws.wait',
    until: "contains(['SUCCEEDED', 'FAILED', 'STOPPED'], StackSetOperation.Status)",
  };
  const shows = { externalExecutionId: OperationId as string };
  const { StackSetOperation } = yield* doing(`await ${OperationId}`, wait, shows);
  const status = StackSetOperation.Status as string;
  if (status === 'SUCCEEDED') return OperationId;
  // AWS: unverified words.
  const reason = yield* firstReason(work, OperationId);
  throw new ActionFailure(
    `Stack set operation ${OperationId} ended with status ${status}. Reason: ${reason}`,
    'JobFailed',
    shows,
  );
}

function* firstReason(work: Work, OperationId: string): Script<string> {
  const { StackSetName } = work.configuration;
  const list = awsCall(work, 'cloudformation', 'ListStackSetOperationResults', {
    StackSetName,
    OperationId,
    Filters: [{ Name: 'OPERATION_RESULT_STATUS', Values: 'FAILED' }],
  });
  const { Summaries } = yield* doing(`results ${OperationId}`, list);
  const [first] = Summaries as { Account: string; Region: string; StatusReason?: string }[];
  if (!first) return 'No reason was provided.';
  return `[${first.Account}, ${first.Region}] ${first.StatusReason ?? ''}`.trim();
}

/** AWS: action reference, "Output variables": StackSetId, and OperationId where there was one. */
export function succeeding(work: Work, { StackSetId }: StackSet, operationId?: string): Succeeded {
  const shows: Shown = {
    externalExecutionId: operationId ?? StackSetId,
    externalExecutionUrl: consoleLinks.stackSet(work.scope.region, StackSetId),
    summary: operationId === undefined ? 'Stack set created' : 'Stack set operation SUCCEEDED',
  };
  return {
    shows,
    variables: { StackSetId, ...(operationId !== undefined && { OperationId: operationId }) },
  };
}
