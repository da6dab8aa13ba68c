import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../../base/given.ts';
import type { Call, Handler } from '../../../../dispatch/service.ts';
import type { GivenParameter } from '../../template/parameters.ts';
import { overridesOf } from '../definition.ts';
import { limitExceeded } from '../errors.ts';
import {
  instanceKey,
  instancesOf,
  stackInstances,
  stackSetTemplates,
  type Override,
  type StackSetRecord,
  type Target,
} from '../records.ts';
import { begin, requireFree } from './beginning.ts';
import { activeSetOf, requireSelfManaged, targetsOf } from './requests.ts';
import { existingTargets } from './stack-sets.ts';

/** AWS: quotas, "Stack instances per StackSet: 100,000". */
const instancesMax = 100_000;

type CreateInput = Given<sdk.CreateStackInstancesCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackInstances.html */
export const createStackInstances: Handler<CreateInput, Answered<sdk.CreateStackInstancesCommandOutput>> = (
  input,
  call,
) => {
  const set = activeSetOf(call, input);
  requireSelfManaged(input);
  const targets = targetsOf(input);
  requireFree(call, set, input.OperationId);
  if (instancesOf(call.tx, call, set.id).length + targets.length > instancesMax)
    limitExceeded('stack instances', instancesMax);
  for (const target of targets) override(call, set, target, input.ParameterOverrides);
  const { OperationId: operationId, OperationPreferences: preferences } = input;
  return begin(call, set, { action: 'CREATE', targets, operationId, preferences });
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackInstances.html */
export const updateStackInstances: Handler<
  Given<sdk.UpdateStackInstancesCommandInput>,
  Answered<sdk.UpdateStackInstancesCommandOutput>
> = (input, call) => {
  const set = activeSetOf(call, input);
  requireSelfManaged(input);
  const targets = existingTargets(call, set, targetsOf(input));
  requireFree(call, set, input.OperationId);
  for (const target of targets) override(call, set, target, input.ParameterOverrides);
  const { OperationId: operationId, OperationPreferences: preferences } = input;
  return begin(call, set, { action: 'UPDATE', targets, operationId, preferences });
};

/** What an instance is to be, from now on. AWS: user guide: until it is, it is OUTDATED. */
function override(
  call: Call,
  set: StackSetRecord,
  { account, region }: Target,
  given: Given<readonly sdk.Parameter[]> | undefined,
): void {
  const key = instanceKey(set.id, { account, region });
  const before = stackInstances.get(call.tx, call, key);
  const body = stackSetTemplates.get(call.tx, call, set.id)!;
  const overrides: readonly Override[] = given
    ? overridesOf(
        { body, parameters: set.parameters },
        given as readonly GivenParameter[],
        before?.overrides ?? [],
      )
    : (before?.overrides ?? []);
  stackInstances.put(call.tx, call, key, {
    ...(before ?? { account, region, lastOperationId: '' }),
    overrides,
    status: 'OUTDATED',
    detailedStatus: before?.detailedStatus === 'RUNNING' ? 'RUNNING' : 'PENDING',
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStackInstances.html */
export const deleteStackInstances: Handler<
  Given<sdk.DeleteStackInstancesCommandInput>,
  Answered<sdk.DeleteStackInstancesCommandOutput>
> = (input, call) => {
  const set = activeSetOf(call, input);
  requireSelfManaged(input);
  const asked = targetsOf(input);
  const targets = asked.filter((target) => stackInstances.get(call.tx, call, instanceKey(set.id, target)));
  // AWS: its own handler of the resource type hears StackInstanceNotFoundException. Unverified where some are there.
  if (targets.length === 0) existingTargets(call, set, asked);
  requireFree(call, set, input.OperationId);
  const { OperationId: operationId, RetainStacks: retainStacks } = input;
  const { OperationPreferences: preferences } = input;
  return begin(call, set, { action: 'DELETE', targets, operationId, preferences, retainStacks });
};
