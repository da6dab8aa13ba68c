import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupState, Known, Member } from './group-state.ts';
import { lifetimeEnds, outlived } from './lifetime.ts';

const day = 86_400;

const member = (instanceId: string, inServiceAt: number, state: Member['state'] = 'InService'): Member => ({
  instanceId,
  zone: 'us-east-1a',
  state,
  launchedBy: 'launch 1',
  inServiceAt: inServiceAt * 1000,
  hooksDone: [],
});

const known = (instanceLifetimeMax: number | undefined) =>
  ({ group: { instanceLifetimeMax } }) as unknown as Known;

/** Times are seconds: who goes, and when somebody's time is over next. */
function check(
  name: string,
  given: { readonly members: readonly Member[]; readonly lifetime?: number; readonly launching?: string[] },
  expected: { readonly goes: string | undefined; readonly ends: readonly number[] },
): void {
  test(name, () => {
    const { members, lifetime, launching = [] } = given;
    const state = { members, launching } as unknown as GroupState;
    const now = day * 1000;
    assert.equal(outlived(state, known(lifetime), now)?.instanceId, expected.goes);
    assert.deepEqual(
      lifetimeEnds(state, known(lifetime), now).map((end) => end / 1000),
      expected.ends,
    );
  });
}

const [old, other, young] = [member('old', 0), member('other', -5), member('young', 10)];

check('without a limit nobody goes', { members: [old] }, { goes: undefined, ends: [] });
check('whose time is over goes', { members: [young, old], lifetime: day }, { goes: 'old', ends: [day + 10] });
check('one after the other', { members: [old, other], lifetime: day }, { goes: 'old', ends: [] });
check(
  'nobody goes while another one comes',
  { members: [old], lifetime: day, launching: ['launch 2'] },
  { goes: undefined, ends: [] },
);
check(
  'nobody goes while another one leaves',
  { members: [old, member('leaves', 0, 'Terminating')], lifetime: day },
  { goes: undefined, ends: [] },
);
