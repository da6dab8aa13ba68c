import { assert } from '../../../base/assert.ts';
import { own } from '../../../base/own.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import { startAction } from './action-run.ts';
import { currentRun, isLastStage, stageDeclared, type StageRun } from './execution-state.ts';
import type { RetryMode, RetryTrigger } from './facts.ts';
import { changed, stageChanged, telling, type Turn } from './turn.ts';

/** Enters a stage: its actions begin. */
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
  const attempt = { status: 'InProgress', current, latestRetryTrigger: trigger } as const;
  return advanceStage(stageChanged(again, name, { ...attempt, ...counted(stage, trigger) }), name);
}

const counted = ({ manualRetries, automaticRetries = 0 }: StageRun, trigger: RetryTrigger) =>
  trigger === 'ManualStageRetry'
    ? { manualRetries: manualRetries + 1 }
    : { automaticRetries: automaticRetries + 1 };

/**
 * Takes a stage as far as it goes now: runs groups of actions in their order, and finishes the stage when its
 * last action has succeeded, or when one has failed and its neighbours have finished, or when it is to be
 * stopped and nothing runs any more.
 */
export function advanceStage(turn: Turn, name: string): Turn {
  for (const group of groupsOf(stageDeclared(turn.execution, name).actions)) {
    const started = startMissing(turn, name, group);
    const statuses = group.map((action) => currentRun(started.execution, name, action.name)?.status);
    if (statuses.includes('InProgress')) return started;
    if (started.execution.status === 'Stopping') return finishStage(started, name, 'Stopped');
    if (statuses.includes('Failed')) return failStage(started, name);
    turn = started;
  }
  return finishStage(turn, name, 'Succeeded');
}

function startMissing(turn: Turn, name: string, group: readonly ActionDeclared[]): Turn {
  if (turn.execution.status === 'Stopping') return turn;
  const missing = group.filter((action) => !currentRun(turn.execution, name, action.name));
  return missing.reduce((before, action) => startAction(before, name, action), turn);
}

/** A stage whose actions have failed does what it was declared to do then. */
function failStage(turn: Turn, name: string): Turn {
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
  status: 'Succeeded' | 'Failed' | 'Stopped',
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
  if (status !== 'Succeeded') return changed(told, { status });
  return isLastStage(turn.execution, name) ? changed(told, { status }) : told;
}

/** Actions of equal run order, the lowest first. */
function groupsOf(actions: readonly ActionDeclared[]): ActionDeclared[][] {
  const groups = Map.groupBy(actions, ({ runOrder }) => runOrder);
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}
