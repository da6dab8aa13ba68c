import { assert } from '../../../base/assert.ts';
import { own } from '../../../base/own.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import { startAction } from './action-run.ts';
import { currentRun, isLastStage, stageDeclared } from './execution-state.ts';
import type { RetryMode } from './facts.ts';
import { changed, stageChanged, telling, type Turn } from './turn.ts';

/** Enters a stage: its actions begin. */
export function enterStage(turn: Turn, name: string): Turn {
  return advanceStage(
    stageChanged(turn, name, { status: 'InProgress', current: {}, manualRetries: 0 }),
    name,
  );
}

/** Enters a failed or stopped stage again, in the same execution: what succeeded may stay as it is. */
export function retryStage(turn: Turn, name: string, retryMode: RetryMode): Turn {
  const { execution } = turn;
  const stage = own(execution.stages, name);
  assert(stage, `stage ${name} has run before it is retried`);
  const kept = Object.entries(stage.current).filter(
    ([, index]) => execution.runs[index]!.status === 'Succeeded',
  );
  const current = retryMode === 'FAILED_ACTIONS' ? Object.fromEntries(kept) : {};
  const manualRetries = stage.manualRetries + 1;
  const again = changed(turn, { status: 'InProgress', stopReason: undefined });
  return advanceStage(stageChanged(again, name, { status: 'InProgress', current, manualRetries }), name);
}

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
    if (statuses.includes('Failed')) return finishStage(started, name, 'Failed');
    turn = started;
  }
  return finishStage(turn, name, 'Succeeded');
}

function startMissing(turn: Turn, name: string, group: readonly ActionDeclared[]): Turn {
  if (turn.execution.status === 'Stopping') return turn;
  const missing = group.filter((action) => !currentRun(turn.execution, name, action.name));
  return missing.reduce((before, action) => startAction(before, name, action), turn);
}

export function finishStage(turn: Turn, name: string, status: 'Succeeded' | 'Failed' | 'Stopped'): Turn {
  const ran = Object.keys(own(turn.execution.stages, name)?.current ?? {});
  const over = stageChanged(turn, name, { status });
  const told = telling(over, {
    type: 'StageFinished',
    execution: turn.execution.id,
    stage: name,
    status,
    ran,
  });
  if (status !== 'Succeeded') return changed(told, { status });
  return isLastStage(turn.execution, name) ? changed(told, { status }) : told;
}

/** Actions of equal run order, the lowest first. */
function groupsOf(actions: readonly ActionDeclared[]): ActionDeclared[][] {
  const groups = Map.groupBy(actions, ({ runOrder }) => runOrder);
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}
