import type { Scope } from '../../../base/scope.ts';
import type { Machine, ReaderConfig, WriterConfig } from '../language/definition.ts';
import type { Batching, Item } from '../language/items.ts';
import type { Json, JsonObject } from '../language/json.ts';
import type { Execution, Redrives } from './execution-state.ts';
import type { Around } from './items.ts';

/** What a Map state of the mode DISTRIBUTED has begun: an execution for each item, or batch of them. */
export interface MapRun {
  readonly scope: Scope;
  readonly arn: string;
  readonly flow: string;
  readonly label: string;
  /** The last part of its ARN. */
  readonly id: string;
  readonly parent: Parent;
  readonly type: Execution['type'];
  readonly machine: Machine;
  /** Until its items have been read. */
  readonly source?: Source | undefined;
  readonly writer?: Writer | undefined;
  /** 0: as many as there may be. */
  readonly concurrency: number;
  readonly tolerated: Tolerated;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly redrives?: Redrives;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly phase: 'reading' | 'running' | 'writing' | 'over';
  /** How it will end, where it is known already: children that run are stopped, and none are begun. */
  readonly verdict?: Verdict | undefined;
  /** Children that there are to be; unset until the items have been read. */
  readonly total?: Counted | undefined;
  /** Those before have been begun, or need not be. */
  readonly next: number;
  /** More are being begun right now. */
  readonly isBeginning: boolean;
  readonly counts: Readonly<Record<Counting, Counted>>;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

/** The execution that it is part of, by what its children have of it. */
export type Parent = Pick<
  Execution,
  'arn' | 'flow' | 'name' | 'machineName' | 'machineArn' | 'roleArn' | 'logging'
>;

export interface Verdict {
  readonly status: 'FAILED' | 'ABORTED';
  readonly error?: string;
  readonly cause?: string;
}

/** Executions, and the items in them. */
export interface Counted {
  readonly executions: number;
  readonly items: number;
}
export type Counting =
  'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted' | 'resultsWritten' | 'pendingRedrive';

export interface Tolerated {
  readonly count?: number | undefined;
  readonly percentage?: number | undefined;
}

/** Where the items come from, and what the state makes of each. */
export interface Source {
  /** Where there is no reader. */
  readonly items?: readonly Item[] | undefined;
  readonly reader?: Reader | undefined;
  readonly selector?: Json | undefined;
  readonly batching?: Batching | undefined;
  readonly around: Around;
}
export interface Reader {
  readonly operation: 'GetObject' | 'ListObjectsV2';
  readonly parameters: JsonObject;
  readonly config: ReaderConfig;
  readonly itemsMax?: number | undefined;
}
export interface Writer {
  /** Unset where the results go to the state's output. */
  readonly bucket?: string | undefined;
  readonly prefix: string;
  readonly config: WriterConfig;
}

const none: Counted = { executions: 0, items: 0 };

export const noneCounted: MapRun['counts'] = {
  running: none,
  succeeded: none,
  failed: none,
  timedOut: none,
  aborted: none,
  resultsWritten: none,
  pendingRedrive: none,
};

export const plus = (one: Counted, executions: number, items: number): Counted => ({
  executions: one.executions + executions,
  items: one.items + items,
});

/** What is counted where a child has come to its end. */
export const countingOf: Readonly<Record<Exclude<Execution['status'], 'RUNNING'>, Counting>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
};
