import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../../base/aws-error.ts';
import { never } from '../../../../base/never.ts';
import type { ResourceDrift } from '../records.ts';
import { imported } from './instance-import.ts';
import { executionRole, type Job, type Outcome } from './instance-job.ts';
import type { Script } from './instance-script.ts';
import { assumed, called, gatePassed } from './instance-roles.ts';
import { described, ended, failureIn, type Stack } from './instance-stack.ts';

/** The script of a job; undefined where there is nothing to do for it. */
export function workOf(job: Job): Script<Outcome> | undefined {
  switch (job.work) {
    case 'nothing':
    case 'release':
      return undefined;
    case 'deploy':
      return guarded(job, deployed);
    case 'delete':
      return job.stackId === undefined ? undefined : guarded(job, deleted);
    case 'detect':
      return detected(job);
    case 'import':
      return imported(job);
    default:
      return never(job.work);
  }
}

/** Work that the account lets in, as the role that it has for that. */
function* guarded(job: Job, work: (job: Job) => Script<Outcome>): Script<Outcome> {
  yield* assumed(job);
  const gate = yield* gatePassed(job);
  // AWS: what is told of an account whose gate says no.
  if (gate.Status === 'FAILED') return { status: 'FAILED', reason: 'Account gate check failed', gate };
  return { ...(yield* failing(work(job))), gate };
}

/** What a script is refused, as its outcome: what is known besides is not lost by it. */
function* failing(script: Script<Outcome>): Script<Outcome> {
  try {
    return yield* script;
  } catch (error) {
    if (error instanceof AwsError) return { status: 'FAILED', reason: error.message };
    throw error;
  }
}

function* deployed(job: Job): Script<Outcome> {
  const stack = yield* described(job);
  return stack ? yield* updated(job, stack) : yield* created(job);
}

function* created(job: Job): Script<Outcome> {
  const { stackName: StackName } = job;
  const asked = { ...inputOf(job), StackName };
  const stackId = yield* called(job, 'CreateStack', asked, (output) => output.StackId as string);
  const { StackStatus } = yield* ended(job, stackId);
  if (StackStatus === 'CREATE_COMPLETE') return { status: 'SUCCEEDED', stackId };
  const reason = yield* failureIn(job, stackId, StackStatus);
  // AWS: user guide, StackSets troubleshooting: such a stack "will have a status of DELETED". Not by OnFailure: when it
  // is gone, its name does not tell any more that it was made, should CreateStack be asked for again.
  yield* called(job, 'DeleteStack', { StackName: stackId, ClientRequestToken: job.token }, () => null);
  yield* ended(job, stackId);
  return { status: 'FAILED', stackId, reason };
}

function* updated(job: Job, { StackId: stackId }: Stack): Script<Outcome> {
  const asked = { ...inputOf(job), StackName: stackId };
  try {
    yield* called(job, 'UpdateStack', asked, () => null);
  } catch (error) {
    const same = error instanceof AwsError && error.message === 'No updates are to be performed.';
    if (same) return { status: 'SUCCEEDED', stackId };
    if (error instanceof AwsError) return { status: 'FAILED', stackId, reason: error.message };
    throw error;
  }
  const { StackStatus } = yield* ended(job, stackId);
  if (StackStatus === 'UPDATE_COMPLETE') return { status: 'SUCCEEDED', stackId };
  return { status: 'FAILED', stackId, reason: yield* failureIn(job, stackId, StackStatus) };
}

const inputOf = (job: Job) => ({
  TemplateBody: job.body,
  Parameters: job.parameters,
  Capabilities: job.capabilities,
  Tags: job.tags,
  // AWS: as seen of stacks of sets: what they are made of is made as the execution role.
  RoleARN: executionRole(job),
  ClientRequestToken: job.token,
});

function* deleted(job: Job): Script<Outcome> {
  const stack = yield* described(job);
  if (!stack) return { status: 'SUCCEEDED' };
  const { StackId: stackId } = stack;
  const asked = { StackName: stackId, ClientRequestToken: job.token };
  yield* called(job, 'DeleteStack', asked, () => null);
  const { StackStatus } = yield* ended(job, stackId);
  if (StackStatus === 'DELETE_COMPLETE') return { status: 'SUCCEEDED', stackId };
  return { status: 'FAILED', stackId, reason: yield* failureIn(job, stackId, StackStatus) };
}

function* detected(job: Job): Script<Outcome> {
  yield* assumed(job);
  const StackName = job.stackId ?? job.stackName;
  const id = yield* called(
    job,
    'DetectStackDrift',
    { StackName },
    ({ StackDriftDetectionId }) => StackDriftDetectionId as string,
  );
  const found = yield* called(
    job,
    'DescribeStackDriftDetectionStatus',
    { StackDriftDetectionId: id },
    detectionOf,
    "DetectionStatus != 'DETECTION_IN_PROGRESS'",
  );
  const resources = yield* called(job, 'DescribeStackResourceDrifts', { StackName }, driftsOf);
  return { status: 'SUCCEEDED', drift: { ...found, resources } };
}

const detectionOf = ({
  StackDriftStatus: status,
  Timestamp: at,
}: {
  readonly StackDriftStatus: sdk.StackDriftStatus;
  readonly Timestamp: string;
}) => ({ status, at });

function driftsOf({
  StackResourceDrifts,
}: {
  readonly StackResourceDrifts: readonly any[];
}): ResourceDrift[] {
  return StackResourceDrifts.map((drift) => ({
    StackId: drift.StackId,
    LogicalResourceId: drift.LogicalResourceId,
    PhysicalResourceId: drift.PhysicalResourceId,
    ResourceType: drift.ResourceType,
    PropertyDifferences: drift.PropertyDifferences,
    StackResourceDriftStatus: drift.StackResourceDriftStatus,
    Timestamp: drift.Timestamp,
  }));
}
