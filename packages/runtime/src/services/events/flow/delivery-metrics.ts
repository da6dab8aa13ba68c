import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Delivery } from './delivery.ts';

/** How a delivery ended: at a target, or given up and put on a queue, or not even that. */
export type Ending = 'told' | 'given up' | 'buried' | 'not buried';

const lost: Readonly<Record<Ending, readonly string[]>> = {
  told: [],
  'given up': ['FailedInvocations'],
  buried: ['FailedInvocations', 'InvocationsSentToDlq'],
  'not buried': ['FailedInvocations', 'InvocationsFailedToBeSentToDlq'],
};

/** What AWS tells of each rule, of each bus, and of all of them together. */
const ofBuses = new Set([
  'InvocationAttempts',
  'IngestionToInvocationCompleteLatency',
  'IngestionToInvocationStartLatency',
  'IngestionToInvocationSuccessLatency',
  'RetryInvocationAttempts',
  'SuccessfulInvocationAttempts',
  'TriggeredRules',
]);
const ofAll = new Set([...ofBuses, 'Invocations']);

/** What CloudWatch is told when a delivery is over: of its rule, of its bus, and of all of them together. */
// AWS: user guide, "Monitoring Amazon EventBridge": the metrics of AWS/Events, and which dimensions each has.
// Unverified: that the default bus is told of by its name, as others are.
export function deliveryMetrics(delivery: Delivery, ending: Ending, now: number): Effect {
  const { account, region, ruleName, bus, first, attempts, since } = delivery;
  const { attemptedAt = since, answeredAt = now } = delivery;
  const ofBus = [{ Name: 'EventBusName', Value: bus }];
  const ofRule = [...(bus === 'default' ? [] : ofBus), { Name: 'RuleName', Value: ruleName }];
  const at = (ms: number) => ({ Timestamp: new Date(ms).toISOString() });
  const count = (MetricName: string, Value = 1) => ({ MetricName, Value, Unit: 'Count', ...at(now) });
  const matched = (MetricName: string) => ({ ...count(MetricName), ...at(since) });
  const latency = (name: string, end: number) => ({
    MetricName: `IngestionToInvocation${name}Latency`,
    Value: end - since,
    Unit: 'Milliseconds',
    ...at(now),
  });
  const data = [
    ...(first ? [matched('MatchedEvents'), matched('TriggeredRules')] : []),
    count('Invocations'),
    count('InvocationAttempts', attempts),
    ...(ending === 'told' ? [count('SuccessfulInvocationAttempts')] : []),
    // AWS: "EventBridge only sends this metric to CloudWatch if it isn't zero."
    ...(attempts > 1 ? [count('RetryInvocationAttempts', attempts - 1)] : []),
    ...lost[ending].map((name) => count(name)),
    latency('Start', attemptedAt),
    latency('Complete', answeredAt),
    ...(ending === 'told' ? [latency('Success', now)] : []),
  ];
  const MetricData = data.flatMap((datum) => [
    { ...datum, Dimensions: ofRule },
    ...(ofBuses.has(datum.MetricName) ? [{ ...datum, Dimensions: ofBus }] : []),
    ...(ofAll.has(datum.MetricName) ? [datum] : []),
  ]);
  return {
    type: 'aws.call',
    service: 'cloudwatch',
    operation: 'PutMetricData',
    input: { Namespace: 'AWS/Events', MetricData: [...MetricData, matched('InvocationsCreated')] },
    as: servicePrincipal('events'),
    scope: { account, region },
  };
}
