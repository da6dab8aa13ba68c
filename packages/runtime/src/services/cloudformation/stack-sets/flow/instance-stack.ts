import { AwsError } from '../../../../base/aws-error.ts';
import type { Script } from './instance-script.ts';
import { called } from './instance-roles.ts';
import type { Job } from './instance-job.ts';

/** What matters of a stack. */
export interface Stack {
  readonly StackId: string;
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
}

/** The stack that is there for a target; undefined where none was made, or it is gone. */
export function* described(job: Job): Script<Stack | undefined> {
  const { stackId: StackName } = job;
  if (StackName === undefined) return undefined;
  try {
    const stack = yield* called(job, 'DescribeStacks', { StackName }, stackOf);
    return stack.StackStatus === 'DELETE_COMPLETE' ? undefined : stack;
  } catch (error) {
    if (error instanceof AwsError && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

/** Waits until nothing is under way at a stack. */
export const ended = (job: Job, StackName: string): Script<Stack> =>
  called(
    job,
    'DescribeStacks',
    { StackName },
    stackOf,
    "Stacks[?!ends_with(StackStatus, '_IN_PROGRESS') || StackStatus == 'REVIEW_IN_PROGRESS']",
  );

const stackOf = ({ Stacks: [stack] }: { readonly Stacks: readonly [Stack] }): Stack => ({
  StackId: stack.StackId,
  StackStatus: stack.StackStatus,
  ...(stack.StackStatusReason !== undefined && { StackStatusReason: stack.StackStatusReason }),
});

interface StackEvent {
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
  readonly PhysicalResourceId?: string;
  readonly ClientRequestToken?: string;
}

/** Why an operation on a stack has failed: its first resource that did. */
// AWS: as stack instances tell it: `ResourceLogicalId:X, ResourceType:AWS::…, ResourceStatusReason:….`
export function* failureIn(job: Job, StackName: string, status: string): Script<string> {
  const ofOperation = ({ StackEvents }: { readonly StackEvents: readonly StackEvent[] }) =>
    StackEvents.findLast(
      ({ ResourceStatus, ClientRequestToken, PhysicalResourceId, ResourceStatusReason = '' }) =>
        ResourceStatus.endsWith('_FAILED') &&
        ClientRequestToken === job.token &&
        PhysicalResourceId !== StackName &&
        !ResourceStatusReason.includes('cancelled'),
    ) ?? null;
  const found = yield* called(job, 'DescribeStackEvents', { StackName }, ofOperation);
  // AWS: unverified, where no resource has failed.
  if (!found) return `Stack ${StackName} is in ${status} state.`;
  const { LogicalResourceId, ResourceType, ResourceStatusReason: reason = '' } = found;
  return (
    `ResourceLogicalId:${LogicalResourceId}, ResourceType:${ResourceType}, ` +
    `ResourceStatusReason:${reason.replace(/\.$/, '')}.`
  );
}
