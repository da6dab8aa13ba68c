import type { Scope } from '../../../base/scope.ts';
import { own } from '../../../base/own.ts';
import type { Declaration, ExecutionMode } from '../declaration/declaration.ts';
import type { Followed, Trigger } from '../triggers/followed.ts';

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
  /**
   * Executions that are under way. A list, for V8 makes a shape of its own of each object whose members are ids;
   * earlier versions kept them so. Ask `liveOf`.
   */
  readonly live: readonly LiveExecution[] | Readonly<Record<string, Omit<LiveExecution, 'execution'>>>;
  /** Sources that are followed, by action. */
  readonly watches: Readonly<Record<string, Watch>>;
  /** Not started yet: it begins once it is known what the sources are at. */
  readonly firstTrigger?: Trigger | undefined;
  /** When it was declared last, or ran. */
  readonly activeAt?: number;
  /** House time at which it is asked whether it still is. */
  readonly idleCheckAt?: number;
  /** Since when its sources are polled no more. */
  readonly pollingDisabledAt?: number | undefined;
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
  readonly execution: string;
  readonly ordinal: number;
  readonly mode: ExecutionMode;
  readonly stages: readonly string[];
  readonly rollback?: boolean;
  readonly stopping?: { readonly reason?: string | undefined };
  /** The pipeline was declared anew: this execution comes to no further stage. */
  readonly outdated?: boolean;
}

/** What is followed, and who asks for it. */
export type Asked = Followed & { readonly as: string };

export interface Watch {
  readonly watched: Asked;
  /** `looking` what it is at · `following` what happens to it · `resting` because it was refused. */
  readonly at: 'looking' | 'following' | 'resting';
  /** The last commit or version seen, or '' where there was none. */
  readonly seen: string;
  /** Of a repository: the number of the last change that was heard of, and who counts. */
  readonly after?: number;
  readonly feed?: string;
  /** House time of the next attempt, while resting. */
  readonly restsUntil?: number | undefined;
}

export const liveOf = ({ live }: PipelineState): readonly LiveExecution[] =>
  isList(live) ? live : Object.entries(live).map(([execution, rest]) => ({ execution, ...rest }));

const isList = (live: PipelineState['live']): live is readonly LiveExecution[] => Array.isArray(live);

export const liveIn = (state: PipelineState, execution: string): LiveExecution | undefined =>
  liveOf(state).find((each) => each.execution === execution);

const openSlot: StageSlot = { transition: { enabled: true }, holders: [], waiting: [], ran: {} };

/** A stage that nobody has reached yet has an empty slot. */
export const slotOf = (state: PipelineState, stage: string): StageSlot =>
  own(state.stages, stage) ?? openSlot;

export function beginPipeline(
  start: Pick<PipelineState, 'scope' | 'flow' | 'declaration' | 'createdBy'>,
): PipelineState {
  const firstTrigger: Trigger = { triggerType: 'CreatePipeline', triggerDetail: start.createdBy };
  return { ...start, stages: {}, live: [], watches: {}, firstTrigger };
}
