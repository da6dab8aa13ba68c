import { assert } from '../../base/assert.ts';
import type {
  FunctionInvoke,
  FunctionInvoked,
  FunctionStream,
  FunctionStreamed,
} from '../../base/effects/function.ts';
import { never } from '../../base/never.ts';
import { failure, languageOf, throttled, type FunctionEffect, type Functions } from './functions.ts';
import { FunctionLog } from './log.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';

/** What a function answers: JSON, or an error. A function of the event says it call by call. */
export type FunctionAnswer =
  | { readonly payload: unknown }
  | { readonly errorType: string; readonly errorMessage: string }
  | ((event: unknown) => unknown);

/** How long every invocation takes, as its REPORT says. */
const durationMs = 10;

/**
 * Functions that answer as they are told, `null` unless told. `world function answers <part of the ARN>` with
 * the answer as the body; `world function fails <part of the ARN> <errorType>` with the message as the body;
 * `world function invocations [<part of the ARN>]` answers what they were given.
 */
export class SimulatedFunctions implements Functions, SimulatedRoom {
  readonly #answers: { readonly pattern: string; readonly answer: FunctionAnswer }[] = [];
  readonly #invocations = new Map<string, FunctionInvoke>();
  readonly #kept = new Map<string, number>();
  readonly #removed: string[] = [];

  /** From now on functions whose ARN contains the pattern answer this. The latest word counts. */
  functionAnswers(pattern: string, answer: FunctionAnswer): void {
    this.#answers.unshift({ pattern, answer });
  }

  /** What was invoked, in order, each request once. */
  get invocations(): readonly FunctionInvoke[] {
    return [...this.#invocations.values()];
  }

  async perform(effect: FunctionEffect): Promise<FunctionInvoked | FunctionStreamed | object> {
    switch (effect.type) {
      case 'function.invoke':
        return this.#invoke(effect);
      case 'function.stream':
        return this.#stream(effect);
      case 'function.provision':
        if (effect.runtime !== undefined) languageOf(effect.runtime);
        this.#kept.set(effect.function, effect.count);
        return {};
      case 'function.remove':
        if (!this.#removed.includes(effect.function)) this.#removed.push(effect.function);
        return {};
      default:
        return never(effect);
    }
  }

  tell([verb, pattern = '', errorType = 'Error']: readonly string[], body: string): object | undefined {
    if (verb === 'answers') {
      this.functionAnswers(pattern, { payload: body === '' ? null : JSON.parse(body) });
      return undefined;
    }
    if (verb === 'fails') {
      this.functionAnswers(pattern, { errorType, errorMessage: body });
      return undefined;
    }
    assert(verb === 'invocations', `function is told answers, fails or invocations, not ${verb}`);
    return this.invocations
      .filter((each) => each.function.includes(pattern))
      .map((each) => ({ function: each.function, payload: JSON.parse(each.payload) as unknown }));
  }

  done(): readonly string[] {
    const invoked = this.invocations.map((each) => `function.invoke ${each.function} ${each.payload}`);
    const kept = [...this.#kept].map(([name, count]) => `function.provision ${name} ${count}`);
    return [...invoked, ...kept, ...this.#removed.map((each) => `function.remove ${each}`)];
  }

  /** What it answers is one piece. */
  #stream(effect: FunctionStream): FunctionStreamed {
    const invoked = this.#invoke({ ...effect, type: 'function.invoke' });
    const pieces = invoked.functionError === undefined ? [Buffer.from(invoked.payload)] : [];
    return { contentType: 'application/json', pieces: eachOf(pieces), over: Promise.resolve(invoked) };
  }

  #invoke(effect: FunctionInvoke): FunctionInvoked {
    if (effect.runtime !== undefined) languageOf(effect.runtime);
    if (effect.concurrencyMax === 0) throw throttled();
    this.#invocations.set(`${effect.function} ${effect.requestId} ${effect.attempt ?? 1}`, effect);
    const log = new FunctionLog();
    log.start(effect);
    const outcome = outcomeOf(effect, this.#answerOf(effect));
    return { ...outcome, log: log.end(effect, { durationMs, memoryUsedMb: 1 }), durationMs, concurrent: 1 };
  }

  #answerOf(effect: FunctionInvoke): FunctionAnswer {
    const told = this.#answers.find(({ pattern }) => effect.function.includes(pattern));
    return told?.answer ?? { payload: null };
  }
}

function outcomeOf(
  effect: FunctionInvoke,
  answer: FunctionAnswer,
): Pick<FunctionInvoked, 'payload' | 'functionError'> {
  if (typeof answer === 'function') {
    return { payload: JSON.stringify(answer(JSON.parse(effect.payload)) ?? null) };
  }
  if ('payload' in answer) return { payload: JSON.stringify(answer.payload) };
  return { payload: failure(answer.errorType, answer.errorMessage), functionError: 'Unhandled' };
}

async function* eachOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
