import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A queue in use: looked at every full minute, for what has grown too old and for what CloudWatch is told. */
export interface QueueWatch extends Scope {
  readonly name: string;
  /** Set while it is used, or holds messages. */
  readonly awake: boolean;
}

export type QueueFact = { readonly type: 'QueueUsed' };

/** What `Sweep` answers. */
export interface Swept {
  readonly metrics: readonly object[];
  /** Whether there is anything left to look after. */
  readonly used: boolean;
  /** Whether there is more to clear away already. */
  readonly more: boolean;
}

export const queueFlow: Flow<QueueWatch, QueueFact> = { kind: 'sqs.queue', decide };

const minuteMs = 60_000;

function decide(watch: QueueWatch, fact: QueueFact | EngineFact, now: number): Decision<QueueWatch> {
  switch (fact.type) {
    case 'Started':
      return { state: watch };
    case 'QueueUsed':
      return asleepUntil({ ...watch, awake: true }, now);
    case 'WakeTime':
      return { state: watch, effects: { sweep: call(watch, 'sqs', 'Sweep', { name: watch.name }) } };
    case 'EffectSucceeded':
      return fact.effect === 'sweep' ? swept(watch, fact.output as Swept, now) : asleepUntil(watch, now);
    case 'EffectFailed':
      assert(fact.effect === 'metrics', 'a queue that has a flow can be swept');
      return asleepUntil(watch, now);
    case 'FlowEnded':
      assert(false, 'a queue awaits no other flow');
      return { state: watch };
    default:
      return never(fact);
  }
}

/** Until the next full minute; a sweep under way ends before. */
const asleepUntil = (watch: QueueWatch, now: number): Decision<QueueWatch> => ({
  state: watch,
  ...(watch.awake && { wakeAt: (Math.floor(now / minuteMs) + 1) * minuteMs }),
});

function swept(before: QueueWatch, { metrics, used, more }: Swept, now: number): Decision<QueueWatch> {
  const watch = { ...before, awake: used };
  const MetricData = metrics.map((metric) => ({
    ...metric,
    Timestamp: new Date(now - minuteMs).toISOString(),
  }));
  const effects: Record<string, Effect> = {};
  if (metrics.length > 0)
    effects['metrics'] = call(watch, 'cloudwatch', 'PutMetricData', { Namespace: 'AWS/SQS', MetricData });
  if (more) effects['sweep'] = call(watch, 'sqs', 'Sweep', { name: watch.name });
  return { ...asleepUntil(watch, now), effects };
}

const call = (scope: Scope, service: string, operation: string, input: object): Effect => ({
  type: 'aws.call',
  service,
  operation,
  input,
  as: servicePrincipal('sqs'),
  scope: { account: scope.account, region: scope.region },
});
