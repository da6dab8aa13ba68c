import { own } from '../../../base/own.ts';
import {
  refused,
  type ActionError,
  type Move,
  type Outcome,
  type Steps,
  type Work,
} from '../actions/action.ts';
import type { Execution } from './execution-state.ts';
import { preparationsOf, type Placed } from './replication.ts';
import { effectsOf, goingOn, namesOf, type Run } from './run.ts';
import type { Turn } from './turn.ts';

/** How runs are taken from move to move: those of actions, and those of rules, which differ in this. */
export interface Kind<R extends Run, Known extends Work> {
  steps(execution: Execution, run: R): Steps<Known, unknown>;
  /** All that its provider may know. */
  work(execution: Execution, run: R): Known;
  /** Keeps the run as it is now. */
  changed(turn: Turn, run: R, change: Partial<Run>): Turn;
  succeeded(turn: Turn, run: R, move: Succeeds): Turn;
}

export type Succeeds = Extract<Move<unknown>, { type: 'succeeds' }>;

export interface Conduct<R extends Run> {
  /** The first move of a run, or what it needs before: artifacts from another region, a role. */
  begin(turn: Turn, run: R, declared: Placed): Turn;
  /** Goes on with what became of one of its effects, with what somebody answered, or because its time has come. */
  proceed(turn: Turn, before: R, outcome: Outcome): Turn;
  fail(turn: Turn, run: R, error: ActionError): Turn;
  /** Ends a run: what is under way is cancelled, and what has not come to its end by itself is tidied up. */
  end(turn: Turn, run: R, change: Partial<Run>): Turn;
}

export function conductOf<R extends Run, Known extends Work>(kind: Kind<R, Known>): Conduct<R> {
  function begin(turn: Turn, run: R, declared: Placed): Turn {
    const { execution } = turn;
    const missing = declared.inputArtifacts.find(({ name }) => !own(execution.artifacts, name));
    if (missing) return fail(turn, run, missingArtifact(missing.name));
    const preparations = preparationsOf(execution, declared, run);
    return Object.keys(preparations).length > 0
      ? move(turn, run, { type: 'goes on', memory: undefined, effects: preparations })
      : start(turn, run);
  }

  function proceed(turn: Turn, before: R, outcome: Outcome): Turn {
    const done = 'step' in outcome ? outcome.step : undefined;
    const run = { ...before, steps: before.steps.filter((step) => step !== done) };
    if (run.memory === undefined) return prepared(turn, run, outcome);
    const { execution } = turn;
    const next = kind.steps(execution, run).proceed(kind.work(execution, run), run.memory, outcome);
    return move(turn, run, next);
  }

  /** Something was prepared, or could not be. After the last it begins. */
  function prepared(turn: Turn, run: R, outcome: Outcome): Turn {
    if (outcome.type === 'Refused') return move(turn, run, refused(outcome));
    return run.steps.length > 0 ? kind.changed(turn, run, { steps: run.steps }) : start(turn, run);
  }

  const start = (turn: Turn, run: R): Turn =>
    move(turn, run, kind.steps(turn.execution, run).start(kind.work(turn.execution, run)));

  function move(turn: Turn, run: R, next: Move<unknown>): Turn {
    switch (next.type) {
      case 'goes on': {
        const after = kind.changed(turn, run, goingOn(turn.now, run, next));
        return asking(after, effectsOf(run, next.effects), namesOf(run, next.cancels ?? []));
      }
      case 'succeeds':
        return kind.succeeded(turn, run, next);
      case 'fails':
        return fail(turn, { ...run, ...next.shows }, next.error);
    }
  }

  const fail = (turn: Turn, run: R, error: ActionError): Turn => end(turn, run, { status: 'Failed', error });

  function end(turn: Turn, run: R, change: Partial<Run>): Turn {
    const { execution } = turn;
    const tidies = run.memory !== undefined && change.status !== 'Succeeded';
    const last = tidies
      ? kind.steps(execution, run).tidy?.(kind.work(execution, run), run.memory)
      : undefined;
    const after = kind.changed(turn, run, { ...change, steps: [], memory: undefined, wakeAt: undefined });
    return asking(after, effectsOf(run, last), namesOf(run));
  }

  return { begin, proceed, fail, end };
}

const asking = (turn: Turn, effects: Turn['effects'], cancels: readonly string[]): Turn => ({
  ...turn,
  cancels: [...turn.cancels, ...cancels],
  effects: { ...turn.effects, ...effects },
});

// AWS: unverified words.
const missingArtifact = (name: string): ActionError => ({
  code: 'JobFailed',
  message: `The input artifact ${name} was not produced in this pipeline execution.`,
});
