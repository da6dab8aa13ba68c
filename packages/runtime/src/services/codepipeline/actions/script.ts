import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import {
  refused,
  type ActionProvider,
  type Move,
  type Outcome,
  type Shown,
  type Succeeded,
  type Work,
} from './action.ts';
import type { JobReport } from './jobs.ts';

/**
 * An action as a script: what is asked for, one thing after the other, and what it ends with. It is played again
 * from its beginning with the answers so far, so it may use nothing but what it was given, and asks the same each
 * time (docs/decisions/0011).
 */
export type Script<Result = Succeeded> = Generator<Asked, Result, any>;

type Asked =
  | {
      /** Performed side by side. The answer is their outputs, by the same names. */
      readonly effects: Readonly<Record<string, Effect>>;
      readonly shows?: Shown;
      /** So long, house time. The answer is `undefined` when they are not over by then; they are cancelled. */
      readonly withinMs?: number;
    }
  | {
      /** The answer is what the worker of this job reports. */
      readonly job: string;
      readonly silentMs?: number;
    };

/** What has been answered so far, and what the present question has been answered in part. */
export interface ScriptMemory {
  readonly answers: readonly Answer[];
  readonly outstanding: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The job whose report is waited for. */
  readonly job?: string;
}
type Answer =
  | { readonly outputs: Readonly<Record<string, unknown>> }
  | { readonly elapsed: true }
  | { readonly refusal: RefusalTold }
  | { readonly report: JobReport };
interface RefusalTold {
  readonly code: string;
  readonly reason: string;
}

/** What AWS or the world refused; thrown where it was asked for. Uncaught, the action fails with its reason. */
export class Refusal extends Error {
  readonly code: string;

  constructor({ code, reason }: RefusalTold) {
    super(reason);
    this.code = code;
  }
}

/** The action has failed; thrown by a script. */
export class ActionFailure extends Error {
  readonly code: string;
  readonly shows: Shown;

  constructor(message: string, code = 'JobFailed', shows: Shown = {}) {
    super(message);
    this.code = code;
    this.shows = shows;
  }
}

/** Asks for one effect and gets its output. */
export function* doing<Output = any>(name: string, effect: Effect, shows?: Shown): Script<Output> {
  const outputs = yield { effects: { [name]: effect }, ...(shows && { shows }) };
  return outputs[name];
}

/** Asks for effects side by side and gets their outputs by the same names. */
export function* together(effects: Readonly<Record<string, Effect>>): Script<Record<string, any>> {
  return Object.keys(effects).length === 0 ? {} : yield { effects };
}

/** Lets time pass, house time, unless these effects are over before: then their outputs. */
export function* elapsing(
  withinMs: number,
  effects: Readonly<Record<string, Effect>> = {},
): Script<Record<string, any> | undefined> {
  return yield { effects, withinMs };
}

/** Waits for a job's report; fails when its worker says nothing for this long, house time. */
export function* reported(job: string, silentMs?: number): Script<JobReport> {
  return yield { job, ...(silentMs !== undefined && { silentMs }) };
}

/** The output of a script that may be refused with one of these codes: undefined then. */
export function* unless<Output>(
  codes: readonly string[],
  script: Script<Output>,
): Script<Output | undefined> {
  try {
    return yield* script;
  } catch (error) {
    if (error instanceof Refusal && codes.includes(error.code)) return undefined;
    throw error;
  }
}

/** An AWS call as the action's role, where the action runs. */
export const awsCall = ({ role: as, scope }: Work, service: string, operation: string, input: object) =>
  ({ type: 'aws.call', service, operation, input, as, scope }) as const;

/** The start and the going on of a provider that is written as a script. */
export function played(
  script: (work: Work) => Script,
): Pick<ActionProvider<ScriptMemory>, 'start' | 'proceed'> {
  const advance = (work: Work, answers: readonly Answer[]): Move<ScriptMemory> => {
    try {
      // A script that is chosen by the configuration may fail before it begins.
      const playing = script(work);
      let turn = playing.next();
      for (const answer of answers) {
        assert(!turn.done, 'a script asks the same whenever it is played');
        turn = answeredWith(playing, answer);
      }
      if (turn.done) return { type: 'succeeds', ...turn.value };
      return moveFor(turn.value, answers);
    } catch (error) {
      if (error instanceof Refusal) return refused({ code: error.code, reason: error.message });
      if (!(error instanceof ActionFailure)) throw error;
      return { type: 'fails', error: { code: error.code, message: error.message }, shows: error.shows };
    }
  };
  return {
    start: (work) => advance(work, []),
    proceed: (work, memory, outcome) => proceed(work, memory, outcome, advance),
  };
}

function answeredWith(playing: Script, answer: Answer): IteratorResult<Asked, Succeeded> {
  if ('refusal' in answer) return playing.throw(new Refusal(answer.refusal));
  if ('elapsed' in answer) return playing.next(undefined);
  return playing.next('outputs' in answer ? answer.outputs : answer.report);
}

function moveFor(asked: Asked, answers: readonly Answer[]): Move<ScriptMemory> {
  if ('job' in asked) {
    const { job, silentMs } = asked;
    const memory = { answers, outstanding: [], outputs: {}, job };
    return { type: 'goes on', memory, ...(silentMs !== undefined && { silentMs }) };
  }
  const { effects, shows, withinMs } = asked;
  const memory = { answers, outstanding: Object.keys(effects), outputs: {} };
  const wake = withinMs !== undefined && { wakeMs: withinMs };
  return { type: 'goes on', memory, effects, ...(shows && { shows }), ...wake };
}

function proceed(
  work: Work,
  memory: ScriptMemory,
  outcome: Outcome,
  advance: (work: Work, answers: readonly Answer[]) => Move<ScriptMemory>,
): Move<ScriptMemory> {
  assert(outcome.type !== 'Answered', 'nobody answers what runs by itself');
  if (outcome.type === 'Reported') {
    const { job, report } = outcome;
    return job === memory.job ? advance(work, [...memory.answers, { report }]) : unmoved(memory);
  }
  if (outcome.type === 'TimeCame') {
    const move = advance(work, [...memory.answers, { elapsed: true }]);
    return move.type === 'goes on' ? { ...move, cancels: memory.outstanding } : move;
  }
  // An effect of a question that has had its answer: another of its effects was refused before.
  if (!memory.outstanding.includes(outcome.step)) return unmoved(memory);
  if (outcome.type === 'Refused') {
    const { code, reason } = outcome;
    return advance(work, [...memory.answers, { refusal: { code, reason } }]);
  }
  const outputs = { ...memory.outputs, [outcome.step]: outcome.output };
  const outstanding = memory.outstanding.filter((step) => step !== outcome.step);
  if (outstanding.length > 0) return unmoved({ ...memory, outputs, outstanding });
  return advance(work, [...memory.answers, { outputs }]);
}

const unmoved = (memory: ScriptMemory): Move<ScriptMemory> => ({ type: 'goes on', memory, unmoved: true });
