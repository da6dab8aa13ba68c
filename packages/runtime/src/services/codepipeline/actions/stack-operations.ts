import type { AwsWait } from '../../../base/effects/aws.ts';
import type { Shown, Work } from './action.ts';
import { consoleLinks } from './console-links.ts';
import { ActionFailure, awsCall, doing, unless, type Script } from './script.ts';
import type { StackInput } from './stack-input.ts';

/** A stack as DescribeStacks tells of it. */
export interface Stack {
  readonly StackId: string;
  readonly StackName: string;
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
}

const noChanges = /No updates are to be performed|didn't contain changes/;

/** The stack of this name; undefined where there is none, or none but a change set's that was never executed. */
export function* found(work: Work): Script<Stack | undefined> {
  const { StackName } = work.configuration;
  const describe = awsCall(work, 'cloudformation', 'DescribeStacks', { StackName });
  const output = yield* unless(['ValidationError'], doing('describe', describe));
  const stack: Stack | undefined = output?.Stacks[0];
  return stack?.StackStatus === 'REVIEW_IN_PROGRESS' ? undefined : stack;
}

/** Makes or changes the stack and waits for its end. */
export function* settled(work: Work, stack: Stack | undefined, input: StackInput): Script<Stack> {
  const operation = stack ? 'UpdateStack' : 'CreateStack';
  const token = { ClientRequestToken: work.actionExecutionId };
  const apply = awsCall(work, 'cloudformation', operation, { ...input, ...token });
  try {
    const { StackId } = yield* doing('apply', apply);
    const after = yield* ended(work, StackId);
    if (!/^(CREATE|UPDATE)_COMPLETE$/.test(after.StackStatus))
      throw new ActionFailure(
        `Failed to ${stack ? 'update' : 'create'} stack. Current status: ${after.StackStatus}. ` +
          `Reason: ${yield* firstFailure(work, after)}`,
        'JobFailed',
        stackShown(work, after),
      );
    return after;
  } catch (error) {
    if (stack && error instanceof Error && noChanges.test(error.message)) return stack;
    throw error;
  }
}

/** Makes a change set in place of the one of the same name. Answers what there is to say of it. */
export function* prepared(work: Work, stack: Stack | undefined, input: StackInput): Script<string> {
  const { StackName, ChangeSetName } = changeSetNames(work);
  const named = { StackName, ChangeSetName };
  yield* unless(
    ['ValidationError', 'ChangeSetNotFound', 'ChangeSetNotFoundException'],
    doing('replace', awsCall(work, 'cloudformation', 'DeleteChangeSet', named)),
  );
  const { StackPolicyBody: _policy, ...given } = input;
  const { Id } = yield* doing(
    'prepare',
    awsCall(work, 'cloudformation', 'CreateChangeSet', {
      ...given,
      ChangeSetName,
      ChangeSetType: stack ? 'UPDATE' : 'CREATE',
      ClientToken: work.actionExecutionId,
    }),
  );
  const wait: AwsWait = {
    ...awsCall(work, 'cloudformation', 'DescribeChangeSet', { ChangeSetName: Id }),
    type: 'aws.wait',
    until: "contains(['CREATE_COMPLETE', 'FAILED'], Status)",
  };
  const { Status, StatusReason = '' } = yield* doing('await change set', wait);
  if (Status === 'CREATE_COMPLETE') return `Change set ${ChangeSetName} was created.`;
  // AWS: as seen in the wild; a change set without changes does not fail the action.
  if (noChanges.test(StatusReason)) return `No changes in change set ${ChangeSetName}.`;
  throw new ActionFailure(`Failed to create change set ${ChangeSetName}. Reason: ${StatusReason}`);
}

/** Executes the change set that an earlier action has made. One without changes has nothing to do. */
export function* executed(work: Work): Script<Stack> {
  const { StackName, ChangeSetName } = changeSetNames(work);
  const named = { StackName, ChangeSetName };
  const {
    Status,
    StatusReason = '',
    StackId,
  } = yield* doing('change set', awsCall(work, 'cloudformation', 'DescribeChangeSet', named));
  if (Status === 'FAILED' && noChanges.test(StatusReason)) return yield* described(work, StackId);
  const token = { ClientRequestToken: work.actionExecutionId };
  yield* doing('execute', awsCall(work, 'cloudformation', 'ExecuteChangeSet', { ...named, ...token }));
  const after = yield* ended(work, StackId);
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(after.StackStatus)) return after;
  // AWS: as seen in the wild.
  throw new ActionFailure(
    `Failed to execute change set. Current stack status: ${after.StackStatus}. ` +
      `Reason: ${yield* firstFailure(work, after)}`,
    'JobFailed',
    stackShown(work, after),
  );
}

export function* deleted(work: Work, stack: Stack): Script<void> {
  const { RoleArn } = work.configuration;
  const input = {
    StackName: stack.StackId,
    ...(RoleArn && { RoleARN: RoleArn }),
    ClientRequestToken: work.actionExecutionId,
  };
  yield* doing('delete', awsCall(work, 'cloudformation', 'DeleteStack', input));
  const after = yield* ended(work, stack.StackId, 'await deletion');
  if (after.StackStatus !== 'DELETE_COMPLETE')
    throw new ActionFailure(
      `Failed to delete stack. Current status: ${after.StackStatus}. ` +
        `Reason: ${yield* firstFailure(work, after)}`,
    );
}

/** Where a stack is seen. */
export function stackShown({ scope }: Work, stack: Stack | undefined): Shown {
  if (!stack) return {};
  const externalExecutionUrl = consoleLinks.stack(scope.region, stack.StackId);
  return { externalExecutionId: stack.StackId, externalExecutionUrl };
}

function* described(work: Work, StackName: string): Script<Stack> {
  const describe = awsCall(work, 'cloudformation', 'DescribeStacks', { StackName });
  return (yield* doing('look', describe)).Stacks[0];
}

function* ended(work: Work, StackName: string, name = 'await'): Script<Stack> {
  const wait: AwsWait = {
    ...awsCall(work, 'cloudformation', 'DescribeStacks', { StackName }),
    type: 'aws.wait',
    until: "!contains(Stacks[0].StackStatus, 'IN_PROGRESS')",
  };
  return (yield* doing(name, wait, { externalExecutionId: StackName })).Stacks[0];
}

/**
 * AWS: action reference: the first resource that failed is told where the role may read the stack's events;
 * without that permission there is a sentence that says so.
 */
function* firstFailure(work: Work, { StackId }: Stack): Script<string> {
  const describe = awsCall(work, 'cloudformation', 'DescribeStackEvents', { StackName: StackId });
  const output = yield* unless(['AccessDenied', 'AccessDeniedException'], doing('events', describe));
  if (!output)
    return (
      'Status reason is not available because IAM role associated with the action does not have ' +
      'CloudFormation DescribeStackEvents permission'
    );
  const failures = output.StackEvents.filter(
    ({ ResourceStatus, PhysicalResourceId }: any) =>
      ResourceStatus.endsWith('_FAILED') && PhysicalResourceId !== StackId,
  );
  const first = failures.findLast(
    ({ ResourceStatusReason = '' }: any) => !/cancelled/.test(ResourceStatusReason),
  );
  if (!first) return 'No reason was provided.';
  return `[${first.LogicalResourceId}] ${first.ResourceStatusReason ?? ''}`.trim();
}

function changeSetNames({ configuration, action }: Work) {
  const { StackName, ChangeSetName } = configuration;
  // AWS: unverified words.
  if (!ChangeSetName)
    throw new ActionFailure(`ChangeSetName is required in action ${action.name}.`, 'ConfigurationError');
  return { StackName, ChangeSetName };
}
