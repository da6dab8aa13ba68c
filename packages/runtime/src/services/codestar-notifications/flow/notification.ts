import type { ListActionExecutionsOutput } from '@aws-sdk/client-codepipeline';
import { parseArn } from '../../../base/arn.ts';
import { assert } from '../../../base/assert.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { additionsOf, messageOf, type Happening } from '../message.ts';

/** One event, on its way from one notification rule to one of its targets. */
export interface Notification extends Scope {
  readonly ruleArn: string;
  readonly event: Happening;
  /** Whether the target is to know more than the event says. */
  readonly isFull: boolean;
  readonly address: string;
  /** Whether it was, the last time. */
  readonly reachable: boolean;
}

export const notificationFlow: Flow<Notification, never> = {
  kind: 'codestar-notifications.notification',
  decide,
};

function decide(state: Notification, fact: EngineFact): Decision<Notification> {
  switch (fact.type) {
    case 'Started':
      return begin(state);
    case 'EffectSucceeded':
      if (fact.effect === 'details') {
        const { actionExecutionDetails = [] } = fact.output as ListActionExecutionsOutput;
        return tell(state, additionsOf(state.event, actionExecutionDetails));
      }
      return fact.effect === 'tell' ? settle(state, true) : over(state);
    case 'EffectFailed':
      // Who cannot be asked for more, because it is gone, is told of as it is known.
      if (fact.effect === 'details') return tell(state, {});
      return fact.effect === 'tell' ? settle(state, false) : over(state);
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a notification neither sleeps nor awaits another flow');
      return { state };
    default:
      return never(fact);
  }
}

const over = (state: Notification): Decision<Notification> => ({ state, ended: true, forgotten: true });

function begin(state: Notification): Decision<Notification> {
  const { isFull, event } = state;
  if (!isFull || event.source !== 'aws.codepipeline') return tell(state, {});
  const { pipeline, 'execution-id': pipelineExecutionId } = event.detail;
  const input = { pipelineName: pipeline, filter: { pipelineExecutionId } };
  return { state, effects: { details: called(state, ['codepipeline', 'ListActionExecutions', input]) } };
}

function tell(state: Notification, additions: object): Decision<Notification> {
  const { address, event, ruleArn } = state;
  const message = messageOf(event, ruleArn, additions);
  const arn = parseArn(address)!;
  if (arn.service === 'chatbot') {
    const input = { configuration: address, message };
    return { state, effects: { tell: called(state, ['chatbot', 'Deliver', input]) } };
  }
  // A topic may be in another account and region, and says itself who may publish.
  const scope = { account: arn.account, region: arn.region };
  const input = { TopicArn: address, Message: message };
  const tell = { ...called(scope, ['sns', 'Publish', input]), sourceArn: ruleArn };
  return { state, effects: { tell } };
}

/** Has the target say whether it is reachable, where that has changed. */
function settle(state: Notification, reached: boolean): Decision<Notification> {
  const { address, reachable } = state;
  if (reached === reachable) return over(state);
  return {
    state,
    effects: { note: called(state, ['codestar-notifications', 'NoteReached', { address, reached }]) },
  };
}

function called(
  { account, region }: Scope,
  [service, operation, input]: readonly [string, string, object],
): AwsCall {
  const as = servicePrincipal('codestar-notifications');
  return { type: 'aws.call', service, operation, input, as, scope: { account, region } };
}
