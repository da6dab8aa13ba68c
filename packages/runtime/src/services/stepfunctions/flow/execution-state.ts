import type { Scope } from '../../../base/scope.ts';
import type { Item } from '../language/items.ts';
import type { Begun } from '../jobs/job.ts';
import type { FormerBegun, FormerEntry } from './former-shapes.ts';
import { itemMachine, type Machine, type State } from '../language/definition.ts';
import type { Json, JsonObject } from '../language/json.ts';
import type { Logged } from './logging.ts';

/** One execution of a state machine, by the definition it began with; and its record when it is over. */
export interface Execution {
  readonly scope: Scope;
  readonly arn: string;
  readonly flow: string;
  readonly name: string;
  readonly machineName: string;
  readonly machineArn: string;
  /** Of the version that is run, and of the alias that has led to it. */
  readonly versionArn?: string;
  readonly aliasArn?: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly roleArn: string;
  readonly definition: string;
  readonly logging?: Logged | undefined;
  readonly machine: Machine;
  readonly input: Json;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: Json;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** What is under way: the machine itself, and the branches and items that states of it run. */
  readonly threads: Threads;
  /** What was under way when it ended without success: what is to be done where it is redriven. */
  readonly unsuccessful?: Threads | undefined;
  readonly redrives?: Redrives;
  /** Of a child of a map run. */
  readonly child?: Child;
  /** Of its machine's executions: where it is listed. */
  readonly ordinal?: number;
  readonly history: readonly HistoryEvent[];
}

export interface Child {
  readonly mapRunArn: string;
  readonly label: string;
  /** How many it is given. */
  readonly items: number;
}

export type Threads = Readonly<Record<string, Thread>>;

export interface Redrives {
  readonly count: number;
  /** Of the last one. */
  readonly date: number;
  /** By whose tokens, the last ones. */
  readonly tokens: readonly { readonly token: string; readonly date: number }[];
}

export const rootThread = '0';

export interface Thread {
  readonly id: string;
  /** The machine it runs, as the states that lead to it: empty for the machine itself. */
  readonly within: readonly Inside[];
  readonly parent?: { readonly thread: string; readonly index: number };
  readonly item?: MapItem;
  readonly state: string;
  /** As the state was given it. */
  readonly input: Json;
  readonly enteredAt: number;
  /** The event of that; none before it has happened. */
  readonly entered?: number | undefined;
  /** What states have assigned; threads inside begin with what there was. */
  readonly variables?: JsonObject | undefined;
  /** How often each retrier of the state has been used. */
  readonly retries: readonly number[];
  /** Tasks begun so far. */
  readonly tasks: number;
  /** The event that its next one follows. */
  readonly previous: number;
  readonly blocked?: Blocked | undefined;
}
/** What a Map state goes through, one at a time. */
export interface MapItem extends Item {
  readonly index: number;
  /** Where it was read. */
  readonly source?: string;
}
/** An item of a Map state, and what is run for it. */
export interface MapEntry {
  readonly input: Json;
  readonly item: MapItem;
}

/** What tells it from all others of its place. */
export const nameOf = ({ arn }: Pick<Execution, 'arn'>): string => arn.split(':').slice(6).join(':');

export interface Inside {
  readonly state: string;
  /** Of a Parallel state. */
  readonly branch?: number;
}

/** What a thread waits for. */
export type Blocked =
  | { readonly on: 'time'; readonly at: number; readonly goingTo: 'retry' | 'exit' }
  | {
      readonly on: 'task';
      readonly task: number;
      /** What is under way: the call, the end of what it has begun, or a caller with the token. */
      readonly phase: 'call' | 'sync' | 'token';
      readonly parameters: Json;
      /** Where it is done as another role than the machine's. */
      readonly role?: string;
      /** What its end is waited for. */
      readonly began?: Begun | FormerBegun;
      /** Of an activity: counted from when a worker takes it. */
      readonly timeoutMs?: number | undefined;
      readonly deadline?: number | undefined;
      readonly heartbeatMs?: number | undefined;
      readonly heartbeatAt?: number | undefined;
    }
  | {
      readonly on: 'children';
      /** By index; what has not ended has none. */
      readonly outputs: Readonly<Record<number, Json>>;
      readonly count: number;
      /** What a Map state gives its items. */
      readonly items?: readonly (MapEntry | FormerEntry)[];
      /** So many at once; 0: all. */
      readonly most?: number;
      readonly begun: number;
    }
  | {
      /** A Map state whose items are executions of their own. */
      readonly on: 'map run';
      readonly flow: string;
      readonly arn: string;
      readonly redriveCount: number;
    };

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  /** By the member of the API's HistoryEvent that they are. */
  readonly details: JsonObject;
}

/** The machine that a thread runs. */
export function machineOf({ machine }: Execution, within: readonly Inside[]): Machine {
  return within.reduce((outer, { state, branch }) => {
    const inner = outer.States[state]!;
    return branch === undefined ? itemMachine(inner) : inner.Branches![branch]!;
  }, machine);
}

export const stateOf = (execution: Execution, thread: Thread): State =>
  machineOf(execution, thread.within).States[thread.state]!;

/** A thread that waits for those inside it knows what one of them has come to. */
export function withOutput(parent: Thread | undefined, { parent: place }: Thread, output: Json) {
  const blocked = parent?.blocked;
  if (!parent || !place || blocked?.on !== 'children') return undefined;
  const knowing = { ...blocked, outputs: { ...blocked.outputs, [place.index]: output } };
  return { parent: { ...parent, blocked: knowing }, blocked: knowing };
}

/** House time at which a thread is to be thought of again. */
export function wakeOf({ blocked }: Thread): number {
  if (blocked?.on === 'time') return blocked.at;
  if (blocked?.on !== 'task') return Infinity;
  return Math.min(blocked.deadline ?? Infinity, blocked.heartbeatAt ?? Infinity);
}
