import type { AwsCall } from '../../../base/effects/aws.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A certificate that was asked for: issued, and issued again in time before it ends. */
export interface IssueState {
  readonly scope: Scope;
  readonly arn: string;
}

/** What `Issue` answers. */
export interface Issued {
  readonly renewAt: number;
}

export const issueFlow: Flow<IssueState, never> = { kind: 'acm.issue', decide };

function decide(state: IssueState, fact: EngineFact): Decision<IssueState> {
  switch (fact.type) {
    case 'Started':
    case 'WakeTime':
      return { state, effects: { issue: issueOf(state) } };
    case 'EffectSucceeded':
      return { state, wakeAt: (fact.output as Issued).renewAt };
    case 'EffectFailed':
      // Who deletes the certificate ends this flow first: any refusal is a bug, and is to be seen.
      throw new Error(`${state.arn}: ${fact.reason}`);
    case 'FlowEnded':
      return { state };
    default:
      return never(fact);
  }
}

function issueOf({ scope, arn }: IssueState): AwsCall {
  const as = servicePrincipal('acm');
  return { type: 'aws.call', service: 'acm', operation: 'Issue', input: { CertificateArn: arn }, as, scope };
}
