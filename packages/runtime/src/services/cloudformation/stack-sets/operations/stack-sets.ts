import type * as sdk from '@aws-sdk/client-cloudformation';
import { parseArn } from '../../../../base/arn.ts';
import type { Answered, Given } from '../../../../base/given.ts';
import type { Call, Handler, WaitingHandler } from '../../../../dispatch/service.ts';
import { bodyAndUrl } from '../../errors.ts';
import { bodyOf } from '../../operations/template-source.ts';
import { findStack } from '../../records.ts';
import { bodyOfStack } from '../../stack-template.ts';
import type { GivenParameter } from '../../template/parameters.ts';
import { parametersOf } from '../definition.ts';
import {
  accountsAndRegions,
  createdButModified,
  executionNotModifiable,
  instanceNotFound,
  invalidName,
  limitExceeded,
  nameAlreadyExists,
  notEmpty,
  operationInProgress,
  stackOfSetNotFound,
} from '../errors.ts';
import {
  findStackSet,
  instanceKey,
  instancesOf,
  isActive,
  operationsOf,
  stackInstances,
  stackSetArn,
  stackSetNames,
  stackSets,
  stackSetTemplates,
  type StackSetRecord,
  type Target,
} from '../records.ts';
import { tellStackSet } from '../telling.ts';
import { begin, repeatableId, requireFree } from './beginning.ts';
import { activeSetOf, requireSelf, requireSelfManaged, targetsOf } from './requests.ts';

/** AWS: quotas, "StackSets per administrator account: 1000". */
const setsMax = 1_000;

type CreateInput = Given<sdk.CreateStackSetCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
export const createStackSet: WaitingHandler<CreateInput, Answered<sdk.CreateStackSetCommandOutput>> = {
  async waits(input, call) {
    requireSelf(input.CallAs);
    requireSelfManaged(input);
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(input.StackSetName)) invalidName(input.StackSetName);
    const body = await bodyOf(input, call);
    return call.transaction((inner) => create(inner, input, body));
  },
};

function create(call: Call, input: CreateInput, given: string | undefined) {
  const { StackSetName: name, ClientRequestToken: token } = input;
  const existing = findStackSet(call.tx, call, name);
  if (existing) {
    if (token === undefined || existing.token !== token) nameAlreadyExists(name);
    return existing.modified ? createdButModified(name) : { StackSetId: existing.id };
  }
  if (stackSets.list(call.tx, call).filter(({ status }) => status === 'ACTIVE').length >= setsMax)
    limitExceeded('StackSets', setsMax);
  const { body, previous } = sourceOf(call, input, given);
  const { Description: description, Capabilities: capabilities } = input;
  const set: StackSetRecord = {
    id: `${name}:${call.ids.uuid()}`,
    name,
    status: 'ACTIVE',
    createdAt: call.now,
    ...(description !== undefined && { description }),
    parameters: parametersOf({ body, given: previous ?? givenOf(input), capabilities }),
    capabilities: capabilities ?? [],
    tags: input.Tags?.map(({ Key, Value }) => ({ Key, Value })) ?? [],
    administrationRoleArn: input.AdministrationRoleARN ?? administrationRole(call),
    executionRoleName: input.ExecutionRoleName ?? 'AWSCloudFormationStackSetExecutionRole',
    managedExecution: input.ManagedExecution?.Active ?? false,
    ...(token !== undefined && { token }),
  };
  stackSets.put(call.tx, call, set.id, set);
  stackSetNames.put(call.tx, call, name, set.id);
  stackSetTemplates.put(call.tx, call, set.id, body);
  tellStackSet(call, set);
  return { StackSetId: set.id };
}

const administrationRole = ({ account }: Call): string =>
  `arn:aws:iam::${account}:role/AWSCloudFormationStackSetAdministrationRole`;

const givenOf = ({
  Parameters = [],
}: {
  readonly Parameters?: Given<readonly sdk.Parameter[]> | undefined;
}) => Parameters as readonly GivenParameter[];

/** The template of a new set: one that is given, or that of a stack which is to be imported. */
function sourceOf(call: Call, input: CreateInput, given: string | undefined) {
  const { StackId: stackId } = input;
  if (stackId === undefined) return { body: given ?? bodyAndUrl(), previous: undefined };
  if (given !== undefined) bodyAndUrl();
  const at = parseArn(stackId);
  // AWS: unverified: another account's stack could only be read as a role of it.
  if (at?.account !== call.account) stackOfSetNotFound(stackId);
  const stack = findStack(call.tx, at, stackId) ?? stackOfSetNotFound(stackId);
  const named = givenOf(input);
  const before = stack.wish.parameters
    .filter(({ key }) => !named.some(({ ParameterKey }) => ParameterKey === key))
    .map(({ key, value }) => ({ ParameterKey: key, ParameterValue: value }));
  return { body: bodyOfStack({ ...at, tx: call.tx }, stack), previous: [...named, ...before] };
}

type UpdateInput = Given<sdk.UpdateStackSetCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackSet.html */
export const updateStackSet: WaitingHandler<UpdateInput, Answered<sdk.UpdateStackSetCommandOutput>> = {
  async waits(input, call) {
    requireSelfManaged(input);
    const body = input.UsePreviousTemplate ? undefined : ((await bodyOf(input, call)) ?? bodyAndUrl());
    return call.transaction((inner) => update(inner, input, body));
  },
};

function update(call: Call, input: UpdateInput, body: string | undefined) {
  const before = activeSetOf(call, input);
  const { operationId, begun } = repeatableId(call, before, input.OperationId);
  if (begun) return begun;
  requireFree(call, before, operationId);
  requireExecution(call, before, input);
  const set = changed(call, before, input, body);
  const targets = updatedTargets(call, set, input);
  stackSets.put(call.tx, call, set.id, set);
  if (body !== undefined) stackSetTemplates.put(call.tx, call, set.id, body);
  // AWS: "marks all stack instances with a status of OUTDATED prior to updating": others stay so.
  if (body !== undefined || input.Parameters !== undefined) outdate(call, set);
  const { OperationPreferences: preferences } = input;
  return begin(call, set, { action: 'UPDATE', targets, operationId, preferences });
}

function requireExecution(call: Call, set: StackSetRecord, { ManagedExecution: asked }: UpdateInput): void {
  if (asked?.Active === undefined || asked.Active === set.managedExecution) return;
  if (operationsOf(call.tx, call, set.id).some(isActive)) executionNotModifiable();
}

function changed(
  call: Call,
  before: StackSetRecord,
  input: UpdateInput,
  body: string | undefined,
): StackSetRecord {
  const { Description: description = before.description } = input;
  // AWS: unverified that what was acknowledged once need not be again; an update of a stack has to.
  const capabilities = input.Capabilities ?? before.capabilities;
  const { parameters: previous } = before;
  const kept = body ?? stackSetTemplates.get(call.tx, call, before.id)!;
  const same = body === undefined && input.Parameters === undefined;
  return {
    ...before,
    modified: true,
    ...(description !== undefined && { description }),
    parameters: same ? previous : parametersOf({ body: kept, given: givenOf(input), previous, capabilities }),
    capabilities,
    tags: input.Tags?.map(({ Key, Value }) => ({ Key, Value })) ?? before.tags,
    administrationRoleArn: input.AdministrationRoleARN ?? before.administrationRoleArn,
    executionRoleName: input.ExecutionRoleName ?? before.executionRoleName,
    managedExecution: input.ManagedExecution?.Active ?? before.managedExecution,
  };
}

/** AWS: API reference, Accounts: all instances, unless some are named. Those that are inoperable are left out. */
function updatedTargets(call: Call, set: StackSetRecord, { Accounts, Regions }: UpdateInput): Target[] {
  if (!Accounts && !Regions)
    return instancesOf(call.tx, call, set.id)
      .filter(({ status }) => status !== 'INOPERABLE')
      .map(({ account, region }) => ({ account, region }));
  if (!Accounts || !Regions) accountsAndRegions();
  return existingTargets(call, set, targetsOf({ Accounts, Regions }));
}

/** Refuses targets that have no instance. */
export function existingTargets(call: Call, set: StackSetRecord, targets: readonly Target[]): Target[] {
  for (const target of targets)
    if (!stackInstances.get(call.tx, call, instanceKey(set.id, target)))
      instanceNotFound(target.account, target.region, set.name);
  return [...targets];
}

function outdate(call: Call, set: StackSetRecord): void {
  for (const instance of instancesOf(call.tx, call, set.id)) {
    if (instance.status === 'INOPERABLE') continue;
    const outdated = { ...instance, status: 'OUTDATED', detailedStatus: 'PENDING' } as const;
    stackInstances.put(call.tx, call, instanceKey(set.id, instance), outdated);
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStackSet.html */
export const deleteStackSet: Handler<Given<sdk.DeleteStackSetCommandInput>, object> = (input, call) => {
  requireSelf(input.CallAs);
  const set = findStackSet(call.tx, call, input.StackSetName);
  if (!set || set.status === 'DELETED') return {}; // AWS: its errors have no word for one that is not there.
  const active = operationsOf(call.tx, call, set.id).find(isActive);
  if (active) operationInProgress(stackSetArn(call, set.id), active.id);
  if (instancesOf(call.tx, call, set.id).length > 0) notEmpty();
  const deleted: StackSetRecord = { ...set, status: 'DELETED' };
  stackSets.put(call.tx, call, set.id, deleted);
  stackSetNames.delete(call.tx, call, set.name);
  stackSetTemplates.delete(call.tx, call, set.id);
  tellStackSet(call, deleted);
  return {};
};
