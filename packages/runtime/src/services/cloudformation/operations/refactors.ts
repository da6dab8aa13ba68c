import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import {
  bodyAndUrl,
  cannotBeUpdated,
  invalidNextToken,
  noSuchStack,
  refactorNotExecutable,
  refactorNotFound,
} from '../errors.ts';
import { findStack, stackArn, stacks, type StackRecord } from '../records.ts';
import { refactors, type Move, type Place, type RefactorRecord } from '../refactors.ts';
import { parseTemplate } from '../template/parse.ts';
import { isValues } from '../template/template.ts';
import { stackToBe } from './proposed-change-set.ts';
import { prepare, type Prepared } from './preparation.ts';
import { executeRefactor } from './refactor-execution.ts';
import { RefactorPlanning, type Definition } from './refactor-plans.ts';
import { updatable } from './stacks.ts';
import { bodyOf } from './template-source.ts';
import { keepTemplate, nextTemplate, wishOf, type Asked } from './wishes.ts';

type CreateInput = Given<sdk.CreateStackRefactorCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackRefactor.html */
export const createStackRefactor: WaitingHandler<
  CreateInput,
  Answered<sdk.CreateStackRefactorCommandOutput>
> = {
  async waits(input, call) {
    const prepared: Prepared[] = [];
    for (const definition of input.StackDefinitions) prepared.push(await preparedOf(definition, call));
    return call.transaction((inner) => create(input, inner, prepared));
  },
};

/** A template with the values that its parameters have already. */
async function preparedOf(
  definition: CreateInput['StackDefinitions'][number],
  call: WaitingCall,
): Promise<Prepared> {
  const { StackName = '', TemplateBody, TemplateURL } = definition;
  const body = (await bodyOf(definition, call)) ?? bodyAndUrl();
  const declared = parseTemplate(body)['Parameters'];
  const known = call.transaction((inner) => findStack(inner.tx, inner, StackName)?.wish.parameters ?? []);
  const kept = known.filter(({ key }) => isValues(declared) && Object.hasOwn(declared, key));
  const Parameters = kept.map(({ key }) => ({ ParameterKey: key, UsePreviousValue: true }));
  return prepare({ StackName, TemplateBody, TemplateURL, Parameters }, call);
}

function create(input: CreateInput, call: Call, prepared: readonly Prepared[]) {
  const definitions = input.StackDefinitions.map(({ StackName = '' }, index) =>
    definitionOf(call, StackName, {
      prepared: prepared[index]!,
      creates: input.EnableStackCreation ?? false,
    }),
  );
  const mappings = (input.ResourceMappings ?? []) as sdk.ResourceMapping[];
  const { moves, problem } = new RefactorPlanning(call, definitions).plan(
    mappings as Parameters<RefactorPlanning['plan']>[0],
  );
  const refactor: RefactorRecord = {
    id: call.ids.uuid(),
    ...(input.Description !== undefined && { description: input.Description }),
    status: problem === undefined ? 'CREATE_COMPLETE' : 'CREATE_FAILED',
    ...(problem !== undefined && { statusReason: problem }),
    executionStatus: problem === undefined ? 'AVAILABLE' : 'UNAVAILABLE',
    stacks: definitions.map(({ stack, isNew }) => ({
      key: stack.key,
      name: stack.name,
      wish: stack.wish,
      ...(!isNew && { operation: stack.operation }),
    })),
    moves,
  };
  refactors.put(call.tx, call, refactor.id, refactor);
  return { StackRefactorId: refactor.id };
}

interface Defining {
  readonly prepared: Prepared;
  /** Stacks that are not there are made. */
  readonly creates: boolean;
}

/** A stack with the template that it is to have, which is kept. */
function definitionOf(call: Call, name: string, { prepared, creates }: Defining): Definition {
  const before = findStack(call.tx, call, name);
  if (!before && !creates) noSuchStack(name);
  if (before && !updatable.includes(before.status))
    cannotBeUpdated(stackArn(call, before.key), before.status);
  const stack = before ?? stackToBe(name, call);
  const acknowledged: Asked = { Capabilities: everyCapability };
  const wish = wishOf(acknowledged, prepared, nextTemplate(call, stack.key), before?.wish);
  const capabilities = before?.wish.capabilities ?? [];
  const wanted: StackRecord = { ...stack, wish: { ...wish, capabilities } };
  keepTemplate(call, wanted, prepared);
  return { stack: wanted, isNew: !before, prepared };
}

/** Nothing is made that would have to be acknowledged. */
const everyCapability: sdk.Capability[] = [
  'CAPABILITY_IAM',
  'CAPABILITY_NAMED_IAM',
  'CAPABILITY_AUTO_EXPAND',
];

/** A stack that has been changed since is another than the one that was to be refactored. */
// AWS: seen as ExecutionStatus OBSOLETE, "<stack>: Stack was updated."
function standing(call: Call, refactor: RefactorRecord) {
  const { executionStatus } = refactor;
  if (executionStatus !== 'AVAILABLE' && executionStatus !== 'UNAVAILABLE')
    return { ExecutionStatus: executionStatus };
  const updated = refactor.stacks.find(
    ({ key, operation }) =>
      operation !== undefined && stacks.get(call.tx, call, key)?.operation !== operation,
  );
  if (!updated) return { ExecutionStatus: executionStatus };
  return {
    ExecutionStatus: 'OBSOLETE' as const,
    ExecutionStatusReason: `${stackArn(call, updated.key)}: Stack was updated.`,
  };
}

const found = (call: Call, id: string): RefactorRecord =>
  refactors.get(call.tx, call, id) ?? refactorNotFound(id);

const summary = (call: Call, refactor: RefactorRecord) => ({
  StackRefactorId: refactor.id,
  ...(refactor.description !== undefined && { Description: refactor.description }),
  ...standing(call, refactor),
  Status: refactor.status,
  ...(refactor.statusReason !== undefined && { StatusReason: refactor.statusReason }),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackRefactor.html */
export const describeStackRefactor: Handler<
  Given<sdk.DescribeStackRefactorCommandInput>,
  Answered<sdk.DescribeStackRefactorCommandOutput>
> = ({ StackRefactorId: id }, call) => {
  const refactor = found(call, id);
  return { ...summary(call, refactor), StackIds: refactor.stacks.map(({ key }) => stackArn(call, key)) };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackRefactors.html */
export const listStackRefactors: Handler<
  Given<sdk.ListStackRefactorsCommandInput>,
  Answered<sdk.ListStackRefactorsCommandOutput>
> = (input, call) => {
  const wanted = input.ExecutionStatusFilter ?? [];
  const all = refactors
    .list(call.tx, call)
    .map((refactor) => summary(call, refactor))
    .filter(({ ExecutionStatus: status }) => wanted.length === 0 || wanted.includes(status));
  const page = pageOf(all, ({ StackRefactorId: id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return {
    StackRefactorSummaries: [...page.items],
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackRefactorActions.html */
export const listStackRefactorActions: Handler<
  Given<sdk.ListStackRefactorActionsCommandInput>,
  Answered<sdk.ListStackRefactorActionsCommandOutput>
> = (input, call) => {
  const refactor = found(call, input.StackRefactorId);
  const made = refactor.stacks.filter(({ operation }) => operation === undefined);
  const actions: sdk.StackRefactorAction[] = [
    ...made.map(({ name }) => ({
      Action: 'CREATE' as const,
      Entity: 'STACK' as const,
      Description: `Stack ${name} created.`,
    })),
    ...refactor.moves.map(actionOf),
  ];
  const page = pageOf(actions, keyOf, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return {
    StackRefactorActions: [...page.items],
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

const keyOf = ({ ResourceMapping: moved, Description: description }: sdk.StackRefactorAction): string =>
  moved ? `${moved.Source!.StackName}|${moved.Source!.LogicalResourceId}` : description!;

const locationOf = ({ stackName, logicalId }: Place): sdk.ResourceLocation => ({
  StackName: stackName,
  LogicalResourceId: logicalId,
});

const actionOf = ({ from, to, physicalId, identifier, detection }: Move): sdk.StackRefactorAction => ({
  Action: 'MOVE',
  Entity: 'RESOURCE',
  PhysicalResourceId: physicalId,
  ResourceIdentifier: Object.entries(identifier)
    .map(([name, value]) => `${name}=${value}`)
    .join(','),
  // AWS: seen in the actions of a refactor.
  Description: 'No configuration changes detected.',
  Detection: detection,
  ResourceMapping: { Source: locationOf(from), Destination: locationOf(to) },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteStackRefactor.html */
export const executeStackRefactor: Handler<Given<sdk.ExecuteStackRefactorCommandInput>, object> = (
  { StackRefactorId: id },
  call,
) => {
  const refactor = found(call, id);
  const { ExecutionStatus: status } = standing(call, refactor);
  if (status !== 'AVAILABLE') refactorNotExecutable(id, status);
  executeRefactor(call, refactor);
  refactors.put(call.tx, call, id, { ...refactor, executionStatus: 'EXECUTE_COMPLETE' });
  return {};
};
