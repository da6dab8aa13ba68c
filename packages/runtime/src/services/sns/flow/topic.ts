import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A topic in use: at each full minute CloudWatch is told what happened on it, as long as anything does. */
export interface TopicWatch extends Scope {
  readonly name: string;
}

export type TopicFact = { readonly type: 'TopicUsed' };

/** What `Sweep` answers. */
export interface Swept {
  readonly metrics: readonly object[];
  /** Whether there is something left to look after. */
  readonly used: boolean;
}

export const topicFlow: Flow<TopicWatch, TopicFact> = { kind: 'sns.topic', decide };

const minuteMs = 60_000;

function decide(watch: TopicWatch, fact: TopicFact | EngineFact, now: number): Decision<TopicWatch> {
  switch (fact.type) {
    case 'Started':
      return { state: watch };
    case 'TopicUsed':
      return untilMinute(watch, now);
    case 'WakeTime':
      return { state: watch, effects: { sweep: call(watch, 'sns', 'Sweep', { name: watch.name }) } };
    case 'EffectSucceeded':
      return fact.effect === 'sweep' ? tell(watch, fact.output as Swept, now) : untilMinute(watch, now);
    case 'EffectFailed':
      assert(fact.effect === 'metrics', 'a topic that has a flow can be swept');
      return untilMinute(watch, now);
    case 'FlowEnded':
      assert(false, 'a topic awaits no other flow');
      return { state: watch };
    default:
      return never(fact);
  }
}

const untilMinute = (watch: TopicWatch, now: number): Decision<TopicWatch> => ({
  state: watch,
  wakeAt: (Math.floor(now / minuteMs) + 1) * minuteMs,
});

function tell(watch: TopicWatch, { metrics, used }: Swept, now: number): Decision<TopicWatch> {
  const Timestamp = new Date(now - minuteMs).toISOString();
  const MetricData = metrics.map((metric) => ({ ...metric, Timestamp }));
  if (MetricData.length === 0) return used ? untilMinute(watch, now) : { state: watch };
  const put = call(watch, 'cloudwatch', 'PutMetricData', { Namespace: 'AWS/SNS', MetricData });
  return { ...untilMinute(watch, now), effects: { metrics: put } };
}

const call = (scope: Scope, service: string, operation: string, input: object): Effect => ({
  type: 'aws.call',
  service,
  operation,
  input,
  as: servicePrincipal('sns'),
  scope: { account: scope.account, region: scope.region },
});
