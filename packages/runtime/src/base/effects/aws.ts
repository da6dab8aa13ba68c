import type { Scope } from '../scope.ts';

/**
 * An AWS call from inside, by the same door as from outside. Its outcome is committed together with what it
 * did.
 */
export interface AwsCall extends InsideCall {
  readonly type: 'aws.call';
}

/**
 * Asks an AWS call until its answer satisfies a condition. Nothing is polled: it is asked again when
 * something that
 * the last answer was read from has changed. Output: the answer that satisfied.
 */
export interface AwsWait extends InsideCall {
  readonly type: 'aws.wait';
  /** JMESPath over the answer; satisfied when it is truthy. */
  readonly until: string;
}

interface InsideCall {
  /** The service's name in this house, e.g. `codebuild`. */
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  /** The ARN of a role, or a service principal (`codepipeline.amazonaws.com`). */
  readonly as: string;
  /** What a service asks for, where policies may ask: IAM's `aws:SourceArn`. */
  readonly sourceArn?: string;
  /** Whose that is, where its ARN does not tell: IAM's `aws:SourceAccount`. */
  readonly sourceAccount?: string;
  /** What a role's session is called: the service that is asked, unless said. */
  readonly session?: string;
  /** What is asked was written where `'true'` may stand for true, and 5 for `'5'`. */
  readonly loose?: true;
  /** A user has named the operation: what is served inside only is nothing that he can ask for. */
  readonly byUser?: true;
  /** Where the call is made: usually the scope of the flow. */
  readonly scope: Scope;
}
