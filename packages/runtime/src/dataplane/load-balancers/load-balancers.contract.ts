import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import type {
  LoadBalancerApply,
  LoadBalancerObserved,
  RoutingTable,
  TargetGroup,
} from '../../base/effects/load-balancer.ts';
import type { LoadBalancers } from './load-balancers.ts';

/** What a variant brings: time that passes when it is told to, and targets that are what they are called. */
export interface LoadBalancerStage {
  readonly balancers: LoadBalancers;
  readonly address: string;
  readonly port: number;
  /** Three targets that pass their health checks, and one that does not. */
  readonly well: readonly { readonly id: string; readonly port: number }[];
  readonly ill: { readonly id: string; readonly port: number };
  now(): number;
  /** Lets house time pass. */
  pass(ms: number): Promise<void>;
  /** Sends about so many requests within the next `ms` of house time, and lets it pass. */
  send(requests: number, ms: number): Promise<void>;
  close(): Promise<void>;
}

const minuteMs = 60_000;
const intervalMs = 10_000;

/** One suite for all load balancers: what comes before each of its tests is not for those of other files. */
export function loadBalancersContract(variant: string, open: () => Promise<LoadBalancerStage>): void {
  describe(`load balancers, ${variant}`, () => contract(open));
}

function contract(open: () => Promise<LoadBalancerStage>): void {
  let stage: LoadBalancerStage;
  let opened = 0;
  const stages: LoadBalancerStage[] = [];
  beforeEach(async () => {
    stage = await open();
    stages.push(stage);
    opened++;
  });
  after(async () => void (await Promise.all(stages.map((each) => each.close()))));

  const arn = () => `arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/${opened}`;
  const group = (targetGroup: string, targets: TargetGroup['targets']): TargetGroup => {
    const thresholds = { healthyThreshold: 2, unhealthyThreshold: 2 };
    const healthCheck = { path: '/health', intervalMs, timeoutMs: 1000, matcher: '200', ...thresholds };
    return { targetGroup, healthCheck, deregistrationDelayMs: 300_000, targets };
  };
  const table = (
    version: number,
    weights: Readonly<Record<string, number>>,
    targetGroups: readonly TargetGroup[],
  ): LoadBalancerApply => {
    const targets = Object.entries(weights).map(([targetGroup, weight]) => ({ targetGroup, weight }));
    const rules = [{ rule: 'default', conditions: [], action: { type: 'forward', targets } }] as const;
    const listeners = [{ listener: 'http', port: stage.port, protocol: 'HTTP', rules }] as const;
    const { address } = stage;
    const whole: RoutingTable = { version, address, listeners, targetGroups, idleTimeoutMs: 60_000 };
    return { type: 'loadbalancer.apply', loadBalancer: arn(), table: whole };
  };
  const observe = (known: number, signal = new AbortController().signal) =>
    stage.balancers.observe({ type: 'loadbalancer.observe', loadBalancer: arn(), known }, signal);
  /** Lets interval after interval pass until it is known. */
  const passing = async <T>(waited: Promise<T>): Promise<T> => {
    let known = false;
    void waited.then(() => (known = true));
    await Promise.resolve();
    while (!known) await stage.pass(intervalMs);
    return waited;
  };
  /** Waits until the targets' states are these, in the table's order. */
  const becomes = async (...states: string[]): Promise<LoadBalancerObserved> => {
    for (let known = 0; ;) {
      const observed = await passing(observe(known));
      if (observed.targets.map(({ state }) => state).join() === states.join()) return observed;
      known = observed.version;
    }
  };
  const measure = (start: number, signal = new AbortController().signal, spanMs = minuteMs) =>
    stage.balancers.measure({ type: 'loadbalancer.measure', loadBalancer: arn(), start, spanMs }, signal);
  /** The beginning of the next minute; it is a second later then, whoever's clock is a moment behind. */
  const nextMinute = async (): Promise<number> => {
    const minute = Math.floor(stage.now() / minuteMs + 1) * minuteMs;
    await stage.pass(minute + 1000 - stage.now());
    return minute;
  };

  test('a new target is initial until it has passed one health check', async () => {
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [stage.well[0]!])]));
    const healthy = await becomes('healthy');
    assert.deepEqual(healthy.targets, [{ targetGroup: 'blue', ...stage.well[0]!, state: 'healthy' }]);
  });

  test('a target that fails its checks becomes unhealthy, with AWS’s reason', async () => {
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [stage.ill])]));
    const { targets } = await becomes('unhealthy');
    assert.equal(targets[0]!.reason, 'Target.FailedHealthChecks');
    assert.equal(targets[0]!.description, 'Health checks failed');
  });

  test('a target group that no rule names is unused', async () => {
    const groups = [group('blue', [stage.well[0]!]), group('green', [stage.well[1]!])];
    await stage.balancers.apply(table(1, { blue: 1 }, groups));
    const { targets } = await becomes('healthy', 'unused');
    assert.equal(targets[1]!.reason, 'Target.NotInUse');
  });

  test('a draining target with nothing in flight is drained, and gone when the table lets go of it', async () => {
    const [first, second] = stage.well;
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [first!, second!])]));
    await becomes('healthy', 'healthy');
    await stage.balancers.apply(
      table(2, { blue: 1 }, [group('blue', [first!, { ...second!, draining: true }])]),
    );
    await becomes('healthy', 'drained');
    await stage.balancers.apply(table(3, { blue: 1 }, [group('blue', [first!])]));
    await becomes('healthy');
  });

  test('a target registered again begins at its initial checks', async () => {
    const [target] = stage.well;
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [target!])]));
    await becomes('healthy');
    await stage.balancers.apply(table(2, { blue: 1 }, [group('blue', [{ ...target!, draining: true }])]));
    await becomes('drained');
    await stage.balancers.apply(table(3, { blue: 1 }, [group('blue', [target!])]));
    assert.equal((await observe(0)).targets[0]!.state, 'initial');
    await becomes('healthy');
  });

  test('an older table is ignored, and the same one again is harmless', async () => {
    const [first, second] = stage.well;
    const newer = table(7, { blue: 1 }, [group('blue', [first!])]);
    await stage.balancers.apply(newer);
    const { version } = await becomes('healthy');
    await stage.balancers.apply(newer);
    await stage.balancers.apply(table(6, { blue: 1 }, [group('blue', [second!])]));
    assert.deepEqual(await observe(0), {
      version,
      targets: [{ targetGroup: 'blue', ...first!, state: 'healthy' }],
      verdicts: [],
    });
  });

  test('who observes before the first table is told of it', async () => {
    const observed = observe(0);
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [])]));
    assert.deepEqual((await observed).targets, []);
  });

  test('who no longer wants to know is let go', async () => {
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [])]));
    const { version } = await observe(0);
    const controller = new AbortController();
    const waiting = [observe(version, controller.signal), measure(stage.now() + minuteMs, controller.signal)];
    controller.abort(new Error('enough'));
    for (const each of waiting) await assert.rejects(each, /enough/);
  });

  test('a minute is measured when it is over: by group, by outcome, by weight', async () => {
    const groups = [group('blue', [stage.well[0]!]), group('green', [stage.well[1]!])];
    await stage.balancers.apply(table(1, { blue: 1, green: 0 }, groups));
    await becomes('healthy', 'healthy');
    const first = await nextMinute();
    await stage.send(30, 30_000);
    await stage.balancers.apply(table(2, { blue: 0, green: 1 }, groups));
    await stage.send(20, 20_000);
    const measuring = measure(first);
    await stage.pass(minuteMs);
    const { groups: measured, requests, own } = await measuring;
    assert.deepEqual(
      measured.map((each) => [
        each.targetGroup,
        each.requests,
        each.http2xx,
        each.http5xx,
        each.healthyHosts,
      ]),
      [
        ['blue', 30, 30, 0, 1],
        ['green', 20, 20, 0, 1],
      ],
    );
    assert.equal(requests, 50);
    assert.deepEqual(own, { http3xx: 0, http4xx: 0, http5xx: 0 });
    const timed = measured[0]!.responseTimes.reduce((sum, [, count]) => sum + count, 0);
    assert.equal(timed, 30);
  });

  test('a group without targets is answered 503, which is counted as the load balancer’s own', async () => {
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [])]));
    const minute = await nextMinute();
    await stage.send(10, 10_000);
    await stage.pass(minuteMs);
    const { own, requests } = await measure(minute);
    assert.deepEqual([own, requests], [{ http3xx: 0, http4xx: 0, http5xx: 10 }, 10]);
  });

  test('where all targets are unhealthy, all get requests', async () => {
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [stage.ill])]));
    await becomes('unhealthy');
    const minute = await nextMinute();
    await stage.send(10, 10_000);
    await stage.pass(minuteMs);
    const { groups } = await measure(minute);
    assert.deepEqual([groups[0]!.requests, groups[0]!.unhealthyHosts], [10, 1]);
  });

  test('a minute of which nothing is known is measured as zeros', async () => {
    await stage.pass(2 * minuteMs);
    const minute = Math.floor(stage.now() / minuteMs - 2) * minuteMs;
    const own = { http3xx: 0, http4xx: 0, http5xx: 0 };
    const { more: _, ...measured } = await measure(minute);
    assert.deepEqual(measured, {
      start: minute,
      spanMs: minuteMs,
      groups: [],
      own,
      requests: 0,
    });
  });

  test('seconds are measured as minutes are', async () => {
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [stage.well[0]!])]));
    await becomes('healthy');
    const minute = await nextMinute();
    await stage.send(10, 5_000);
    await stage.pass(minute + 12_000 - stage.now());
    await stage.send(10, 5_000);
    await stage.pass(minute + 31_000 - stage.now());
    const signal = new AbortController().signal;
    const spans = await Promise.all([0, 1, 2].map((ten) => measure(minute + ten * 10_000, signal, 10_000)));
    const requests = spans.map((span) => span.requests);
    assert.equal(requests[0]! + requests[1]! + requests[2]!, 20);
    assert.ok(requests[0]! > 0 && requests[1]! > 0, `${requests.join()}`);
    const asked = { type: 'loadbalancer.measure', loadBalancer: arn(), start: minute } as const;
    const { later, ...first } = await stage.balancers.measure({ ...asked, spanMs: 10_000, count: 3 }, signal);
    assert.deepEqual(
      [first, ...later!].map((span) => span.requests),
      requests,
    );
  });

  /** The same table, whose connections are passed on as they are. */
  const piped = (apply: LoadBalancerApply): LoadBalancerApply => {
    const listeners = apply.table.listeners.map(
      (row) => ({ ...row, protocol: 'TCP', pipes: { idleTimeoutMs: 350_000 } }) as const,
    );
    const targetGroups = apply.table.targetGroups.map((row) => ({ ...row, pipes: {} }));
    return { ...apply, table: { ...apply.table, listeners, targetGroups } };
  };

  test('a target that connections are passed on to leaves for its whole delay', async () => {
    const [first] = stage.well;
    await stage.balancers.apply(piped(table(1, { blue: 1 }, [group('blue', [first!])])));
    await becomes('healthy');
    await stage.balancers.apply(
      piped(table(2, { blue: 1 }, [group('blue', [{ ...first!, draining: true }])])),
    );
    await becomes('draining');
    await stage.pass(299_000);
    assert.equal((await observe(0)).targets[0]!.state, 'draining');
    await stage.pass(1_000);
    await becomes('drained');
  });

  test('connections that are passed on are counted; requests are none', async () => {
    await stage.balancers.apply(piped(table(1, { blue: 1 }, [group('blue', [stage.well[0]!])])));
    await becomes('healthy');
    const minute = await nextMinute();
    await stage.send(30, 30_000);
    await stage.balancers.apply(piped(table(2, { blue: 1 }, [group('blue', [])])));
    await stage.send(10, 10_000);
    await stage.pass(minuteMs);
    const { requests, more } = await measure(minute);
    const { newTcpFlows, newTlsFlows, balancerResets } = more!;
    assert.deepEqual([requests, newTcpFlows, newTlsFlows, balancerResets], [0, 40, 0, 10]);
  });

  test('what was removed can be removed again, and its port taken anew', async () => {
    const removal = { type: 'loadbalancer.remove', loadBalancer: arn() } as const;
    await stage.balancers.apply(table(5, { blue: 1 }, [group('blue', [])]));
    await stage.balancers.remove(removal);
    await stage.balancers.remove(removal);
    await stage.balancers.apply(table(1, { blue: 1 }, [group('blue', [])]));
    assert.deepEqual((await observe(0)).targets, []);
  });
}
