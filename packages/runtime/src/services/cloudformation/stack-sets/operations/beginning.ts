import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Given } from '../../../../base/given.ts';
import { derivedUuid } from '../../../../base/ids.ts';
import type { Call } from '../../../../dispatch/service.ts';
import { operationIdAlreadyExists, operationInProgress, staleRequest } from '../errors.ts';
import { startQueued } from '../progress/queue.ts';
import {
  isActive,
  operationKey,
  operationsOf,
  resultKey,
  stackSetArn,
  stackSetOperations,
  stackSetResults,
  type OperationRecord,
  type StackSetRecord,
  type Target,
} from '../records.ts';
import { moveOperation } from '../telling.ts';
import { checkPreferences, inOrder } from './requests.ts';

/** Operations of a set that are running or queued at most. */
const activeMax = 1_000;

/**
 * The id of an operation that is asked for from inside, where a call that waits may be made again after a crash: then
 * `begun` is what it has begun already.
 */
export function repeatableId(call: Call, set: StackSetRecord, given: string | undefined) {
  const operationId = given ?? (call.effectId === undefined ? undefined : derivedUuid(call.effectId));
  const known = operationId !== undefined && call.effectId !== undefined;
  const begun = known && stackSetOperations.get(call.tx, call, operationKey(set.id, operationId));
  return { operationId, begun: begun ? { OperationId: begun.id } : undefined };
}

/** Refuses an operation whose id is taken, or for which the set is not free. Before anything is changed. */
export function requireFree(call: Call, set: StackSetRecord, operationId: string | undefined): void {
  const all = operationsOf(call.tx, call, set.id);
  if (all[0]?.id === operationId && operationId !== undefined) operationIdAlreadyExists(operationId);
  // AWS: API reference, StaleRequestException: "Another operation has been performed on this StackSet since".
  if (operationId !== undefined && all.some(({ id }) => id === operationId)) staleRequest(operationId);
  const active = all.filter(isActive);
  if (active.length >= (set.managedExecution ? activeMax : 1))
    operationInProgress(stackSetArn(call, set.id), active[0]!.id);
}

export interface Beginning {
  readonly action: sdk.StackSetOperationAction;
  readonly targets: readonly Target[];
  readonly operationId: string | undefined;
  readonly preferences: Given<sdk.StackSetOperationPreferences> | undefined;
  readonly retainStacks?: boolean;
  readonly imports?: OperationRecord['imports'];
}

/** Begins an operation on a set, or queues it behind those that it conflicts with. */
export function begin(call: Call, set: StackSetRecord, asked: Beginning): { readonly OperationId: string } {
  const { action, preferences, retainStacks, imports } = asked;
  checkPreferences(preferences, asked.targets);
  const operation: OperationRecord = {
    id: asked.operationId ?? call.ids.uuid(),
    number: call.tx.next(`cloudformation.stack-set-operation|${call.account}|${call.region}|${set.id}`),
    action,
    status: 'QUEUED',
    createdAt: call.now,
    ...(preferences && { preferences: preferences as sdk.StackSetOperationPreferences }),
    ...(retainStacks !== undefined && { retainStacks }),
    administrationRoleArn: set.administrationRoleArn,
    executionRoleName: set.executionRoleName,
    targets: inOrder(asked.targets, preferences),
    ...(imports && { imports }),
  };
  for (const { account, region } of operation.targets)
    stackSetResults.put(call.tx, call, resultKey(set.id, operation.id, { account, region }), {
      account,
      region,
      status: 'PENDING',
    });
  moveOperation(call, set.id, operation);
  startQueued(call, set.id);
  return { OperationId: operation.id };
}
