import { assert } from '../../../base/assert.ts';
import { own } from '../../../base/own.ts';
import type { ConditionKind } from '../declaration/conditions.ts';
import { groupsOf, type ActionDeclared } from '../declaration/declaration.ts';
import { startAction } from './action-run.ts';
import { advanceCondition, keptConditions, overrideCondition, type Judged } from './condition-run.ts';
import { isOverridable } from './condition-state.ts';
import { currentRun, isLastStage, stageDeclared, type StageRun } from './execution-state.ts';
import type { ExecutionFact, RetryMode, RetryTrigger, StageEnd } from './facts.ts';
import { changed, stageChanged, telling, type Turn } from './turn.ts';

/** Enters a stage: its entry condition is looked at, and then its actions begin. */
export function enterStage(turn: Turn, name: string): Turn {
  return advanceStage(
    stageChanged(turn, name, { status: 'InProgress', current: {}, manualRetries: 0 }),
    name,
  );
}

/**
 * Runs the actions of a stage again, in the same execution: what succeeded may stay as it is. The stage has failed
 * or was stopped, and the execution is in it, or has been let in again.
 */
export function retryStage(turn: Turn, name: string, retryMode: RetryMode, trigger: RetryTrigger): Turn {
  const { execution } = turn;
  const stage = own(execution.stages, name);
  assert(stage, `stage ${name} has run before it is retried`);
  const kept = Object.entries(stage.current).filter(
    ([, index]) => execution.runs[index]!.status === 'Succeeded',
  );
  const current = retryMode === 'FAILED_ACTIONS' ? Object.fromEntries(kept) : {};
  const again = changed(turn, { status: 'InProgress', stopReason: undefined });
  const conditions = keptConditions(stage);
  const attempt = { status: 'InProgress', current, conditions, latestRetryTrigger: trigger } as const;
  return advanceStage(stageChanged(again, name, { ...attempt, ...counted(stage, trigger) }), name);
}

const counted = ({ manualRetries, automaticRetries = 0 }: StageRun, trigger: RetryTrigger) =>
  trigger === 'ManualStageRetry'
    ? { manualRetries: manualRetries + 1 }
    : { automaticRetries: automaticRetries + 1 };

/**
 * Takes a stage as far as it goes now: through its entry condition, its groups of actions in their order, and the
 * condition that is for how they went.
 */
export function advanceStage(turn: Turn, name: string): Turn {
  const entry = judged(turn, name, 'beforeEntry');
  switch (entry.verdict) {
    case 'waits':
      return entry.turn;
    case 'stopped':
      return finishStage(entry.turn, name, stoppedEnd(turn));
    case 'not met':
      return finishStage(entry.turn, name, entry.result === 'SKIP' ? 'Skipped' : 'Failed');
    case 'met':
      return runActions(entry.turn, name);
  }
}

/**
 * Finishes the stage when its last action has succeeded, or when one has failed and its neighbours have finished, or
 * when it is to be stopped and nothing runs any more.
 */
function runActions(turn: Turn, name: string): Turn {
  if (turn.execution.outdated) return windStageDown(turn, name);
  for (const group of groupsOf(stageDeclared(turn.execution, name).actions)) {
    const started = startMissing(turn, name, group);
    const statuses = group.map((action) => currentRun(started.execution, name, action.name)?.status);
    if (statuses.includes('InProgress')) return started;
    if (started.execution.status === 'Stopping') return finishStage(started, name, 'Stopped');
    if (statuses.includes('Failed')) return failStage(started, name);
    turn = started;
  }
  const success = judged(turn, name, 'onSuccess');
  // A stage that its condition fails does what a stage does that has failed. AWS: unverified.
  if (success.verdict === 'not met' && success.result === 'FAIL') return failStage(success.turn, name);
  return leaveStage(success, name, 'Succeeded');
}

/** Nothing begins any more; when nothing runs either, the stage is over. */
// AWS: as seen in the wild (aws/aws-cdk#9080): the stage's own actions have succeeded, and it has not. Unverified of
// the last stage, and of an action that fails.
function windStageDown(turn: Turn, name: string): Turn {
  const { execution } = turn;
  const { actions } = stageDeclared(execution, name);
  const statuses = actions.map((action) => currentRun(execution, name, action.name)?.status);
  if (statuses.includes('InProgress')) return turn;
  if (execution.status === 'Stopping') return finishStage(turn, name, 'Stopped');
  if (statuses.includes('Failed')) return finishStage(turn, name, 'Failed');
  const isOver = isLastStage(execution, name) && statuses.every((status) => status === 'Succeeded');
  return finishStage(turn, name, isOver ? 'Succeeded' : 'Cancelled');
}

/** How a stage ends whose conditions were let go of. */
const stoppedEnd = ({ execution }: Turn): StageEnd =>
  execution.outdated && execution.status !== 'Stopping' ? 'Cancelled' : 'Stopped';

/** A rollback goes back to what has passed the conditions before: it is let in and out. AWS: unverified. */
const judged = (turn: Turn, stage: string, kind: ConditionKind): Judged =>
  turn.execution.rollback ? { turn, verdict: 'met' } : advanceCondition(turn, stage, kind);

/** Where a condition says how a stage ends whose actions are over. */
function leaveStage({ turn, verdict, result }: Judged, name: string, otherwise: StageEnd): Turn {
  switch (verdict) {
    case 'waits':
      return turn;
    case 'stopped':
      return finishStage(turn, name, stoppedEnd(turn));
    case 'not met':
      return result === 'ROLLBACK' ? rollBackStage(turn, name) : finishStage(turn, name, 'Failed');
    case 'met':
      return finishStage(turn, name, otherwise);
  }
}

function startMissing(turn: Turn, name: string, group: readonly ActionDeclared[]): Turn {
  if (turn.execution.status === 'Stopping') return turn;
  const missing = group.filter((action) => !currentRun(turn.execution, name, action.name));
  return missing.reduce((before, action) => startAction(before, name, action), turn);
}

/**
 * A stage whose actions have failed does what it was declared to do then: what its condition says where that is not
 * met, or else what holds without one.
 */
function failStage(before: Turn, name: string): Turn {
  const condition = judged(before, name, 'onFailure');
  if (condition.verdict !== 'met') return leaveStage(condition, name, 'Failed');
  const { turn } = condition;
  const { onFailure } = stageDeclared(turn.execution, name);
  // AWS: API reference, RetryStageMetadata: "One attempt is allowed for automatic stage retry on failure."
  const isRetried = (own(turn.execution.stages, name)?.automaticRetries ?? 0) > 0;
  if (onFailure?.result === 'RETRY' && !isRetried) {
    // AWS: CDK reference, FailureConditions: the default is ALL_ACTIONS.
    const retryMode = onFailure.retryConfiguration?.retryMode ?? 'ALL_ACTIONS';
    return retryStage(turn, name, retryMode, 'AutomatedStageRetry');
  }
  return onFailure?.result === 'ROLLBACK' ? rollBackStage(turn, name) : finishStage(turn, name, 'Failed');
}

/**
 * The stage has failed, and the execution in it; an execution of type ROLLBACK takes its place, if there is one to
 * go back to. A rollback that fails is not rolled back: it would be the same again. AWS: unverified.
 */
export function rollBackStage(turn: Turn, name: string): Turn {
  return finishStage(turn, name, 'Failed', { rollsBack: turn.execution.rollback === undefined });
}

export function finishStage(
  turn: Turn,
  name: string,
  status: StageEnd,
  { rollsBack = false }: { readonly rollsBack?: boolean } = {},
): Turn {
  const ran = Object.keys(own(turn.execution.stages, name)?.current ?? {});
  const over = stageChanged(turn, name, { status });
  const told = telling(over, {
    type: 'StageFinished',
    execution: turn.execution.id,
    stage: name,
    status,
    ran,
    ...(rollsBack && { rollsBack }),
  });
  if (status === 'Failed' || status === 'Stopped' || status === 'Cancelled') return changed(told, { status });
  return isLastStage(turn.execution, name) ? changed(told, { status: 'Succeeded' }) : told;
}

/** Somebody has let the execution pass a condition; the stage goes on from there. */
export function passCondition(
  turn: Turn,
  fact: Extract<ExecutionFact, { type: 'ConditionOverridden' }>,
): Turn {
  const { stage, condition, by } = fact;
  const isOver = turn.execution.status === 'Failed';
  if (!isOverridable(turn.execution, stage, condition))
    // It was let in again for a condition that meanwhile is another one's to decide.
    return isOver ? finishStage(turn, stage, 'Failed') : turn;
  const inside = isOver ? stageChanged(changed(turn, { status: 'InProgress' }), stage, going) : turn;
  return advanceStage(overrideCondition(inside, stage, condition, by), stage);
}
const going = { status: 'InProgress' } as const;
