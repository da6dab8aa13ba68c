import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../../../base/effects/effect.ts';
import type { EngineFact } from '../../../engine/flow.ts';
import {
  begin,
  loadBalancerFlow,
  type Known,
  type LoadBalancerState,
  type TableChanged,
} from './load-balancer.ts';

const scope = { account: '000000000000', region: 'us-east-1' };
const arn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/0';
const group = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/blue/1';
const start = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

const table = (version: number): Known => ({
  table: { version, address: '127.77.0.1', listeners: [], targetGroups: [], idleTimeoutMs: 60_000 },
  leaving: [],
  spanMs: minuteMs,
});
const changed: TableChanged = { type: 'TableChanged' };
const did = (effect: string, output: object = {}): EngineFact => ({
  type: 'EffectSucceeded',
  effect,
  output,
});

/** A load balancer that is told one fact after the other, and remembers what it last wanted. */
class Played {
  state: LoadBalancerState = begin(scope, arn);
  effects: Readonly<Record<string, Effect>> = {};
  ended = false;
  wakeAt: number | undefined;

  tell(fact: TableChanged | EngineFact, known: Known, now = start): this {
    const decision = loadBalancerFlow.decide(this.state, fact, now, known);
    this.state = decision.state;
    this.effects = decision.effects ?? {};
    this.ended = decision.ended ?? false;
    this.wakeAt = decision.wakeAt;
    return this;
  }
  get wanted(): string[] {
    return Object.keys(this.effects);
  }
}

const active = () => new Played().tell({ type: 'Started' }, table(1)).tell(did('apply'), table(1));

test('changes made while a table is being applied are applied together', () => {
  const played = new Played().tell({ type: 'Started' }, table(1));
  assert.deepEqual(played.wanted, ['apply']);
  assert.deepEqual(played.tell(changed, table(2)).wanted, []);
  assert.deepEqual(played.tell(changed, table(3)).wanted, []);
  played.tell(did('apply'), table(3));
  assert.equal(played.state.applied, 1);
  assert.deepEqual(played.effects['apply'], {
    type: 'loadbalancer.apply',
    loadBalancer: arn,
    table: table(3).table,
  });
});

test('it is watched and measured as soon as a table is in force', () => {
  const played = active();
  assert.deepEqual(played.wanted, ['observe', 'measure']);
  assert.deepEqual(played.effects['measure'], {
    type: 'loadbalancer.measure',
    loadBalancer: arn,
    start,
    spanMs: minuteMs,
  });
});

test('each minute is measured once, in order, and those of a pause are measured and published together', () => {
  const quiet = { spanMs: minuteMs, groups: [], own: { http3xx: 0, http4xx: 0, http5xx: 2 }, requests: 2 };
  const minute = (index: number) => ({ ...quiet, start: start + index * minuteMs });
  const played = active().tell(did('measure', minute(0)), table(1), start + 5.5 * minuteMs);
  const asked = { type: 'loadbalancer.measure', loadBalancer: arn, start: start + minuteMs };
  assert.deepEqual(played.effects['measure'], { ...asked, spanMs: minuteMs, count: 4 });
  const later = [2, 3, 4].map(minute);
  played.tell(did('measure', { ...minute(1), later }), table(1), start + 5.5 * minuteMs);
  assert.deepEqual(played.effects['measure'], { ...asked, start: start + 5 * minuteMs, spanMs: minuteMs });
  const published = played.effects[`metrics:${start + minuteMs}`];
  assert.equal(published?.type, 'aws.call');
  const { MetricData } = published.input as { MetricData: readonly { Timestamp: string }[] };
  const minutes = new Set(MetricData.map(({ Timestamp }) => Date.parse(Timestamp)));
  assert.deepEqual(
    [...minutes],
    [1, 2, 3, 4].map((index) => start + index * minuteMs),
  );
});

test('minutes that the data plane has forgotten are not asked for', () => {
  const measured = {
    start,
    spanMs: minuteMs,
    groups: [],
    own: { http3xx: 0, http4xx: 0, http5xx: 0 },
    requests: 0,
  };
  const played = active().tell(did('measure', measured), table(1), start + 60 * minuteMs);
  assert.equal((played.effects['measure'] as { start: number }).start, start + 45 * minuteMs);
});

test('a measured minute is published as the service itself', () => {
  const measured = {
    start,
    spanMs: minuteMs,
    groups: [],
    own: { http3xx: 0, http4xx: 0, http5xx: 2 },
    requests: 2,
  };
  const effect = active().tell(did('measure', measured), table(1)).effects[`metrics:${start}`];
  assert.equal(effect?.type, 'aws.call');
  assert.equal(effect.operation, 'PutMetricData');
  assert.equal(effect.as, 'elasticloadbalancing.amazonaws.com');
});

test('a table that is refused is tried again, and the reason is known meanwhile', () => {
  const played = new Played().tell({ type: 'Started' }, table(1));
  const refused: EngineFact = {
    type: 'EffectFailed',
    effect: 'apply',
    code: 'PortTaken',
    reason: 'port 80 is taken',
  };
  played.tell(refused, table(1));
  assert.equal(played.state.failure, 'port 80 is taken');
  assert.ok(played.wakeAt !== undefined && played.wakeAt > start);
  assert.deepEqual(played.tell({ type: 'WakeTime' }, table(1), played.wakeAt).wanted, ['apply']);
  assert.equal(played.tell(did('apply'), table(1)).state.failure, undefined);
});

test('a data plane that knows the load balancer no more is given the whole table again', () => {
  const played = active();
  const lost: EngineFact = {
    type: 'EffectFailed',
    effect: 'observe',
    code: 'NoSuchLoadBalancer',
    reason: 'lost',
  };
  const at = played.tell(lost, table(1)).wakeAt!;
  assert.deepEqual(played.tell({ type: 'WakeTime' }, table(1), at).wanted, ['apply']);
});

test('a target that has drained is taken off the records, if it is that registration which leaves', () => {
  const observed = {
    version: 4,
    targets: [{ targetGroup: group, id: '127.80.0.1', port: 80, state: 'drained' }],
    verdicts: [],
  };
  const leaving = { targetGroup: group, id: '127.80.0.1', port: 80, registration: 7 };
  const played = active().tell(did('observe', observed), { ...table(1), leaving: [leaving] });
  assert.deepEqual(played.wanted, ['observe', 'farewell:7']);
  const back = active().tell(did('observe', observed), table(1));
  assert.deepEqual(back.wanted, ['observe']);
});

test('a load balancer that was deleted is taken out of service, and ends', () => {
  const gone: Known = { table: undefined, leaving: [], spanMs: minuteMs };
  const played = active().tell(changed, gone);
  assert.deepEqual(played.wanted, ['remove']);
  assert.deepEqual(played.tell(changed, gone).wanted, []);
  assert.equal(played.tell(did('remove'), gone).ended, true);
});

test('while requests are written down, five minutes after the other go to the bucket', () => {
  const logged: Known = { ...table(1), logs: ['requests'] };
  const played = new Played().tell({ type: 'Started' }, logged);
  assert.deepEqual(played.wanted, ['apply']);
  assert.partialDeepStrictEqual(played.tell(did('apply'), logged).effects['log requests'], { start });
  const [second, lines] = [start + 5 * minuteMs, { sha256: 'a', md5: 'b', size: 1 }];
  played.tell(did('log requests', { start, lines }), logged, second + 1000);
  assert.partialDeepStrictEqual(played.effects['log requests'], { about: 'requests', start: second });
  assert.partialDeepStrictEqual(played.effects[`deliver requests:${start}`], {
    operation: 'DeliverLog',
    input: { LoadBalancerArn: arn, about: 'requests', end: second, lines },
  });
  // Nothing came; then nobody wants it any more.
  played.tell(did('log requests', { start: second }), logged, second + 5 * minuteMs);
  assert.deepEqual(played.wanted, ['log requests']);
  const [both, later] = [{ ...logged, logs: ['requests', 'connections'] } as const, second + 5 * minuteMs];
  played.tell(did('log requests', { start: later }), both, later + 1000);
  assert.deepEqual(played.wanted, ['log requests', 'log connections']);
  assert.deepEqual(played.tell(did('log requests', { start: later + 5 * minuteMs }), table(1)).wanted, []);
});
