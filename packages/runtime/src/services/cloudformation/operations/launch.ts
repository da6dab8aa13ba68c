import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../dispatch/service.ts';
import { moveStack } from '../events.ts';
import { beginOperation, type StackState } from '../flow/stack.ts';
import {
  definitionKey,
  definitions,
  findStack,
  operationId,
  operations,
  partKey,
  settings,
  stackFlowId,
  stackKind,
  type StackRecord,
} from '../records.ts';
import { templateOfStack } from '../stack-template.ts';
import { superseded } from '../progress/holding.ts';
import { alarmsOf } from '../progress/triggers.ts';
import { graphOf } from '../template/graph.ts';

// AWS: the reason of the first event of whatever a caller asks for.
export const userInitiated = 'User Initiated';

export interface Launch {
  readonly kind: StackState['kind'];
  /** What AWS calls it. */
  readonly type: sdk.OperationType;
  readonly status: sdk.StackStatus;
  readonly onFailure: StackState['onFailure'];
  readonly token: string | undefined;
}

/** Begins an operation on a stack that is to become what it wishes to be. */
export function launch(call: Call, wanted: StackRecord, begun: Launch): StackRecord {
  const { kind, onFailure } = begun;
  const nested = isPartOfParents(call, wanted);
  const stack = beginStackOperation(call, superseded(call, wanted), { ...begun, reason: userInitiated });
  if (kind !== 'delete' && stack.problem === undefined) layOut(call, stack);
  const id = stackFlowId(call, stack.key, stack.operation);
  const state = beginOperation({
    scope: { account: call.account, region: call.region },
    id,
    stackKey: stack.key,
    operation: stack.operation,
    kind,
    onFailure,
    statusBefore: wanted.status,
    ...(nested && { nested: true as const }),
    ...limitsOf(call, stack, kind),
  });
  call.flows.start(stackKind, id, state);
  return stack;
}

/** Whether an operation is asked for by one that is under way on the stack's parent. */
function isPartOfParents(call: Call, { parentId }: StackRecord): boolean {
  if (parentId === undefined || call.effectId === undefined) return false;
  return findStack(call.tx, call, parentId)?.status.endsWith('_IN_PROGRESS') ?? false;
}

interface BegunOperation extends Pick<Launch, 'type' | 'status'> {
  readonly token?: string | undefined;
  readonly reason: string;
}

/** Gives a stack its next operation, and the status that tells that it has begun. */
export function beginStackOperation(
  call: Call,
  wanted: StackRecord,
  { type, status, token, reason }: BegunOperation,
): StackRecord {
  const { operationToken: _token, statusReason: _reason, ...rest } = wanted;
  const operation = wanted.operation + 1;
  const next: StackRecord = {
    ...rest,
    operation,
    operationType: type,
    ...(token !== undefined && { operationToken: token }),
  };
  operations.put(call.tx, call, operationId(next.key, operation), next.key);
  return moveStack(call, next, { status, reason });
}

/** What calls an operation off besides its own failures. */
function limitsOf(call: Call, stack: StackRecord, kind: Launch['kind']): Partial<StackState> {
  if (kind !== 'create' && kind !== 'update') return {};
  const { timeoutMinutes } = stack;
  const minutes = stack.wish.rollbackConfiguration?.MonitoringTimeInMinutes ?? 0;
  const alarms = alarmsOf(stack);
  return {
    ...(kind === 'create' &&
      timeoutMinutes !== undefined && { timeoutAt: call.now + timeoutMinutes * 60_000 }),
    ...(alarms.length > 0 && { watch: { alarms, monitoringMs: minutes * 60_000 } }),
  };
}

/** What the template says of each resource, for the operation to read piece by piece. */
export function layOut(call: Call, stack: StackRecord): void {
  const template = templateOfStack(call, stack);
  const { conditions } = settings.get(call.tx, call, partKey(stack.key, stack.wish.template))!;
  for (const [logicalId, dependencies] of Object.entries(graphOf(template, conditions)))
    definitions.put(call.tx, call, definitionKey(stack, logicalId), {
      ...template.Resources[logicalId]!,
      dependencies,
    });
}
