import type { Effect } from '../../../base/effects/effect.ts';
import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EffectFailed, EngineFact, Flow } from '../../../engine/flow.ts';
import { alarmedReason } from '../errors.ts';
import { stackKind, type Phase } from '../records.ts';
import type { ResourceSettled, Settled } from './resource-state.ts';

/** One operation on a stack, from the request to its last status. */
export interface StackState {
  readonly scope: Scope;
  readonly id: string;
  readonly stackKey: string;
  readonly operation: number;
  readonly kind: 'create' | 'import' | 'update' | 'delete' | 'rollback';
  /** The operation is part of its parent's, which says what becomes of what it replaces. */
  readonly nested?: true;
  readonly onFailure: 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';
  /** What the stack's status was before. */
  readonly statusBefore: string;
  /** House time by which everything has to be made. */
  readonly timeoutAt?: number;
  readonly watch?: Watch;
  /** The stack is to be deleted as soon as nothing of it is under way. */
  readonly deletes?: true;
  /** Why the operation cannot succeed, whatever its resources do. */
  readonly failure?: string;
  readonly step: StackStep;
  /** What failed in the phase, by what was done to it. */
  readonly failed: readonly Failed[];
}

/** Alarms that call the operation off, while it lasts and for some time after. */
export interface Watch {
  readonly alarms: readonly string[];
  readonly monitoringMs: number;
}

export interface Failed {
  readonly logicalId: string;
  readonly verb: Settled['verb'];
}

export type StackStep =
  | {
      readonly type: 'phase';
      readonly phase: Phase;
      /** Resources that are not settled. */
      readonly left: number;
    }
  /** Everything is made; alarms are still watched. */
  | { readonly type: 'monitor'; readonly until: number }
  /** It is done, or undone, and waits for its parent to say that it may be cleaned up. */
  | { readonly type: 'held'; readonly next: 'cleanup' | 'rollback-cleanup' }
  | { readonly type: 'end' }
  | { readonly type: 'over' };

/** Somebody has called DeleteStack while the stack is created. */
export interface DeletionRequested {
  readonly type: 'DeletionRequested';
}

export const beginOperation = (
  start: Omit<StackState, 'step' | 'failed' | 'deletes' | 'failure'>,
): StackState => ({
  ...start,
  step: { type: 'end' },
  failed: [],
});

/** Somebody has called CancelUpdateStack. */
export interface CancelRequested {
  readonly type: 'CancelRequested';
}

/** What becomes of a stack that is held. */
export interface Released {
  readonly type: 'Released';
  /** Superseded: another operation goes on from where it is. */
  readonly to: 'clean up' | 'roll back' | 'be superseded';
}

type In = ResourceSettled | DeletionRequested | CancelRequested | Released;

export const stackFlow: Flow<StackState, In> = {
  kind: stackKind,
  decide(before, fact, now) {
    const decision = decide(before, fact, now);
    return { ...decision, wakeAt: wakeOf(decision.state) };
  },
};

/** The one moment that counts in a step. */
function wakeOf({ step, timeoutAt, failure }: StackState): number | undefined {
  if (step.type === 'monitor') return step.until;
  const creating = step.type === 'phase' && step.phase === 'forward' && failure === undefined;
  return creating ? timeoutAt : undefined;
}

function decide(state: StackState, fact: In | EngineFact, now: number): Decision<StackState> {
  switch (fact.type) {
    case 'Started':
      return started(state);
    case 'EffectSucceeded':
      return done(state, fact, now);
    case 'EffectFailed':
      return refused(state, fact);
    case 'ResourceSettled':
      return resourceSettled(state, fact);
    case 'DeletionRequested':
      return deletionRequested(state);
    case 'CancelRequested':
      // AWS: the event of a rollback that was asked for.
      return calledOff(state, 'User Initiated');
    case 'Released':
      return released(state, fact);
    case 'WakeTime':
      // AWS: unverified wording of the first.
      return state.step.type === 'monitor' ? succeeded(state) : calledOff(state, 'Stack creation timed out.');
    case 'FlowEnded':
      return { state };
    default:
      return never(fact);
  }
}

function started(state: StackState): Decision<StackState> {
  const decision = enter(state, firstPhases[state.kind]);
  if (!state.watch) return decision;
  return { ...decision, effects: { ...decision.effects, alarm: alarmed(state, state.watch) } };
}

/** Asked until one of the alarms goes off; whether they are there is asked before and after. */
const alarmed = (state: StackState, { alarms }: Watch): Effect => ({
  type: 'aws.wait',
  service: 'cloudwatch',
  operation: 'DescribeAlarms',
  input: { AlarmNames: alarms, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  until: "[MetricAlarms || `[]`, CompositeAlarms || `[]`][] | [?StateValue == 'ALARM']",
  as: servicePrincipal('cloudformation'),
  scope: state.scope,
});

function alarmReason(output: any): string {
  const found = [...(output.MetricAlarms ?? []), ...(output.CompositeAlarms ?? [])] as AlarmAnswer[];
  const arns = found.filter(({ StateValue }) => StateValue === 'ALARM').map(({ AlarmArn }) => AlarmArn);
  return alarmedReason(arns);
}

interface AlarmAnswer {
  readonly AlarmArn: string;
  readonly StateValue: string;
}

const firstPhases = {
  create: 'forward',
  import: 'forward',
  update: 'forward',
  delete: 'delete',
  rollback: 'rollback',
} as const;

function enter(state: StackState, phase: Phase, reason?: string): Decision<StackState> {
  const { stackKey: stack, operation } = state;
  const input = { stack, operation, phase, ...(reason !== undefined && { reason }) };
  return {
    state: { ...state, failed: [], step: { type: 'phase', phase, left: -1 } },
    effects: { phase: inside(state, 'BeginPhase', input) },
    ...(phase !== 'forward' && { cancels: ['alarm'] }),
  };
}

type Succeeded = Extract<EngineFact, { readonly type: 'EffectSucceeded' }>;

function done(state: StackState, { effect, output }: Succeeded, now: number): Decision<StackState> {
  const { step } = state;
  if (effect === 'alarm') return calledOff(state, alarmReason(output));
  if (effect === 'cancel') return { state };
  if (step.type === 'end') return { state: { ...state, step: { type: 'over' } }, ended: true };
  if (step.type !== 'phase') return { state };
  if (effect === 'outputs') return monitored(state, now);
  const { count } = output as { readonly count: number };
  return phaseMoved({ ...state, step: { ...step, left: count } }, step.phase, count);
}

function resourceSettled(before: StackState, settled: ResourceSettled): Decision<StackState> {
  const { step } = before;
  if (step.type !== 'phase' || settled.phase !== step.phase) return { state: before };
  const { logicalId, verb } = settled;
  const bad = settled.outcome === 'failed' || settled.outcome === 'cancelled';
  const failed = bad ? [...before.failed, { logicalId, verb }] : before.failed;
  const left = step.left - 1;
  const state: StackState = { ...before, failed, step: { ...step, left } };
  const decision = phaseMoved(state, step.phase, left);
  const first = bad && before.failed.length === 0 && step.phase === 'forward' && left > 0;
  return first
    ? { ...decision, effects: { ...decision.effects, cancel: cancel(state, step.phase) } }
    : decision;
}

const cancel = (state: StackState, phase: Phase): Effect =>
  inside(state, 'CancelPhase', { stack: state.stackKey, operation: state.operation, phase });

/** What is under way is not taken any further, and then undone. */
function calledOff(before: StackState, failure: string): Decision<StackState> {
  const { step } = before;
  if (step.type === 'monitor') return failedForward(before, failure);
  if (step.type !== 'phase' || step.phase !== 'forward' || before.failure !== undefined)
    return { state: before };
  const state: StackState = { ...before, failure };
  return { state, effects: { cancel: cancel(state, step.phase) } };
}

function phaseMoved(state: StackState, phase: Phase, left: number): Decision<StackState> {
  if (left > 0) return { state };
  if (state.deletes && phase !== 'delete') return enter(state, 'delete');
  if (phase !== 'forward' || state.failed.length > 0 || state.failure !== undefined)
    return phaseOver(state, phase);
  const { stackKey: stack, operation } = state;
  return { state, effects: { outputs: inside(state, 'SettleOutputs', { stack, operation }) } };
}

/** AWS: user guide, "Roll back on alarm breach": alarms are watched for the time that is asked for. */
function monitored(state: StackState, now: number): Decision<StackState> {
  const { watch } = state;
  if (!watch || watch.monitoringMs === 0) return succeeded(state);
  return { state: { ...state, step: { type: 'monitor', until: now + watch.monitoringMs } } };
}

/** Outputs are there, and exports are taken. */
function succeeded(state: StackState): Decision<StackState> {
  if (state.kind === 'import') return end(state, 'IMPORT_COMPLETE');
  if (state.kind === 'create') return end(state, 'CREATE_COMPLETE');
  return state.nested ? hold(state, 'cleanup') : enter(state, 'cleanup');
}

/** AWS: user guide, "Troubleshooting": no nested stack is cleaned up until all are updated or rolled back. */
function hold(state: StackState, next: 'cleanup' | 'rollback-cleanup'): Decision<StackState> {
  const { stackKey: stack, operation } = state;
  return {
    state: { ...state, step: { type: 'held', next } },
    effects: { hold: inside(state, 'HoldStack', { stack, operation, phase: next }) },
    cancels: ['alarm'],
  };
}

function released(state: StackState, { to }: Released): Decision<StackState> {
  if (state.step.type !== 'held') return { state };
  if (to === 'be superseded') return { state: { ...state, step: { type: 'over' } }, ended: true };
  return enter(state, to === 'roll back' ? 'rollback' : state.step.next);
}

/** Exports that are not there, or are in use, keep an operation from beginning or from being completed. */
function refused(state: StackState, fact: EffectFailed): Decision<StackState> {
  const { step } = state;
  if (fact.effect === 'alarm') return calledOff(state, fact.reason);
  assert(step.type === 'phase', `${fact.effect} was refused: ${fact.reason}`);
  // AWS: a stack whose exports are in use is what it was, and its status says why.
  if (step.phase === 'delete') return end(state, state.statusBefore, fact.reason);
  return failedForward(state, fact.reason);
}

/** What is created is not created any further, and then deleted. */
function deletionRequested(before: StackState): Decision<StackState> {
  const { step } = before;
  if (before.deletes || step.type !== 'phase') return { state: before };
  const state: StackState = { ...before, deletes: true };
  return step.phase === 'forward' ? { state, effects: { cancel: cancel(state, step.phase) } } : { state };
}

function phaseOver(state: StackState, phase: Phase): Decision<StackState> {
  switch (phase) {
    case 'forward':
      return failedForward(state, state.failure ?? failureReason(state.failed));
    case 'rollback':
      if (state.failed.length > 0) return end(state, rollbackFailed(state), failureReason(state.failed));
      if (state.kind === 'import') return end(state, 'IMPORT_ROLLBACK_COMPLETE');
      if (undoesCreation(state)) return end(state, 'ROLLBACK_COMPLETE');
      return state.nested ? hold(state, 'rollback-cleanup') : enter(state, 'rollback-cleanup');
    case 'cleanup':
      return end(state, 'UPDATE_COMPLETE', cleanupReason(state));
    case 'rollback-cleanup':
      return end(state, 'UPDATE_ROLLBACK_COMPLETE', cleanupReason(state));
    case 'delete':
      if (state.failed.length > 0) return end(state, 'DELETE_FAILED', failureReason(state.failed));
      return end(state, 'DELETE_COMPLETE');
    default:
      return never(phase);
  }
}

const undoesCreation = ({ kind, statusBefore }: StackState): boolean =>
  kind === 'create' || (kind === 'rollback' && statusBefore === 'CREATE_FAILED');

function rollbackFailed(state: StackState): string {
  if (state.kind === 'import') return 'IMPORT_ROLLBACK_FAILED';
  return undoesCreation(state) ? 'ROLLBACK_FAILED' : 'UPDATE_ROLLBACK_FAILED';
}

// AWS: "Update successful. One or more resources could not be deleted." is what a stack says then.
const cleanupReason = (state: StackState): string | undefined =>
  state.failed.length > 0 ? 'Update successful. One or more resources could not be deleted.' : undefined;

function failedForward(state: StackState, reason: string): Decision<StackState> {
  switch (state.onFailure) {
    case 'DO_NOTHING':
      return end(state, state.kind === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason);
    case 'DELETE':
      return enter(state, 'delete', reason);
    case 'ROLLBACK':
      return enter(
        state,
        'rollback',
        state.kind === 'create' ? `${reason.trimEnd()} ${rollbackRequested}` : reason,
      );
    default:
      return never(state.onFailure);
  }
}

// AWS: of a creation, whoever asked for it; an update's rollback does not say so.
const rollbackRequested = 'Rollback requested by user.';

// AWS: "The following resource(s) failed to create: [A, B]. ", blank included; one sentence for each verb.
function failureReason(failed: readonly Failed[]): string {
  const sentences = (['create', 'import', 'update', 'delete'] as const).flatMap((verb) => {
    const names = failed.filter((each) => each.verb === verb).map(({ logicalId }) => logicalId);
    return names.length > 0 ? [`The following resource(s) failed to ${verb}: [${names.join(', ')}]. `] : [];
  });
  return sentences.join('');
}

function end(state: StackState, status: string, reason?: string): Decision<StackState> {
  const { stackKey: stack, operation } = state;
  const input = { stack, operation, status, ...(reason !== undefined && { reason }) };
  return {
    state: { ...state, step: { type: 'end' } },
    effects: { end: inside(state, 'EndOperation', input) },
    cancels: ['alarm'],
  };
}

const inside = (state: StackState, operation: string, input: object): Effect => ({
  type: 'aws.call',
  service: 'cloudformation',
  operation,
  input,
  as: servicePrincipal('cloudformation'),
  scope: state.scope,
});
