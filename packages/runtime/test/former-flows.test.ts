import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../src/base/effects/effect.ts';
import { rows } from '../src/engine/rows.ts';
import type { Tx } from '../src/store/store.ts';
import { World } from './world.ts';

const scope = { account: '000000000000', region: 'us-east-1' };

/** What has happened at a time, as earlier versions kept it until CloudWatch was told. */
const vending = (Timestamp: string) => ({
  service: 'lambda',
  scope,
  namespace: 'AWS/Lambda',
  data: [{ MetricName: 'AsyncEventsReceived', Timestamp, Value: 1, Unit: 'Count' }],
});

const putMetricData = ({ namespace, data }: ReturnType<typeof vending>): Effect => ({
  type: 'aws.call',
  service: 'cloudwatch',
  operation: 'PutMetricData',
  input: { Namespace: namespace, MetricData: data },
  as: 'lambda.amazonaws.com',
  scope,
});

function keep(tx: Tx, flow: string, state: object, isPutting: boolean): void {
  const since = rows.putFact(tx, { flow, fact: { type: 'Started' } });
  const effects = isPutting
    ? { put: rows.putEffect(tx, { flow, name: 'put', effect: putMetricData(vending(ten)), failures: 0 }) }
    : {};
  if (isPutting) rows.takeFact(tx, since);
  rows.putFlow(tx, flow, { kind: 'lambda.vending', state, since, effects });
}

const ten = '2025-12-31T22:00:00.000Z';
const eleven = '2025-12-31T23:00:00.000Z';

test('what an earlier version had on its way to CloudWatch arrives there, once', async () => {
  const world = new World();
  world.look((tx) => {
    keep(tx, 'under way', { ...vending(ten), data: [] }, true);
    keep(tx, 'about to begin', vending(eleven), false);
  });
  await world.ask('cloudwatch', 'ListMetrics', {});
  const { Datapoints } = await world.ask('cloudwatch', 'GetMetricStatistics', {
    Namespace: 'AWS/Lambda',
    MetricName: 'AsyncEventsReceived',
    StartTime: new Date(ten),
    EndTime: new Date(Date.parse(eleven) + 60_000),
    Period: 60,
    Statistics: ['SampleCount'],
  });
  assert.deepEqual(
    Datapoints.map(({ Timestamp, SampleCount }: any) => [
      new Date(Timestamp).toISOString(),
      SampleCount,
    ]).sort(),
    [
      [ten, 1],
      [eleven, 1],
    ],
  );
  assert.deepEqual(world.parked(), []);
  assert.deepEqual(
    world.look((tx) => tx.list('flow').map(({ key }) => key)).filter((key) => !key.includes('|')),
    [],
  );
});
