import type { Scope } from '../../../base/scope.ts';
import type { ArtifactObject, EnvironmentVariable, Revision } from '../actions/action.ts';
import type {
  ActionDeclared,
  Declaration,
  ExecutionMode,
  StageDeclared,
} from '../declaration/declaration.ts';
import { assert } from '../../../base/assert.ts';
import { own } from '../../../base/own.ts';
import type { Trigger } from '../triggers/followed.ts';
import type { ConditionKind } from '../declaration/conditions.ts';
import type { ConditionRun, RuleRun } from './condition-state.ts';
import type { RetryTrigger, StageEnd } from './facts.ts';
import type { Run } from './run.ts';
import type { Namespaces } from './variables.ts';

/**
 * One run of a pipeline, from its trigger to its end, and its record for ever after. Nothing in it is
 * rewritten: a retry adds runs of actions, it replaces none. Times are epoch milliseconds.
 */
export interface Execution {
  readonly scope: Scope;
  readonly id: string;
  /** Counts the executions of a pipeline: a greater one is more recent. */
  readonly ordinal: number;
  /** The pipeline's flow, which decides when a stage is entered. */
  readonly pipelineFlow: string;
  /** As it was when this execution began: it is run to its end by that. */
  readonly declaration: Declaration;
  readonly trigger: Trigger;
  readonly status: ExecutionStatus;
  readonly startTime: number;
  readonly lastUpdateTime: number;
  readonly stopReason?: string | undefined;
  /** Why it has not even begun. */
  readonly failure?: string;
  /** The pipeline was declared anew before it was over: nothing more begins. */
  readonly outdated?: boolean;
  /** Pipeline-level variables, resolved. */
  readonly variables: Readonly<Record<string, string>>;
  /** The revisions that sources have to take, by action. */
  readonly revisionOverrides: Readonly<Record<string, string>>;
  /** Where these are, by action, if elsewhere than configured: a branch, or an object's key. */
  readonly places?: Readonly<Record<string, string>>;
  readonly triggerVariables?: TriggerVariables | undefined;
  /** Those that were entered, by name. */
  readonly stages: Readonly<Record<string, StageRun>>;
  /** Every run of every action, in the order they began. */
  readonly runs: readonly ActionRun[];
  /** Every run of every rule, likewise; none until a condition is looked at. */
  readonly ruleRuns?: readonly RuleRun[];
  readonly artifacts: Readonly<Record<string, ArtifactObject>>;
  /** Output variables, by namespace. */
  readonly namespaces: Namespaces;
  /** Set where one stage is run again with what another execution had. */
  readonly rollback?: Rollback | undefined;
}

/** AWS: user guide, "Configuring stage rollback": a new execution, of one stage, by the target's revisions. */
export interface Rollback {
  readonly stage: string;
  readonly targetPipelineExecutionId: string;
  /** What the target's sources brought. */
  readonly sources: readonly ActionRun[];
}

export type ExecutionStatus =
  'Cancelled' | 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Superseded' | 'Failed';

export interface StageRun {
  readonly status: 'InProgress' | 'Stopping' | StageEnd;
  /** The current run of each action, as an index of `runs`. */
  readonly current: Readonly<Record<string, number>>;
  readonly manualRetries: number;
  readonly automaticRetries?: number;
  readonly latestRetryTrigger?: RetryTrigger;
  /** Those that were looked at. */
  readonly conditions?: Readonly<Partial<Record<ConditionKind, ConditionRun>>>;
}

export interface ActionRun extends Run {
  readonly actionName: string;
  /** Of a compute action; with variables resolved. */
  readonly environmentVariables?: readonly EnvironmentVariable[];
  readonly outputs: readonly ArtifactObject[];
  readonly outputVariables?: Readonly<Record<string, string>>;
  readonly revision?: Revision;
}

/** Output variables of sources that their triggers tell of, by action. */
export type TriggerVariables = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function begin(
  start: Pick<
    Execution,
    | 'scope'
    | 'id'
    | 'ordinal'
    | 'pipelineFlow'
    | 'declaration'
    | 'trigger'
    | 'variables'
    | 'revisionOverrides'
    | 'places'
    | 'triggerVariables'
  >,
  now: number,
): Execution {
  return {
    ...start,
    status: 'InProgress',
    startTime: now,
    lastUpdateTime: now,
    stages: {},
    runs: [],
    artifacts: {},
    namespaces: { variables: start.variables, codepipeline: { PipelineExecutionId: start.id } },
  };
}

/**
 * Runs one stage with what another execution had. AWS: user guide, "Considerations for rollbacks": "CodePipeline
 * will use the variables and artifacts from the execution to which it is rolling back".
 */
export function rollingBack(execution: Execution, stage: string, target: Execution): Execution {
  return {
    ...execution,
    variables: target.variables,
    artifacts: target.artifacts,
    namespaces: { ...target.namespaces, codepipeline: { PipelineExecutionId: execution.id } },
    rollback: { stage, targetPipelineExecutionId: target.id, sources: sourceRunsOf(target) },
  };
}

/** The runs that brought revisions into the pipeline: of a source that was run again, the last. */
export const sourceRunsOf = (execution: Execution): ActionRun[] =>
  execution.runs.filter(
    (run) =>
      run.revision !== undefined &&
      actionDeclared(execution, run).actionTypeId.category === 'Source' &&
      currentRun(execution, run.stageName, run.actionName) === run,
  );

/** The stages that an execution goes through, in order. */
export const stagesOf = ({ declaration, rollback }: Execution): string[] =>
  rollback ? [rollback.stage] : declaration.stages.map(({ name }) => name);

/** House time at which a run is over, unless something is heard of it before. */
export const expiresAt = ({
  deadline = Infinity,
  silentUntil = Infinity,
}: Pick<ActionRun, 'deadline' | 'silentUntil'>): number => Math.min(deadline, silentUntil);

/** House time at which a run has to be thought of again, unless something is heard of it before. */
export const timeOf = (run: Pick<ActionRun, 'deadline' | 'silentUntil' | 'wakeAt'>): number =>
  Math.min(expiresAt(run), run.wakeAt ?? Infinity);

export const modeOf = (execution: Execution): ExecutionMode => execution.declaration.executionMode;

export function stageDeclared(execution: Execution, name: string): StageDeclared {
  const stage = execution.declaration.stages.find((each) => each.name === name);
  assert(stage, `execution ${execution.id} has a stage ${name}`);
  return stage;
}

export function actionDeclared(execution: Execution, run: ActionRun): ActionDeclared {
  const { actions } = stageDeclared(execution, run.stageName);
  const action = actions.find(({ name }) => name === run.actionName);
  assert(action, `stage ${run.stageName} has an action ${run.actionName}`);
  return action;
}

/** The run of an action that counts now; undefined where it has not begun. */
export function currentRun(execution: Execution, stage: string, action: string): ActionRun | undefined {
  const index = own(own(execution.stages, stage)?.current, action);
  return index === undefined ? undefined : execution.runs[index];
}

export const isLastStage = (execution: Execution, name: string): boolean =>
  stagesOf(execution).at(-1) === name;

/** The approval that waits for an answer by this token. */
export function awaitingApproval(execution: Execution, token: string): ActionRun | undefined {
  return execution.runs.find((run) => run.token === token && run.status === 'InProgress');
}
