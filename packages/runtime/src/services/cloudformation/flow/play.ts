import { AwsError } from '../../../base/aws-error.ts';
import { ResourceFailure, type Ask, type Work } from '../../../dispatch/resource.ts';
import { asThrown } from '../errors.ts';

/** What was answered to an ask, and which one it was. */
export type Answer = { readonly asked: string } & (
  { readonly output: any } | { readonly code: string; readonly reason: string }
);

/** Where work stands after the answers so far. */
export type Standing<Result> =
  | { readonly type: 'asks'; readonly ask: Ask }
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** Plays work from its beginning with the answers so far. */
export function standingOf<Result>(work: Work<Result>, answers: readonly Answer[]): Standing<Result> {
  try {
    let step = work.next();
    for (const answer of answers) {
      if (step.done || nameOf(step.value) !== answer.asked) return changed(answer.asked);
      step = 'output' in answer ? work.next(answer.output) : work.throw(asThrown(answer.code, answer.reason));
    }
    return step.done ? { type: 'done', result: step.value } : { type: 'asks', ask: step.value };
  } catch (error) {
    if (error instanceof ResourceFailure) return { type: 'failed', code: error.code, message: error.message };
    if (error instanceof AwsError)
      return { type: 'failed', code: handlerErrorCode(error.name), message: error.message };
    throw error;
  }
}

/** What an ask is known by, when work is played again. */
export const nameOf = (ask: Ask): string =>
  ask.ask === 'made' ? `made ${ask.physicalId}` : `${ask.ask} ${ask.service}:${ask.operation}`;

const changed = (asked: string): Standing<never> => ({
  type: 'failed',
  code: 'InternalFailure',
  message: `This version of Penstock goes about it in another way than the one that asked for ${asked}`,
});

const words: readonly (readonly [RegExp, string])[] = [
  [/^NotStabilized$/, 'NotStabilized'],
  [/AlreadyExist|AlreadyOwned|NameInUse|ResourceConflict|Duplicate/i, 'AlreadyExists'],
  [/NotFound|NoSuch|DoesNotExist|NotExist/i, 'NotFound'],
  [/AccessDenied|Unauthorized|NotAuthorized/i, 'AccessDenied'],
  [/Throttl|TooManyRequests/i, 'Throttling'],
  [/Limit|Quota/i, 'ServiceLimitExceeded'],
  [/Invalid|Validation|Malformed|BadRequest|Unsupported|VerificationFailed/i, 'InvalidRequest'],
  [/Internal/i, 'ServiceInternalError'],
];

/** AWS's word for a kind of failure, from the name of a service's error. */
// AWS: CloudFormation CLI user guide, "Handler error codes". Which error of a service is which, its handler chooses.
export function handlerErrorCode(name: string): string {
  return words.find(([pattern]) => pattern.test(name))?.[1] ?? 'GeneralServiceException';
}
