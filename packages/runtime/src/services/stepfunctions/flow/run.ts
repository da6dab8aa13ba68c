import type { Effect } from '../../../base/effects/effect.ts';
import type { NewFlow } from '../../../engine/flow.ts';
import type { Json, JsonObject } from '../language/json.ts';
import {
  withOutput,
  type Execution,
  type HistoryEvent,
  type MapItem,
  type Thread,
  type Threads,
} from './execution-state.ts';
import type { Scope } from '../language/intrinsics.ts';

type Ready = { readonly thread: string } | { readonly child: Thread; readonly output: Json };

export interface Handled {
  readonly error: string;
  readonly cause: string;
  readonly catchIndex?: number;
  readonly retryIndex?: number;
  readonly backoffMs?: number;
}

/** A decision about an execution in the making: a draft of its next state, and what it wants done. */
export class Run {
  execution: Execution;
  readonly now: number;
  readonly effects: Record<string, Effect> = {};
  readonly cancels: string[] = [];
  /** Map runs that it begins, and those whose end it waits for. */
  readonly starts: NewFlow[] = [];
  readonly awaits: string[] = [];
  /** What goes on, in its order: threads that enter a state, and what has ended of a Parallel or Map state. */
  readonly ready: Ready[] = [];
  /** What nobody waits for any more. */
  readonly abandoned: Thread[] = [];
  /** What was under way when that failed which takes along all it is in; unset where it is caught, or tried again. */
  fallen: Threads | undefined;
  /** By what the last failure was caught, or is tried again. */
  handled: Handled | undefined;
  /** What stands for the context object where a state is tested. */
  contextGiven: JsonObject | undefined;
  readonly #events: HistoryEvent[] = [];

  constructor(execution: Execution, now: number) {
    this.execution = execution;
    this.now = now;
  }

  get isOver(): boolean {
    return this.execution.status !== 'RUNNING';
  }

  thread(id: string): Thread | undefined {
    return this.execution.threads[id];
  }

  /** All threads, with what has ended inside them and has yet to be told them. */
  get underWay(): Threads {
    const { threads } = this.execution;
    return this.ready.reduce((all, next) => {
      const told = 'child' in next && withOutput(all[next.child.parent!.thread], next.child, next.output);
      return told ? { ...all, [told.parent.id]: told.parent } : all;
    }, threads);
  }

  /** It is over, without success. */
  endUnsuccessfully(end: Pick<Execution, 'status' | 'error' | 'cause'>): void {
    const unsuccessful = this.fallen ?? this.underWay;
    this.abandoned.push(...Object.values(this.execution.threads));
    this.execution = { ...this.execution, ...end, stopDate: this.now, threads: {}, unsuccessful };
  }

  /** Keeps a thread as it is now, and answers it. */
  keep(thread: Thread): Thread {
    this.execution = { ...this.execution, threads: { ...this.execution.threads, [thread.id]: thread } };
    return thread;
  }

  drop(ids: readonly string[]): void {
    const kept = Object.entries(this.execution.threads).filter(([id]) => !ids.includes(id));
    this.execution = { ...this.execution, threads: Object.fromEntries(kept) };
  }

  get eventCount(): number {
    return this.execution.history.length + this.#events.length;
  }

  /** Writes down what has happened to a thread; answers it with the event behind it. */
  log(thread: Thread, type: string, details: JsonObject = {}): Thread {
    const id = this.event(type, thread.previous, details);
    return this.keep({ ...thread, previous: id });
  }

  event(type: string, previousEventId: number, details: JsonObject = {}): number {
    const id = this.eventCount + 1;
    this.#events.push({ id, previousEventId, timestamp: this.now, type, details });
    return id;
  }

  /** The execution with all that was written down. */
  finished(): Execution {
    return this.#events.length === 0
      ? this.execution
      : { ...this.execution, history: [...this.execution.history, ...this.#events] };
  }
}

/** What JSONPath expressions of a thread's state may refer to. AWS: developer guide, "Context object". */
export function scopeOf(run: Run, thread: Thread, input: Json, token?: string): Scope {
  const { execution } = run;
  const context: Json = run.contextGiven ?? {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: isoTime(execution.startDate),
    },
    State: {
      EnteredTime: isoTime(thread.enteredAt),
      Name: thread.state,
      RetryCount: thread.retries.reduce((sum, count) => sum + count, 0),
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    ...(token !== undefined && { Task: { Token: token } }),
    ...(thread.item && { Map: mapContext(thread.item) }),
  };
  return {
    input,
    context,
    variables: thread.variables ?? {},
    seed: `${execution.arn}|${thread.id}|${run.eventCount}`,
  };
}

/** AWS: developer guide, "Context object data for Map states". */
export const mapContext = ({ index, key, value, source }: MapItem): Json => ({
  Item: {
    Index: index,
    ...(key !== undefined && { Key: key }),
    Value: value,
    ...(source !== undefined && { Source: source }),
  },
});

const isoTime = (ms: number): string => new Date(ms).toISOString();
