import type { Scope } from '../../../base/scope.ts';
import { own } from '../../../base/own.ts';
import type { Trigger, Watched } from '../actions/action.ts';
import type { Declaration, ExecutionMode } from '../declaration/declaration.ts';

/** What is decided among the executions of one pipeline. Executions are named by their id. */
export interface PipelineState {
  readonly scope: Scope;
  /** This flow's own id, which is another one for a pipeline made anew under the same name. */
  readonly flow: string;
  readonly declaration: Declaration;
  /** Who made the pipeline. */
  readonly createdBy: string;
  /** By name. */
  readonly stages: Readonly<Record<string, StageSlot>>;
  /** Executions that are under way. */
  readonly live: Readonly<Record<string, LiveExecution>>;
  /** Sources that are followed, by action. */
  readonly watches: Readonly<Record<string, Watch>>;
  /** Not started yet: it begins once it is known what the sources are at. */
  readonly firstTrigger?: Trigger | undefined;
}

export interface StageSlot {
  readonly transition: Transition;
  /** Who is inside. At most one, unless executions are PARALLEL. */
  readonly holders: readonly string[];
  /** Who waits in front, in the order of entering. At most one where executions supersede each other. */
  readonly waiting: readonly string[];
  /** Who entered last. */
  readonly latest?: string;
  /** Who ran each action last, and has left. */
  readonly ran: Readonly<Record<string, string>>;
  /** Who failed here and is being rolled back: until that has begun, nobody enters. */
  readonly rollsBack?: string | undefined;
}

export interface Transition {
  readonly enabled: boolean;
  readonly reason?: string | undefined;
  readonly changedBy?: string;
  readonly changedAt?: number;
}

export interface LiveExecution {
  readonly ordinal: number;
  readonly mode: ExecutionMode;
  readonly stages: readonly string[];
  readonly rollback?: boolean;
  readonly stopping?: { readonly reason?: string | undefined };
}

/** A branch that is followed, and who asks for it. */
export type Asked = Watched & { readonly as: string };

export interface Watch {
  readonly watched: Asked;
  /**
   * `looking` what the branch is at · waiting for the `repository`, for the `branch`, or for another `commit`
   * · `resting` because it was refused.
   */
  readonly at: 'looking' | 'repository' | 'branch' | 'commit' | 'resting';
  /** The last commit seen, or '' where there was none. */
  readonly seen: string;
  /** House time of the next attempt, while resting. */
  readonly restsUntil?: number | undefined;
}

const openSlot: StageSlot = { transition: { enabled: true }, holders: [], waiting: [], ran: {} };

/** A stage that nobody has reached yet has an empty slot. */
export const slotOf = (state: PipelineState, stage: string): StageSlot =>
  own(state.stages, stage) ?? openSlot;

export function beginPipeline(
  start: Pick<PipelineState, 'scope' | 'flow' | 'declaration' | 'createdBy'>,
): PipelineState {
  const firstTrigger: Trigger = { triggerType: 'CreatePipeline', triggerDetail: start.createdBy };
  return { ...start, stages: {}, live: {}, watches: {}, firstTrigger };
}
