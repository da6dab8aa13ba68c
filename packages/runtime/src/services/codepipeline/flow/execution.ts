import { never } from '../../../base/never.ts';
import type { EngineFact, Flow } from '../../../engine/flow.ts';
import type { Outcome } from '../actions/action.ts';
import { abandonAction, expireAction, proceedAction, runOfEffect } from './action-run.ts';
import { happenings } from './event-bridge.ts';
import { awaitingApproval, expiresAt, type ActionRun, type Execution } from './execution-state.ts';
import type { ExecutionFact } from './facts.ts';
import { advanceStage, enterStage, finishStage, retryStage } from './stage-run.ts';
import { changed, decisionOf, stageChanged, turnOf, type Turn } from './turn.ts';

/**
 * One execution: runs the actions of the stage it is in. When it may enter a stage is not its own to decide;
 * its pipeline's flow tells it, among all executions. It stays when it is over, as the record of what was
 * done.
 */
export const executionFlow: Flow<Execution, ExecutionFact> = {
  kind: 'codepipeline.execution',
  decide(execution, fact, now) {
    const decision = decisionOf(taken(turnOf(execution, now), fact));
    const before = fact.type === 'Started' ? undefined : execution;
    return { ...decision, events: happenings(before, decision.state) };
  },
};

function taken(turn: Turn, fact: ExecutionFact | EngineFact): Turn {
  switch (fact.type) {
    case 'Started':
    case 'FlowEnded':
      return turn;
    case 'StageEntered':
      return enterStage(turn, fact.stage);
    case 'StageRetried':
      return retryStage(turn, fact.stage, fact.retryMode, 'ManualStageRetry');
    case 'ExecutionSuperseded':
      return changed(turn, { status: 'Superseded' });
    case 'ExecutionStopped':
      return changed(turn, { status: 'Stopped', stopReason: fact.reason });
    case 'StopRequested':
      return stop(changed(turn, { stopReason: fact.reason }), fact.abandon);
    case 'ApprovalGiven':
      return heard(turn, awaitingApproval(turn.execution, fact.token), { ...fact, type: 'Answered' });
    case 'JobReported':
      return heard(turn, runInProgress(turn.execution, fact.run), { ...fact, type: 'Reported' });
    case 'EffectSucceeded':
      return settled(turn, fact.effect, { type: 'Done', step: '', output: fact.output });
    case 'EffectFailed':
      return settled(turn, fact.effect, { type: 'Refused', step: '', code: fact.code, reason: fact.reason });
    case 'WakeTime':
      return expire(turn);
    default:
      return never(fact);
  }
}

function settled(turn: Turn, effect: string, outcome: Extract<Outcome, { step: string }>): Turn {
  const found = runOfEffect(turn.execution, effect);
  return found ? heard(turn, found.run, { ...outcome, step: found.step }) : turn;
}

/** Too late for a run that is over: nothing changes. */
function heard(turn: Turn, run: ActionRun | undefined, outcome: Outcome): Turn {
  return run ? advanceStage(proceedAction(turn, run, outcome), run.stageName) : turn;
}

function expire(turn: Turn): Turn {
  const due = runsInProgress(turn.execution).filter((run) => expiresAt(run) <= turn.now);
  const expired = due.reduce(expireAction, turn);
  const stages = new Set(due.map(({ stageName }) => stageName));
  return [...stages].reduce(advanceStage, expired);
}

function stop(turn: Turn, abandon: boolean): Turn {
  const [stage] = Object.entries(turn.execution.stages).find(([, { status }]) => isUnderWay(status)) ?? [];
  const stopping = changed(turn, { status: 'Stopping' });
  // Between two stages: the pipeline's flow says when it is out of their way.
  if (stage === undefined) return stopping;
  if (!abandon) return advanceStage(stageChanged(stopping, stage, { status: 'Stopping' }), stage);
  const abandoned = runsInProgress(turn.execution).reduce(abandonAction, stopping);
  return finishStage(abandoned, stage, 'Stopped');
}

const runInProgress = (execution: Execution, id: string): ActionRun | undefined =>
  runsInProgress(execution).find((run) => run.id === id);
const isUnderWay = (status: string): boolean => status === 'InProgress' || status === 'Stopping';
const runsInProgress = (execution: Execution): ActionRun[] =>
  execution.runs.filter(({ status }) => status === 'InProgress');
