import type * as sdk from '@aws-sdk/client-cloudformation';
import { never } from '../../../base/never.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { moveStack } from '../events.ts';
import { validationError } from '../errors.ts';
import { deniedByPolicy, type StackPolicyAction } from '../stack-policy.ts';
import { isHeld } from './standing.ts';
import { requireQuiet } from './triggers.ts';
import { requireUnused, takeImports } from './exports.ts';
import type { ResourceState } from '../flow/resource-state.ts';
import {
  definitionKey,
  definitions,
  partKey,
  phaseKey,
  phases,
  resourceFlowId,
  resourceKind,
  resources,
  stackFlowId,
  stacks,
  type Phase,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';

/** What the template no longer names may be kept by the stack policy: then nothing is done at all. */
function requireRemovable(call: Call, stack: StackRecord): void {
  if ((stack.policyOnce ?? stack.policy) === undefined) return;
  for (const record of resources.list(call.tx, call, { prefix: partKey(stack.key, '') }))
    if (!definitions.get(call.tx, call, definitionKey(stack, record.logicalId)))
      refuseDenied(stack, record, 'Update:Delete');
}

function refuseDenied(
  stack: StackRecord,
  { logicalId, definition }: ResourceRecord,
  action: StackPolicyAction,
): void {
  const denied = deniedByPolicy((stack.policyOnce ?? stack.policy)!, {
    action,
    logicalId,
    type: definition.Type,
  });
  if (denied !== undefined) validationError(denied);
}

export interface PhaseInput {
  readonly stack: string;
  readonly operation: number;
  readonly phase: Phase;
  readonly reason?: string;
}

/** A resource of a phase, and those it comes after. */
interface Turn {
  readonly logicalId: string;
  readonly after: readonly string[];
}

/** The house's own: gives the stack the phase's status and starts its resources. Answers how many they are. */
export const beginPhase: Handler<PhaseInput, { readonly count: number }> = (input, call) => {
  const before = stacks.get(call.tx, call, input.stack)!;
  if (input.phase === 'forward') {
    if (before.problem !== undefined) validationError(before.problem);
    requireQuiet(call, before);
    takeImports(call, before);
    requireRemovable(call, before);
  }
  if (input.phase === 'delete') requireUnused(call, before);
  const status = statusOf(before, input.phase);
  const reason = input.reason;
  const stack =
    status && status !== before.status
      ? moveStack(call, leaving(call, before, status), { status, reason })
      : before;
  const turns = turnsOf(call, stack, input.phase);
  phases.put(
    call.tx,
    call,
    phaseKey(stack.key, stack.operation, input.phase),
    turns.map(({ logicalId }) => logicalId),
  );
  for (const turn of turns) startResource(call, stack, input.phase, turn);
  return { count: turns.length };
};

/** AWS: seen that the deletion time is told from the beginning, also where a creation is rolled back. */
const leaving = (call: Call, stack: StackRecord, status: sdk.StackStatus): StackRecord =>
  status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS'
    ? { ...stack, deletedAt: call.now }
    : stack;

/** What a phase makes of a stack's status. */
export function statusOf({ status }: StackRecord, phase: Phase): sdk.StackStatus | undefined {
  if (status === 'IMPORT_IN_PROGRESS' && phase === 'rollback') return 'IMPORT_ROLLBACK_IN_PROGRESS';
  const creates = status === 'CREATE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS';
  switch (phase) {
    case 'forward':
      return undefined;
    case 'cleanup':
      return 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    case 'rollback':
      return creates ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS';
    case 'rollback-cleanup':
      return 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    case 'delete':
      return 'DELETE_IN_PROGRESS';
    default:
      return never(phase);
  }
}

function turnsOf(call: Call, stack: StackRecord, phase: Phase): Turn[] {
  if (phase === 'forward') return forwardTurns(call, stack);
  const all = resources.list(call.tx, call, { prefix: partKey(stack.key, '') });
  const touched = all.filter(({ operation }) => operation > (stack.stable ?? 0));
  switch (phase) {
    case 'rollback':
      if (stack.status === 'IMPORT_ROLLBACK_IN_PROGRESS')
        return backwardTurns(touched.filter(({ imported }) => imported !== undefined));
      if (stack.status === 'ROLLBACK_IN_PROGRESS') return backwardTurns(all.filter(isThere));
      return restoringTurns(touched.filter((each) => each.formerDefinition && !each.restored));
    case 'rollback-cleanup':
      return backwardTurns(
        touched.filter((each) => !each.formerDefinition || isReplaced(each) || isHeld(call, each)),
      );
    case 'cleanup': {
      const wanted = (id: string) => definitions.get(call.tx, call, definitionKey(stack, id));
      return backwardTurns(
        all.filter((each) => !wanted(each.logicalId) || isReplaced(each) || isHeld(call, each)),
      );
    }
    case 'delete':
      return backwardTurns(all.filter(isThere));
    default:
      return never(phase);
  }
}

const isThere = ({ status }: ResourceRecord): boolean => status !== 'DELETE_COMPLETE';

/** Something else than the resource as it is now is left from before. */
export const isReplaced = ({ made, former }: ResourceRecord): boolean =>
  former !== undefined && former.physicalId !== made?.physicalId;

function forwardTurns(call: Call, stack: StackRecord): Turn[] {
  const prefix = definitionKey(stack, '');
  // The records do not say their names: keys do.
  const rows = call.tx.list<{ readonly dependencies: readonly string[] }>(definitions.name, {
    prefix: `${call.account}|${call.region}|${prefix}`,
  });
  return rows.map(({ key, value }) => ({
    logicalId: key.slice(key.lastIndexOf('|') + 1),
    after: value.dependencies,
  }));
}

/** Each after those it depends on, as it was. */
function restoringTurns(records: readonly ResourceRecord[]): Turn[] {
  const ids = new Set(records.map(({ logicalId }) => logicalId));
  return records.map(({ logicalId, formerDefinition }) => ({
    logicalId,
    after: formerDefinition!.dependencies.filter((id) => ids.has(id)),
  }));
}

/** Each after those that depend on it. */
function backwardTurns(records: readonly ResourceRecord[]): Turn[] {
  const after = new Map<string, string[]>(records.map(({ logicalId }) => [logicalId, []]));
  for (const { logicalId, definition } of records)
    for (const needed of definition.dependencies) after.get(needed)?.push(logicalId);
  return records.map(({ logicalId }) => ({ logicalId, after: after.get(logicalId)! }));
}

function startResource(call: Call, stack: StackRecord, phase: Phase, { logicalId, after }: Turn): void {
  const ofPhase = phaseKey(stack.key, stack.operation, phase);
  const id = resourceFlowId(call, ofPhase, logicalId);
  const state: ResourceState = {
    scope: { account: call.account, region: call.region },
    id,
    stackFlow: stackFlowId(call, stack.key, stack.operation),
    stackKey: stack.key,
    operation: stack.operation,
    phase,
    logicalId,
    as: stack.wish.roleArn ?? servicePrincipal('cloudformation'),
    after: after.map((each) => resourceFlowId(call, ofPhase, each)),
    step: { type: 'dependencies', left: after.length },
  };
  call.flows.start(resourceKind, id, state);
}

/** The house's own: one resource has failed, and the others of its phase are to stop where they can. */
export const cancelPhase: Handler<PhaseInput, object> = (input, call) => {
  const ofPhase = phaseKey(input.stack, input.operation, input.phase);
  for (const logicalId of phases.get(call.tx, call, ofPhase) ?? [])
    call.flows.tell(resourceFlowId(call, ofPhase, logicalId), { type: 'ResourceCancelled' });
  return {};
};
