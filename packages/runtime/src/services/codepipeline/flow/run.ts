import type { Effect } from '../../../base/effects/effect.ts';
import type { ActionError, ArtifactObject, Move, Shown } from '../actions/action.ts';

/** What a run of an action and one of a rule have in common. Times are epoch milliseconds. */
export interface Run extends Shown {
  readonly id: string;
  /** What its effects are called by, which is the same in all executions: objects with other members cost more. */
  readonly label?: string;
  readonly stageName: string;
  readonly status: 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed';
  readonly startTime: number;
  readonly lastUpdateTime: number;
  readonly deadline?: number | undefined;
  /** House time at which it fails for having said nothing. */
  readonly silentUntil?: number | undefined;
  /** House time at which its provider wants to be told that it has come. */
  readonly wakeAt?: number | undefined;
  readonly role: string;
  /** With variables resolved. */
  readonly configuration: Readonly<Record<string, string>>;
  /** The same. */
  readonly commands?: readonly string[];
  readonly inputs: readonly ArtifactObject[];
  /** The provider's own. */
  readonly memory?: unknown;
  /** The provider's effects that are under way. */
  readonly steps: readonly string[];
  readonly error?: ActionError;
}

type Running = Pick<Run, 'id' | 'label' | 'steps'>;

/** The name of a run's effect, and back. */
export const effectName = (run: Omit<Running, 'steps'>, step: string): string => `${labelOf(run)}/${step}`;
export function runOfEffect(effect: string): { readonly label: string; readonly step: string } {
  const slash = effect.indexOf('/');
  return { label: effect.slice(0, slash), step: effect.slice(slash + 1) };
}

/** Runs that were begun by an earlier version are called by their ids. */
export const labelOf = ({ id, label = id }: Omit<Running, 'steps'>): string => label;

export const effectsOf = (
  run: Running,
  effects: Readonly<Record<string, Effect>> = {},
): Record<string, Effect> => {
  const named: Record<string, Effect> = {};
  for (const step of Object.keys(effects)) named[effectName(run, step)] = effects[step]!;
  return named;
};

export const namesOf = (run: Running, steps: readonly string[] = run.steps): string[] =>
  steps.map((step) => effectName(run, step));

/** What becomes of a run that goes on. */
export function goingOn(now: number, run: Running, move: GoesOn): Partial<Run> {
  const { memory, shows, cancels = [], effects = {} } = move;
  const left = run.steps.filter((step) => !cancels.includes(step));
  return { ...shows, memory, ...waiting(now, move), steps: [...left, ...Object.keys(effects)] };
}

type GoesOn = Extract<Move<unknown>, { type: 'goes on' }>;

function waiting(now: number, { silentMs, wakeMs, unmoved }: GoesOn): Pick<Run, 'silentUntil' | 'wakeAt'> {
  if (unmoved) return {};
  return {
    silentUntil: silentMs === undefined ? undefined : now + silentMs,
    wakeAt: wakeMs === undefined ? undefined : now + wakeMs,
  };
}
