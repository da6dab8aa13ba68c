import type { Call } from '../../../../dispatch/service.ts';
import type { OperationState } from '../flow/operation.ts';
import type { RegionState } from '../flow/pacing.ts';
import {
  instanceKey,
  isActive,
  operationFlowId,
  operationsOf,
  stackInstances,
  stackSetOperationKind,
  targetName,
  type OperationRecord,
  type Target,
} from '../records.ts';
import { moveOperation, tellInstance } from '../telling.ts';

/** Begins every queued operation that conflicts with none before it, in the order of their requests. */
// AWS: API reference, ManagedExecution: "performs non-conflicting operations concurrently and queues conflicting
// operations". What conflicts, it does not say: here, what shares a target.
export function startQueued(call: Call, set: string): void {
  const busy = new Set<string>();
  const active = operationsOf(call.tx, call, set).filter(isActive);
  for (const operation of active.reverse()) {
    const names = operation.targets.map(targetName);
    const conflicts = names.some((name) => busy.has(name));
    for (const name of names) busy.add(name);
    if (operation.status === 'QUEUED' && !conflicts) launch(call, set, operation);
  }
}

/** Begins an operation. */
function launch(call: Call, set: string, operation: OperationRecord): void {
  moveOperation(call, set, { ...operation, status: 'RUNNING' });
  if (operation.action !== 'DETECT_DRIFT')
    for (const target of operation.targets) expect(call, set, operation, target);
  const state: OperationState = {
    scope: { account: call.account, region: call.region },
    stackSet: set,
    operation: operation.id,
    preferences: operation.preferences ?? {},
    regions: regionsOf(operation.targets),
    stopping: false,
    step: 'working',
  };
  call.flows.start(stackSetOperationKind, operationFlowId(call, set, operation.id), state);
}

/** An instance waits for its turn. */
function expect(call: Call, set: string, operation: OperationRecord, target: Target): void {
  const key = instanceKey(set, target);
  const before = stackInstances.get(call.tx, call, key);
  if (!before) return;
  const { reason: _reason, ...rest } = before;
  const waiting = { ...rest, detailedStatus: 'PENDING', lastOperationId: operation.id } as const;
  stackInstances.put(call.tx, call, key, waiting);
  tellInstance(call, set, operation, waiting);
}

function regionsOf(targets: readonly Target[]): RegionState[] {
  const accounts = new Map<string, string[]>();
  for (const { account, region } of targets) accounts.set(region, [...(accounts.get(region) ?? []), account]);
  return [...accounts].map(([region, waiting]) => ({
    region,
    total: waiting.length,
    waiting,
    running: [],
    failed: 0,
  }));
}
