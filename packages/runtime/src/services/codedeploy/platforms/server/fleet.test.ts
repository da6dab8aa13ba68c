import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinimumHealthyHosts } from '@aws-sdk/client-codedeploy';
import fc from 'fast-check';
import { isHopeless, nextOf, type FleetRules } from './fleet.ts';
import type { LegStatus, ServerInstance } from './progress.ts';

const letters: Readonly<Record<string, LegStatus>> = {
  p: 'Pending',
  i: 'InProgress',
  s: 'Succeeded',
  f: 'Failed',
};

/** `psf`: a server each; `pp|pp`: in two zones. */
function fleet(word: string): ServerInstance[] {
  return word.split('|').flatMap((zone, z) =>
    [...zone].map((letter, i) => ({
      id: `${z}.${i}`,
      arn: '',
      zone: `zone-${z}`,
      leg: letters[letter]!,
      status: letters[letter]!,
    })),
  );
}

const oneAtATime = { type: 'MOST_CONCURRENCY' as 'HOST_COUNT', value: 1 };
const half: MinimumHealthyHosts = { type: 'FLEET_PERCENT', value: 50 };
const none: MinimumHealthyHosts = { type: 'HOST_COUNT', value: 0 };

const rules = (minimum: MinimumHealthyHosts): FleetRules => ({ minimum, zonesDone: [] });

const rows: readonly (readonly [string, MinimumHealthyHosts, number | 'failed' | 'done'])[] = [
  ['ppp', oneAtATime, 1],
  ['ipp', oneAtATime, 0],
  ['fpp', oneAtATime, 'failed'],
  ['ssf', oneAtATime, 'done'],
  ['f', oneAtATime, 'failed'],
  ['s', oneAtATime, 'done'],
  ['ppppppppp', half, 4],
  ['iiiippppp', half, 0],
  ['ffffppppp', half, 'failed'],
  ['fffsssssp', half, 1],
  ['sssssffff', half, 'done'],
  ['pppp', none, 4],
  ['fffs', none, 'done'],
  ['ffff', none, 'failed'],
  ['ppppppppp', { type: 'HOST_COUNT', value: 6 }, 3],
  ['ffffppppp', { type: 'HOST_COUNT', value: 6 }, 'failed'],
];

for (const [word, minimum, wanted] of rows) {
  test(`of ${word} with ${minimum.type} ${minimum.value}: ${wanted}`, () => {
    const next = nextOf(fleet(word), rules(minimum));
    const said = next.failed ? 'failed' : next.done ? 'done' : next.start.length;
    assert.equal(said, wanted);
  });
}

const batches: readonly (readonly [string, number, number, number | 'failed' | 'done'])[] = [
  ['pppp', 2, 0, 2],
  ['ippp', 2, 0, 1],
  ['fipp', 2, 0, 'failed'],
  ['fipp', 2, 1, 1],
  ['ffsp', 2, 1, 'failed'],
  ['fsss', 2, 1, 'done'],
  ['ssss', 9, 0, 'done'],
];

for (const [word, sizeMax, errorsMax, wanted] of batches) {
  test(`of ${word} by ${sizeMax}, of which ${errorsMax} may fail: ${wanted}`, () => {
    const next = nextOf(fleet(word), { ...rules(none), batch: { sizeMax, errorsMax } });
    const said = next.failed ? 'failed' : next.done ? 'done' : next.start.length;
    assert.equal(said, wanted);
  });
}

test('a minimum that all of them are cannot be kept', () => {
  const tenth = { type: 'FLEET_PERCENT' as const, value: 95 };
  assert.equal(isHopeless(fleet('pppppppppp'), rules(tenth)), true);
  assert.equal(isHopeless(fleet('p'), rules(oneAtATime)), false);
});

test('a zone is done before the next begins, and is watched in between', () => {
  const zonal = { firstZoneMonitorDurationInSeconds: 60, monitorDurationInSeconds: 30 };
  const at = (word: string, zonesDone: string[]) => nextOf(fleet(word), { minimum: none, zonal, zonesDone });
  assert.deepEqual(
    at('pp|pp', []).start.map(({ zone }) => zone),
    ['zone-0', 'zone-0'],
  );
  assert.deepEqual(at('ss|pp', []).watch, { zone: 'zone-0', seconds: 60 });
  assert.equal(at('ss|pp', ['zone-0']).start.length, 2);
  assert.deepEqual(at('ss|ss', ['zone-0']).watch, { zone: 'zone-1', seconds: 0 });
  assert.equal(at('ss|ss', ['zone-0', 'zone-1']).done, true);
});

test('for any fleet, at least the minimum is left alone, until it has ended well or too many have failed', () => {
  const minimums = fc.oneof(
    fc.record({ type: fc.constant('HOST_COUNT' as const), value: fc.nat(8) }),
    fc.record({ type: fc.constant('FLEET_PERCENT' as const), value: fc.nat(99) }),
    fc.constant(oneAtATime),
  );
  const outcomes = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), minimums, outcomes, (size, minimum, good) => {
      let all = fleet('p'.repeat(size));
      if (isHopeless(all, rules(minimum))) return;
      const { type, value } = minimum;
      const percent = type === 'FLEET_PERCENT' ? Math.ceil((size * value) / 100) : value;
      const least = minimum === oneAtATime ? size - 1 : percent;
      for (let turn = 0; turn < 100; turn++) {
        const next = nextOf(all, rules(minimum));
        if (next.failed || next.done) {
          const succeeded = all.filter(({ leg }) => leg === 'Succeeded').length;
          assert.equal(
            next.done ?? false,
            all.every(({ leg }) => leg !== 'Pending') && succeeded >= Math.max(1, least),
          );
          return;
        }
        all = all.map((each) => (next.start.includes(each) ? { ...each, leg: 'InProgress' } : each));
        const away = all.filter(({ leg }) => leg === 'InProgress' || leg === 'Failed').length;
        assert.ok(size - away >= least);
        const one = all.findIndex(({ leg }) => leg === 'InProgress');
        all = all.map((each, i) => (i === one ? { ...each, leg: good[i] ? 'Succeeded' : 'Failed' } : each));
      }
      assert.fail('it never ends');
    }),
  );
});
