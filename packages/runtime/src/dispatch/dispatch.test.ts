import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Killed, MortalStore, type Fate, type FatePlan } from '../../test/mortal-store.ts';
import { AwsError } from '../base/aws-error.ts';
import type { Effect } from '../base/effects/effect.ts';
import { MemoryStore, type Disk } from '../store/store.memory.ts';
import type { Tx } from '../store/store.ts';
import type { Access } from './authorize.ts';
import { NotLoaded } from '../base/not-loaded.ts';
import type { Inputs } from './inputs.ts';
import { tinyCall, tinyHouse, tinyWait } from './tiny-house.contract.ts';
import { keepTrail, trailRecord } from './trail.ts';

const turns = async (count = 8): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};
const house = (parts: Partial<Parameters<typeof tinyHouse>[0]> = {}) =>
  tinyHouse({ store: new MemoryStore(), ...parts });

const isCalled = (name: string) => (error: unknown) => error instanceof AwsError && error.name === name;

test('a call from outside is answered, and what it did is kept and recorded', async () => {
  const { call, sums, trail } = house();
  assert.deepEqual(await call('Add', { to: 'a' }), { sum: 1 });
  assert.deepEqual(await call('GetSum', { of: 'a' }), { sum: 1 });
  assert.deepEqual(sums(), { a: 1 });
  assert.deepEqual(trail(), ['Add']);
});

test('what AWS refuses is undone, told and recorded; for a flow as for a caller', async () => {
  const { call, sums, trail, came } = house();
  await assert.rejects(call('Add', { to: 'a', by: -1 }), isCalled('NegativeNumber'));
  await call('RunErrand', {
    id: 'f',
    effects: [tinyCall('Add', { to: 'a', by: -2 }), tinyCall('Add', { to: 'a' })],
  });
  await turns();
  assert.deepEqual(came('f'), ['NegativeNumber', { sum: 1 }]);
  assert.deepEqual(sums(), { a: 1 });
  assert.deepEqual(trail(), ['Add NegativeNumber', 'RunErrand', 'Add NegativeNumber', 'Add']);
});

test('a service asks for its caller, in one transaction: what is refused there undoes all of it', async () => {
  const { call, sums, asked } = house();
  assert.deepEqual(await call('AddForCaller', { to: 'a', by: 2 }), { sum: 3 });
  await assert.rejects(call('AddForCaller', { to: 'a', by: -1 }), isCalled('NegativeNumber'));
  assert.deepEqual(sums(), { a: 3 });
  const [own, forwarded] = asked;
  assert.deepEqual(forwarded!.caller, { ...own!.caller, via: 'tiny.amazonaws.com' });
  assert.equal(forwarded!.operation, 'Add');
  await call('AddForCaller', { to: 'b', by: 1, region: 'eu-west-1' });
  assert.equal(asked.at(-1)!.caller.region, 'eu-west-1');
});

/** Schemas that are there after a turn; of sums, only by a number. */
function lateInputs(): Inputs {
  let isLoaded = false;
  const loading = new Promise<void>((resolve) => setImmediate(resolve)).then(() => void (isLoaded = true));
  return {
    read(service, _operation, input) {
      if (!isLoaded) throw new NotLoaded(service, loading);
      const { by = 1 } = input as { readonly by?: unknown };
      if (typeof by !== 'number') throw new AwsError('SerializationException', 'no number');
      return input;
    },
  };
}

test('what a flow asks for is held against schemas, which are waited for', async () => {
  const { call, sums, came, trail } = house({ inputs: lateInputs() });
  const effects = [
    tinyCall('Add', { to: 'a', by: 'two' }),
    tinyCall('Add', { to: 'a', by: 2 }),
    tinyCall('AddSlowly', { to: 'a', by: 'two' }),
    tinyWait('GetSum', { of: 'a' }, 'sum'),
  ];
  await call('RunErrand', { id: 'f', effects });
  await turns();
  assert.deepEqual(came('f'), ['SerializationException', { sum: 2 }, 'SerializationException', { sum: 2 }]);
  assert.deepEqual(sums(), { a: 2 });
  assert.equal(trail().filter((line) => line.endsWith('SerializationException')).length, 2);
});

test('what a service asks for its caller waits for schemas too, and is done once', async () => {
  const { call, sums } = house({ inputs: lateInputs() });
  assert.deepEqual(await call('AddForCaller', { to: 'a', by: 2 }), { sum: 3 });
  assert.deepEqual(sums(), { a: 3 });
});

test('schemas that cannot be loaded park whoever asked', async () => {
  const read = (): never => {
    throw new NotLoaded('tiny', Promise.reject(new Error('no such package')));
  };
  const { call, parked } = house({ inputs: { read } });
  await call('RunErrand', { id: 'f', effects: [tinyCall('Add', { to: 'a' })] });
  await turns();
  assert.deepEqual(parked(), ['effect effect-0: Error: no such package']);
});

test('nobody acts as an ARN that is of no role', async () => {
  const { call, sums, trail, came } = house();
  const as = 'arn:aws:ecs:us-east-1:000000000000:service/prod/web';
  const effects = [
    { ...tinyCall('Add', { to: 'a' }), as },
    { ...tinyWait('GetSum', { of: 'a' }, 'sum'), as },
  ];
  await call('RunErrand', { id: 'f', effects });
  await turns();
  assert.deepEqual(came('f'), ['AccessDenied', 'AccessDenied']);
  assert.deepEqual(sums(), {});
  assert.deepEqual(trail(), ['RunErrand', 'Add AccessDenied']);
});

test('a bug in a handler leaves everything as it was', async () => {
  const { call, sums, trail, parked } = house();
  await assert.rejects(call('Break', { to: 'a' }), TypeError);
  await assert.rejects(call('Forget', {}), /Forget/);
  await call('RunErrand', { id: 'f', effects: [tinyCall('Break', { to: 'a' })] });
  await turns();
  assert.deepEqual(sums(), {});
  assert.deepEqual(trail(), ['RunErrand']);
  assert.deepEqual(parked(), ['effect effect-0: TypeError: ours']);
});

test('what AWS serves only inside is not served outside', async () => {
  const { call, came, dispatch, sums } = house();
  await assert.rejects(call('Whisper', { to: 'a' }), isCalled('UnsupportedOperationException'));
  await call('RunErrand', { id: 'f', effects: [tinyCall('Whisper', { to: 'a' })] });
  await turns();
  assert.deepEqual(came('f'), [{ sum: 1 }]);
  await call('RunErrand', { id: 'u', effects: [{ ...tinyCall('Whisper', { to: 'a' }), byUser: true }] });
  await turns();
  assert.deepEqual(came('u'), ['UnsupportedOperationException']);
  const { type: _, ...whisper } = tinyCall('Whisper', { to: 'a' });
  assert.deepEqual(await dispatch.report(whisper), { sum: 2 });
  assert.deepEqual(sums(), { a: 2 });
});

test('an operation that is not served is named, from outside and from inside', async () => {
  const { call, came } = house();
  for (const name of ['Dance', 'constructor', 'toString'])
    await assert.rejects(call(name, {}), isCalled('UnsupportedOperationException'));
  const effects = [tinyCall('constructor', {}), { ...tinyCall('Add', {}), service: 'nobody' }];
  await call('RunErrand', { id: 'f', effects });
  await turns();
  assert.deepEqual(came('f'), ['UnsupportedOperationException', 'UnsupportedOperationException']);
});

test('nothing is answered before it is durable; a store that fails fails the call', async () => {
  const store = new MemoryStore();
  const disk = Promise.withResolvers<void>();
  store.durable = () => disk.promise;
  const { call } = house({ store });
  let answered = false;
  const answers = [call('Add', { to: 'a' }), call('GetSum', { of: 'a' }), call('Add', { to: 'a', by: -1 })];
  for (const answer of answers) void answer.catch(() => {}).finally(() => (answered = true));
  await turns();
  assert.equal(answered, false);
  disk.reject(new Error('the disk is full'));
  for (const answer of answers) await assert.rejects(answer, /the disk is full/);
});

test('everybody is asked whether they may: outside, inside, waiting handlers, and waits', async () => {
  const { call, asked } = house();
  await call('Add', { to: 'a' });
  await call('AddSlowly', { to: 'a' });
  const effects = [
    tinyCall('Add', { to: 'a' }),
    tinyWait('GetSum', { of: 'a' }, 'sum > `0`'),
    tinyCall('AddSlowly', { to: 'b' }),
  ];
  await call('RunErrand', { id: 'f', effects });
  await turns(20);
  const adds = ['Add', 'Add', 'Add'];
  assert.deepEqual(
    asked.map(({ operation }) => operation),
    ['Add', 'AddSlowly', ...adds, 'RunErrand', 'Add', 'GetSum', 'AddSlowly', ...adds],
  );
  assert.equal(asked.at(-6)?.caller.arn, 'arn:aws:sts::000000000000:assumed-role/errands/tiny');
});

test('who may not is refused at every door, and nothing has happened', async () => {
  const authorize = (_tx: Tx, { operation, caller }: Access) => {
    if (operation !== 'RunErrand') throw new AwsError('AccessDenied', `${caller.arn} may not`);
  };
  const { call, came, sums } = house({ authorize });
  await assert.rejects(call('Add', { to: 'a' }), isCalled('AccessDenied'));
  await assert.rejects(call('AddSlowly', { to: 'a' }), isCalled('AccessDenied'));
  const effects = [
    tinyCall('Add', { to: 'a' }),
    tinyCall('AddSlowly', { to: 'a' }),
    tinyWait('GetSum', { of: 'a' }, 'sum > `0`'),
  ];
  await call('RunErrand', { id: 'f', effects });
  await turns(20);
  assert.deepEqual(came('f'), ['AccessDenied', 'AccessDenied', 'AccessDenied']);
  assert.deepEqual(sums(), {});
});

test('a waiting handler touches nothing once its house is closed', async () => {
  const forever = Promise.withResolvers<object>();
  const begun: string[] = [];
  const perform = (effect: Effect) => (begun.push(effect.type), forever.promise);
  const { call, sums, dispatch, engine, trail } = house({ perform });
  const answer = call('WaitForever', { to: 'a' });
  await call('RunErrand', { id: 'f', effects: [tinyCall('WaitForever', { to: 'b' })] });
  await turns();
  assert.deepEqual(begun, ['http.post', 'http.post']);
  engine.close();
  dispatch.close();
  forever.resolve({});
  await assert.rejects(answer, isCalled('ServiceUnavailable'));
  await turns();
  assert.deepEqual(sums(), {});
  assert.deepEqual(trail(), ['RunErrand']);
});

test('many calls may wait at once, and all are given up when the house closes', async () => {
  const warnings: string[] = [];
  const hear = (warning: Error) => warnings.push(warning.name);
  process.on('warning', hear);
  let aborted = 0;
  const perform = (_effect: Effect, signal: AbortSignal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => (aborted++, resolve({})));
    });
  const { call, dispatch } = house({ perform });
  const answers = Array.from({ length: 30 }, () => call('WaitForever', { to: 'a' }));
  await turns();
  dispatch.close();
  for (const answer of answers) await assert.rejects(answer, isCalled('ServiceUnavailable'));
  process.off('warning', hear);
  assert.equal(aborted, 30);
  assert.deepEqual(warnings, []);
});

test('the trail tells of what changed something, unless it is a data event', async () => {
  const { call, trail } = house();
  await call('Add', { to: 'a' });
  await call('Send', { to: 'a' });
  await call('GetSum', { of: 'a' });
  for (const operation of ['Add', 'Send'])
    await assert.rejects(call(operation, { to: 'a', by: -1 }), isCalled('NegativeNumber'));
  assert.deepEqual(trail(), ['Add', 'Add NegativeNumber']);
});

test('the oldest records of the trail go when there are too many', () => {
  const store = new MemoryStore();
  const caller = { account: '0', region: 'r', arn: 'arn' };
  store.transaction((tx) => {
    for (let now = 1; now <= 10_010; now++)
      keepTrail(tx, trailRecord({ service: 'tiny', operation: 'Add', caller }, now));
  });
  const kept = store.transaction((tx) => tx.list<{ eventTime: number }>('trail'));
  const times = kept.map(({ value }) => value.eventTime).sort((a, b) => a - b);
  assert.deepEqual([times.length, times[0], times.at(-1)], [10_000, 11, 10_010]);
});

const deaths: readonly Fate[] = ['dies before commit', 'dies after commit'];

/** Runs an errand in a house that dies as planned, to its end. */
async function run(effects: readonly Effect[], fateOf: FatePlan) {
  const disk: Disk = new Map();
  let transactions = 0;
  const open = () => {
    const store = new MortalStore(disk, () => fateOf(transactions++));
    const fatal = (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    };
    return { store, ...tinyHouse({ store, fatal }) };
  };
  let there = open();
  there.store.immortal = true;
  await there.call('RunErrand', { id: 'f', effects });
  there.store.immortal = false;
  for (let still = 0, moves = -1; still < 10;) {
    await turns(1);
    if (there.store.dead) {
      there.engine.close();
      there.dispatch.close();
      there = open();
    }
    still = there.engine.moves === moves && there.engine.quiet ? still + 1 : 0;
    moves = there.engine.moves;
  }
  const { came, sums, trail, kept } = there;
  // A handler that waits is run again after a death, and that is recorded again; its calls are not.
  const recorded = trail().filter((name) => name !== 'AddSlowly');
  return { transactions, ended: { came: came('f'), sums: sums(), trail: recorded.sort(), kept: kept() } };
}

for (const [what, effects, expected] of [
  [
    'calls of a flow',
    [tinyCall('Add', { to: 'a' }), tinyCall('Add', { to: 'a', by: -1 }), tinyCall('Add', { to: 'a' })],
    2,
  ],
  ['calls of a waiting handler', [tinyCall('AddSlowly', { to: 'a' }), tinyCall('Add', { to: 'a' })], 3],
  [
    'calls around a wait',
    [
      tinyCall('Add', { to: 'a' }),
      tinyWait('GetSum', { of: 'a' }, 'sum > `0`'),
      tinyCall('Add', { to: 'a' }),
    ],
    2,
  ],
] as const) {
  test(`${what} happen exactly once, wherever the process dies`, async () => {
    const calm = await run(effects, () => 'survives');
    assert.deepEqual(calm.ended.sums, { a: expected });
    assert.equal(calm.ended.kept, 0);
    for (let victim = 0; victim < calm.transactions; victim++) {
      for (const death of deaths) {
        const stormy = await run(effects, (n) => (n === victim ? death : 'survives'));
        assert.deepEqual(stormy.ended, calm.ended, `${death} ${victim}`);
      }
    }
  });
}
