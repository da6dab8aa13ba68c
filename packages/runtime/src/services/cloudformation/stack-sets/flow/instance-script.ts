import { AwsError } from '../../../../base/aws-error.ts';
import type { AwsCall, AwsWait } from '../../../../base/effects/aws.ts';
import { asThrown } from '../../errors.ts';
import type { Outcome } from './instance-job.ts';

/**
 * Work at one target as a script: it asks for one thing after the other, and is played again from its beginning with
 * the answers so far, so that it is a pure function of its job.
 */
export type Script<Result> = Generator<Ask, Result, any>;

export interface Ask {
  readonly effect: AwsCall | AwsWait;
  /** What has to be remembered of the answer: secrets are not, and of long lists only what counts. */
  readonly keep: (output: any) => unknown;
}

export type Answer = { readonly output: unknown } | { readonly code: string; readonly reason: string };

type Played = { readonly ask: Ask; readonly answers: readonly Answer[] } | { readonly outcome: Outcome };

/** Plays a script with the answers so far, of which only the last is as it came. */
export function playedOut(script: Script<Outcome>, answers: readonly Answer[]): Played {
  const kept: Answer[] = [];
  try {
    let turn = script.next();
    for (const [index, answer] of answers.entries()) {
      if (turn.done) break;
      const known = index === answers.length - 1 ? reduced(turn.value, answer) : answer;
      kept.push(known);
      turn = 'output' in known ? script.next(known.output) : script.throw(asThrown(known.code, known.reason));
    }
    return turn.done ? { outcome: turn.value } : { ask: turn.value, answers: kept };
  } catch (error) {
    if (error instanceof AwsError) return { outcome: { status: 'FAILED', reason: error.message } };
    throw error;
  }
}

const reduced = ({ keep }: Ask, answer: Answer): Answer =>
  'output' in answer ? { output: keep(answer.output) } : answer;
