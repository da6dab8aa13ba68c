import { flowId } from '../../../dispatch/service.ts';
import type { Telling } from '../../../engine/flow.ts';
import type { ExecutionFact, PipelineFact } from './facts.ts';
import {
  liveIn,
  liveOf,
  slotOf,
  type LiveExecution,
  type PipelineState,
  type StageSlot,
} from './pipeline-state.ts';

/** A pipeline's state with what its executions have to be told. */
export interface Standing {
  readonly state: PipelineState;
  readonly tells: readonly Telling[];
}

type Of<Type extends PipelineFact['type']> = Extract<PipelineFact, { readonly type: Type }>;

/** A new execution arrives in front of the first stage. */
export function begun({ state, tells }: Standing, fact: Of<'ExecutionBegun'>): Standing {
  const { execution, ordinal, mode, stages, rollback = false } = fact;
  const standing = withLive(
    { state, tells },
    { execution, ordinal, mode, stages, ...(rollback && { rollback }) },
  );
  return rollback ? takeBack(standing, execution, stages[0]!) : arrive(standing, execution, stages[0]!);
}

/**
 * A rollback goes into its stage whether or not executions may come from the stage before, as a retry does, and
 * before all who wait there. AWS: unverified.
 */
function takeBack(standing: Standing, execution: string, stage: string): Standing {
  const free = withSlot(standing, stage, { rollsBack: undefined });
  const { holders, waiting } = slotOf(free.state, stage);
  if (holders.length > 0) return withSlot(free, stage, { waiting: [execution, ...waiting] });
  return enter(free, stage, execution);
}

/** There was nothing to go back to: the stage is free. */
export const notRolledBack = (standing: Standing, stage: string): Standing =>
  admit(withSlot(standing, stage, { rollsBack: undefined }), stage);

/** An execution leaves a stage: the stage is free, and the execution goes on to the next, or is over. */
export function finished(standing: Standing, fact: Of<'StageFinished'>): Standing {
  const { execution, stage, status } = fact;
  const left = leave(standing, fact);
  const live = liveIn(left.state, execution);
  if (!live) return admit(left, stage);
  const ahead = live.stages[live.stages.indexOf(stage) + 1];
  const goesOn = status === 'Succeeded' || status === 'Skipped';
  if (!goesOn || ahead === undefined) return admit(dropped(left, execution), stage);
  if (live.stopping) {
    const told = tell(left, execution, { type: 'ExecutionStopped', reason: live.stopping.reason });
    return admit(dropped(told, execution), stage);
  }
  return admit(arrive(left, execution, ahead), stage);
}

/** Stops an execution where it is: inside a stage it is told, in front of one it is over. */
export function stopped(standing: Standing, fact: Of<'StopRequested'>): Standing {
  const { execution, abandon, reason } = fact;
  const live = liveIn(standing.state, execution);
  if (!live) return standing;
  const stage = live.stages.find((name) => slotOf(standing.state, name).waiting.includes(execution));
  if (stage === undefined) {
    const marked = withLive(standing, { ...live, stopping: { reason } });
    return tell(marked, execution, { type: 'StopRequested', abandon, reason });
  }
  const { waiting } = slotOf(standing.state, stage);
  const left = withSlot(standing, stage, { waiting: waiting.filter((each) => each !== execution) });
  return tell(dropped(left, execution), execution, { type: 'ExecutionStopped', reason });
}

/** Lets a failed or stopped execution into its stage again, unless another has been there since. */
export function retried(standing: Standing, fact: Of<'RetryRequested'>): Standing {
  const { execution, stage, retryMode } = fact;
  if (!mayRetry(standing.state, fact)) return standing;
  return tell(readmitted(standing, fact), execution, { type: 'StageRetried', stage, retryMode });
}

/** Lets an execution pass a condition: one inside the stage goes on, one that has failed there comes in again. */
export function overridden(standing: Standing, fact: Of<'OverrideRequested'>): Standing {
  const { execution, stage, condition, by } = fact;
  const told: ExecutionFact = { type: 'ConditionOverridden', stage, condition, by };
  if (slotOf(standing.state, stage).holders.includes(execution)) return tell(standing, execution, told);
  if (!mayRetry(standing.state, fact)) return standing;
  return tell(readmitted(standing, fact), execution, told);
}

function readmitted(standing: Standing, fact: Of<'RetryRequested'> | Of<'OverrideRequested'>): Standing {
  const { execution, ordinal, mode, stages, stage } = fact;
  const alive = withLive(standing, { execution, ordinal, mode, stages });
  const { holders } = slotOf(alive.state, stage);
  return withSlot(alive, stage, { holders: [...holders, execution], latest: execution });
}

/**
 * AWS: user guide, "Retry a failed stage": only while it is the latest in the stage, and the stage is free.
 */
export function mayRetry(
  state: PipelineState,
  { execution, stage, mode }: Pick<Of<'RetryRequested'>, 'execution' | 'stage' | 'mode'>,
): boolean {
  if (liveIn(state, execution)) return false;
  const { holders, latest, rollsBack } = slotOf(state, stage);
  if (rollsBack !== undefined) return false;
  return mode === 'PARALLEL' || (latest === execution && holders.length === 0);
}

export function transitionChanged(standing: Standing, fact: Of<'TransitionChanged'>, now: number): Standing {
  const { stage, enabled, reason, by } = fact;
  const transition = { enabled, reason, changedBy: by, changedAt: now };
  return admit(withSlot(standing, stage, { transition }), stage);
}

/**
 * The pipeline has been declared anew: who waits in front of a stage is cancelled, and who is inside comes no further.
 * PARALLEL executions go on by the declaration that they began with.
 */
// AWS: user guide, "Monitoring CodePipeline events": "CANCELED: … because the pipeline structure was updated"; and of
// PARALLEL ones, "Set or change the pipeline execution mode": their definition is not updated.
export function outdated(standing: Standing): Standing {
  const isOutdated = (execution: string) => liveIn(standing.state, execution)?.mode !== 'PARALLEL';
  const slots = Object.entries(standing.state.stages);
  const waiting = slots.flatMap(([, slot]) => slot.waiting).filter(isOutdated);
  const inside = slots.flatMap(([, slot]) => slot.holders).filter(isOutdated);
  const isGone = (name: string) => !standing.state.declaration.stages.some((stage) => stage.name === name);
  const stages = slots.flatMap(([name, slot]): [string, StageSlot][] => {
    const left = { ...slot, waiting: slot.waiting.filter((each) => !isOutdated(each)) };
    if (!isGone(name)) return [[name, left]];
    // Nobody can open any more what was shut.
    const isEmpty = left.holders.length === 0 && left.waiting.length === 0;
    return isEmpty ? [] : [[name, { ...left, transition: { enabled: true } }]];
  });
  const state = { ...standing.state, stages: Object.fromEntries(stages) };
  const told = inside.reduce(endangered, waiting.reduce(cancelled, { ...standing, state }));
  return stages.reduce((before, [name]) => admit(before, name), told);
}

const endangered = (standing: Standing, execution: string): Standing =>
  tell(withLive(standing, { ...liveIn(standing.state, execution)!, outdated: true }), execution, {
    type: 'DeclarationOutdated',
  });

const cancelled = (standing: Standing, execution: string): Standing =>
  dropped(tell(standing, execution, { type: 'ExecutionCancelled' }), execution);

/**
 * An execution stands in front of a stage. AWS: user guide, "How executions are processed in SUPERSEDED
 * mode": one waits in front of a locked stage, and a more recent one takes its place; who is inside is never
 * superseded.
 */
function arrive(standing: Standing, execution: string, stage: string): Standing {
  const { ordinal, mode, outdated: isOutdated = false } = liveIn(standing.state, execution)!;
  if (isOutdated) return cancelled(standing, execution);
  const { waiting } = slotOf(standing.state, stage);
  if (mode !== 'SUPERSEDED')
    return admit(withSlot(standing, stage, { waiting: [...waiting, execution] }), stage);
  const rivals = waiting.filter((each) => {
    const rival = liveIn(standing.state, each);
    return rival?.mode === 'SUPERSEDED' && !rival.rollback;
  });
  const overtaken = rivals.some((each) => liveIn(standing.state, each)!.ordinal > ordinal);
  const losers = overtaken ? [execution] : rivals;
  const queue = [...waiting, execution].filter((each) => !losers.includes(each));
  return admit(losers.reduce(supersede, withSlot(standing, stage, { waiting: queue })), stage);
}

function supersede(standing: Standing, execution: string): Standing {
  return dropped(tell(standing, execution, { type: 'ExecutionSuperseded' }), execution);
}

/** Lets in whoever may enter a stage now. */
function admit(standing: Standing, stage: string): Standing {
  const { transition, holders, waiting, rollsBack } = slotOf(standing.state, stage);
  const [first] = waiting;
  if (first === undefined || rollsBack !== undefined) return standing;
  if (!transition.enabled && !liveIn(standing.state, first)?.rollback) return standing;
  const modeOf = (execution: string) => liveIn(standing.state, execution)?.mode;
  if (modeOf(first) !== 'PARALLEL' && holders.some((each) => modeOf(each) !== 'PARALLEL')) return standing;
  return admit(enter(standing, stage, first), stage);
}

function enter(standing: Standing, stage: string, execution: string): Standing {
  const { holders, waiting } = slotOf(standing.state, stage);
  const others = waiting.filter((each) => each !== execution);
  const inside = { holders: [...holders, execution], waiting: others, latest: execution };
  return tell(withSlot(standing, stage, inside), execution, { type: 'StageEntered', stage });
}

function leave(standing: Standing, { execution, stage, ran, rollsBack }: Of<'StageFinished'>): Standing {
  const slot = slotOf(standing.state, stage);
  return withSlot(standing, stage, {
    ...(rollsBack && { rollsBack: execution }),
    holders: slot.holders.filter((each) => each !== execution),
    ran: { ...slot.ran, ...Object.fromEntries(ran.map((action) => [action, execution])) },
  });
}

function withSlot({ state, tells }: Standing, stage: string, change: Partial<StageSlot>): Standing {
  const stages = { ...state.stages, [stage]: { ...slotOf(state, stage), ...change } };
  return { state: { ...state, stages }, tells };
}

function withLive({ state, tells }: Standing, live: LiveExecution): Standing {
  const others = liveOf(state).filter(({ execution }) => execution !== live.execution);
  return { state: { ...state, live: [...others, live] }, tells };
}

function dropped({ state, tells }: Standing, execution: string): Standing {
  const live = liveOf(state).filter((each) => each.execution !== execution);
  return { state: { ...state, live }, tells };
}

function tell({ state, tells }: Standing, execution: string, fact: ExecutionFact): Standing {
  return {
    state,
    tells: [...tells, { flow: flowId('codepipeline.execution', state.scope, execution), fact }],
  };
}
