import type { Effect } from '../base/effects/effect.ts';
import type { AwsEvent } from '../base/event.ts';
import type { Vended } from '../base/vended.ts';
import type { Tx } from '../store/store.ts';

/** Something that has happened, told to a flow. Named in the past tense: `ApprovalGiven`. */
export interface Fact {
  readonly type: string;
}

/** What a flow answers to a fact: its next state, and what should happen because of it. */
export interface Decision<State> {
  readonly state: State;
  /**
   * Keyed by a name of the flow's own choosing, which comes back in the outcome. A name that is still under
   * way is replaced.
   */
  readonly effects?: Readonly<Record<string, Effect>>;
  /** Names of effects whose outcome is no longer wanted. They may have happened. */
  readonly cancels?: readonly string[];
  /**
   * Flows of the same service to listen to: their end is told to this flow as `FlowEnded`, once for each
   * decision that says so, and at once if they have ended.
   */
  readonly awaits?: readonly string[];
  /** Flows of the same service to start. */
  readonly starts?: readonly NewFlow[];
  /** Facts for other flows of the same service. */
  readonly tells?: readonly Telling[];
  /** What has happened by it, for EventBridge's rules: found, and their targets told, because of this same commit. */
  readonly events?: readonly AwsEvent[];
  /** What was counted or measured: CloudWatch knows it by this same commit. */
  readonly measures?: readonly Vended[];
  /**
   * When to be told `WakeTime`, house time. A flow has one wake: what a decision does not ask for again is
   * forgotten.
   */
  readonly wakeAt?: number | undefined;
  /** The flow is settled: its state stays to be read, facts are dropped, effects under way are cancelled. */
  readonly ended?: boolean;
  /** With `ended`: nobody reads the state of such a flow, and it is removed. Who awaited it hears of its end. */
  readonly forgotten?: boolean;
}

export interface NewFlow {
  readonly kind: string;
  readonly id: string;
  readonly state: object;
}
export interface Telling {
  readonly flow: string;
  readonly fact: Fact;
}

/**
 * A long-running thing that must survive a crash: a pipeline, a build, a deployment, an alarm.
 *
 * `decide` is pure. It may not read the clock, the store or the world; what it needs is in
 * its arguments, and what it wants is in its answer.
 */
export interface Flow<State, In extends Fact, Known = undefined> {
  /** `<service>.<noun>`. */
  readonly kind: string;
  /** Reads, in the same transaction, what `decide` has to know. */
  prefetch?(tx: Tx, state: State, fact: In | EngineFact): Known;
  decide(state: State, fact: In | EngineFact, now: number, known: Known): Decision<State>;
  /**
   * For a flow that is woken again and again, mostly for nothing: why it need not be told that the time it asked for
   * has come. Undefined where it has to be. Reads only; nothing is written down of it but that the flow sleeps on.
   */
  sleepsOn?(tx: Tx, state: State, now: number): Sleep | undefined;
}

/** A flow sleeps on, as if it had been told, and had decided to do nothing until another time. */
export interface Sleep {
  /** When that is, house time. */
  readonly until: number;
  /** What it was found out by: rows of a collection whose keys begin so. */
  readonly reads: readonly Reading[];
  /** Finds it out anew, at that time. `isTouched`: whether any of these rows was written since. */
  again(tx: Tx, now: number, isTouched: boolean): Sleep | undefined;
}

export interface Reading {
  readonly collection: string;
  readonly prefix: string;
}

/** Flows by their kinds; throws `NotLoaded` where one has yet to be waited for. */
export type FlowOf = (kind: string) => Flow<any, any, any> | undefined;

/** Flows that are all there. */
export function flowOf(flows: readonly Flow<any, any, any>[]): FlowOf {
  const byKind = new Map(flows.map((flow) => [flow.kind, flow]));
  return (kind) => byKind.get(kind);
}

/** Facts that the engine itself tells. */
export type EngineFact =
  | { readonly type: 'Started' }
  | {
      readonly type: 'WakeTime';
      /** When it was found that the flow has to be told, where it had slept on since the time it asked for. */
      readonly at?: number;
    }
  | { readonly type: 'EffectSucceeded'; readonly effect: string; readonly output: any }
  | EffectFailed
  | { readonly type: 'FlowEnded'; readonly flow: string; readonly state: any };

export interface EffectFailed {
  readonly type: 'EffectFailed';
  readonly effect: string;
  /** The name of the AWS error, or the code of a refusal. */
  readonly code: string;
  readonly reason: string;
}
