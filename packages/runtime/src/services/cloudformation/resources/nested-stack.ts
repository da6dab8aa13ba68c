import { AwsError } from '../../../base/aws-error.ts';
import {
  call,
  isOnItsOwn,
  listed,
  made,
  nameFor,
  ResourceFailure,
  tagsOf,
  wait,
  type Had,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';

/** What a template says of a stack in its stack. */
export interface Nested {
  readonly TemplateURL: string;
  readonly Parameters?: Readonly<Record<string, string | readonly string[]>>;
  readonly Tags?: readonly ResourceTag[];
  readonly NotificationARNs?: readonly string[];
  readonly TimeoutInMinutes?: number;
}

interface Described {
  readonly StackId: string;
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
  readonly Parameters?: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
  readonly Tags: readonly ResourceTag[];
  readonly NotificationARNs: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html */
export const nestedStack: ResourceType<Nested> = {
  typeName: 'AWS::CloudFormation::Stack',

  *create(wanted) {
    const { TimeoutInMinutes } = wanted.properties;
    const StackName = nameFor(wanted, 128);
    if (!isOnItsOwn(wanted))
      yield* call('cloudformation', 'NestStack', { StackName, ParentId: wanted.stackId });
    const { StackId } = yield* call<{ StackId: string }>('cloudformation', 'CreateStack', {
      ...input(wanted),
      StackName,
      // AWS: what becomes of it when it fails is its parent's to say.
      OnFailure: 'DO_NOTHING',
      ...(TimeoutInMinutes !== undefined && { TimeoutInMinutes: Number(TimeoutInMinutes) }),
    });
    yield* made(StackId);
    const stack = yield* settled(StackId);
    if (stack.StackStatus !== 'CREATE_COMPLETE') throw notSuccessful(StackId, 'created', stack);
    return madeOf(StackId, stack);
  },

  *update(wanted, { physicalId }) {
    if (wanted.restores) return yield* rolledBack(physicalId);
    const before = yield* described(physicalId);
    const asked = call('cloudformation', 'UpdateStack', { ...input(wanted), StackName: physicalId });
    const begun = yield* begunUnlessSame(asked);
    if (!begun) return madeOf(physicalId, before);
    // AWS: the reason is the one by which the rollback begins.
    const turned = yield* awaited(physicalId, "Stacks[?StackStatus != 'UPDATE_IN_PROGRESS']");
    const stack = yield* held(physicalId);
    if (stack.StackStatus.startsWith('UPDATE_COMPLETE')) return madeOf(physicalId, stack);
    throw new ResourceFailure(
      `Embedded stack ${physicalId} was not successfully updated. ` +
        `Currently in ${turned.StackStatus} with reason: ${turned.StackStatusReason ?? ''}`,
    );
  },

  // AWS: user guide, "Nest an existing stack": what it is stays as it is until the parent is updated.
  *adopt({ physicalId }) {
    const stack = yield* found(physicalId);
    return madeOf(stack.StackId, stack);
  },

  *take({ stackId }, { physicalId }) {
    yield* call('cloudformation', 'AdoptNestedStack', { StackName: physicalId, ParentId: stackId });
    return madeOf(physicalId, yield* described(physicalId));
  },

  // AWS: user guide, "Drift detection on nested stacks": the nested stack itself is asked.
  driftsAlone: true,
  // Where its template came from nobody tells.
  secret: true,

  *read({ physicalId }) {
    const { Parameters = [], Tags, NotificationARNs, StackStatus } = yield* described(physicalId);
    if (StackStatus === 'DELETE_COMPLETE') return undefined;
    const parameters = Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]);
    return { Parameters: Object.fromEntries(parameters) as Record<string, string>, Tags, NotificationARNs };
  },

  list: listed('cloudformation', 'DescribeStacks', {
    items: 'Stacks',
    token: 'NextToken',
    identifier: ({ StackId }: Described) => StackId,
  }),

  *delete({ physicalId }) {
    yield* call('cloudformation', 'DeleteStack', { StackName: physicalId });
    const stack = yield* settled(physicalId);
    if (stack.StackStatus !== 'DELETE_COMPLETE') throw notSuccessful(physicalId, 'deleted', stack);
  },
};

function input(wanted: Wanted<Nested>): object {
  const { TemplateURL, Parameters = {}, Tags, NotificationARNs } = wanted.properties;
  return {
    TemplateURL,
    Parameters: nestedParameters(Parameters),
    Tags: tagsOf(wanted, Tags),
    ...(NotificationARNs && { NotificationARNs }),
    ClientRequestToken: wanted.token,
  };
}

/** The parameters of a stack in a stack, as texts. */
export const nestedParameters = (parameters: Required<Nested>['Parameters']) =>
  Object.entries(parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: Array.isArray(value) ? value.join(',') : String(value),
  }));

/** False where the update would change nothing. */
function* begunUnlessSame(asked: Work<unknown>): Work<boolean> {
  try {
    yield* asked;
    return true;
  } catch (error) {
    if (error instanceof Error && error.message === 'No updates are to be performed.') return false;
    throw error;
  }
}

/** It is what it was, also where its template has become another at the same URL. */
function* rolledBack(StackName: string): Work<Made> {
  const before = yield* described(StackName);
  const failed = before.StackStatus === 'UPDATE_ROLLBACK_FAILED';
  yield* call('cloudformation', failed ? 'ContinueUpdateRollback' : 'RollBackNestedStack', { StackName });
  let stack = yield* held(StackName);
  // It was done before its update could be cancelled.
  while (stack.StackStatus === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') {
    yield* call('cloudformation', 'RollBackNestedStack', { StackName });
    stack = yield* held(StackName);
  }
  if (stack.StackStatus === 'UPDATE_ROLLBACK_FAILED') throw notSuccessful(StackName, 'updated', stack);
  return madeOf(StackName, stack);
}

/** What is left of its last update, or of what that has made, is deleted. */
export function* cleaningUp({ physicalId: StackName }: Had<Nested>): Work<void> {
  yield* call('cloudformation', 'CleanUpNestedStack', { StackName });
  yield* settled(StackName);
}

/** A stack that somebody names. */
function* found(name: string): Work<Described> {
  try {
    return yield* described(name);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new ResourceFailure(error.message, 'NotFound');
  }
}

function* described(stackId: string): Work<Described> {
  const { Stacks } = yield* call<{ Stacks: Described[] }>('cloudformation', 'DescribeStacks', {
    StackName: stackId,
  });
  return Stacks[0]!;
}

const settled = (stackId: string): Work<Described> =>
  awaited(stackId, "Stacks[?!ends_with(StackStatus, '_IN_PROGRESS')]");

/** Settled, or held: what it has replaced stays until its parent cleans up. */
const held = (stackId: string): Work<Described> =>
  awaited(
    stackId,
    "Stacks[?!ends_with(StackStatus, '_IN_PROGRESS') || ends_with(StackStatus, '_CLEANUP_IN_PROGRESS')]",
  );

function* awaited(stackId: string, until: string): Work<Described> {
  const asked = { StackName: stackId };
  const { Stacks } = yield* wait<{ Stacks: Described[] }>('cloudformation', 'DescribeStacks', asked, {
    until,
  });
  return Stacks[0]!;
}

// AWS: "Embedded stack arn:… was not successfully created: The following resource(s) failed to create: [X]. "
function notSuccessful(
  stackId: string,
  verb: string,
  { StackStatusReason = '' }: Described,
): ResourceFailure {
  return new ResourceFailure(`Embedded stack ${stackId} was not successfully ${verb}: ${StackStatusReason}`);
}

function madeOf(stackId: string, { Outputs = [] }: Described): Made {
  const outputs = Outputs.map(({ OutputKey, OutputValue }) => [`Outputs.${OutputKey}`, OutputValue]);
  return { physicalId: stackId, attributes: Object.fromEntries(outputs) as Record<string, string> };
}
