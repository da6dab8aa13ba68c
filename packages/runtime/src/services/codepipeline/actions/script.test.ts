import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Move, Outcome, Work } from './action.ts';
import {
  ActionFailure,
  doing,
  elapsing,
  played,
  together,
  unless,
  type Script,
  type ScriptMemory,
} from './script.ts';

const remove = (workspace: string) => ({ type: 'workspace.remove', workspace }) as const;
const work = { actionExecutionId: 'a' } as Work;

const done = (step: string, output: unknown): Outcome => ({ type: 'Done', step, output });
const no = (step: string, code: string): Outcome => ({ type: 'Refused', step, code, reason: `${code}!` });

/** Plays a script with these outcomes, each told with the memory before it, as a flow does. */
function movesOf(script: (work: Work) => Script, ...outcomes: readonly Outcome[]): Move<ScriptMemory>[] {
  const { start, proceed } = played(script);
  const moves = [start(work)];
  for (const outcome of outcomes) {
    const last = moves.at(-1)!;
    assert.equal(last.type, 'goes on');
    // What a flow keeps is plain data.
    const memory = JSON.parse(JSON.stringify((last as { memory: ScriptMemory }).memory));
    moves.push(proceed(work, memory, outcome));
  }
  return moves;
}

const asked = (move: Move<ScriptMemory>) => (move.type === 'goes on' ? Object.keys(move.effects ?? {}) : []);

function* threeSteps(): Script {
  const first = yield* doing('first', remove('1'));
  const { left, right } = yield* together({ left: remove(first), right: remove('r') });
  const last = yield* unless(['Gone'], doing('last', remove(left + right)));
  return { variables: { last: String(last) } };
}

test('a script goes from one answer to the next, and asks side by side', () => {
  const moves = movesOf(
    threeSteps,
    done('first', 'x'),
    done('right', 'b'),
    done('left', 'a'),
    done('last', 7),
  );
  assert.deepEqual(moves.map(asked), [['first'], ['left', 'right'], [], ['last'], []]);
  const { effects } = moves[3] as { effects: unknown };
  assert.deepEqual(effects, { last: remove('ab') });
  assert.deepEqual(moves[4], { type: 'succeeds', variables: { last: '7' } });
});

test('a refusal is caught where it is expected', () => {
  const moves = movesOf(
    threeSteps,
    done('first', 'x'),
    done('right', 1),
    done('left', 2),
    no('last', 'Gone'),
  );
  assert.deepEqual(moves.at(-1), { type: 'succeeds', variables: { last: 'undefined' } });
});

const endings: readonly [string, readonly Outcome[], string, string][] = [
  ['one that is not expected', [no('first', 'Broken')], 'JobFailed', 'Broken!'],
  ['one for want of a permission', [no('first', 'AccessDenied')], 'PermissionError', 'AccessDenied!'],
  ['one of two', [done('first', 'x'), no('left', 'Broken')], 'JobFailed', 'Broken!'],
];
for (const [what, outcomes, code, message] of endings) {
  test(`a refusal fails the action with its reason: ${what}`, () => {
    const last = movesOf(threeSteps, ...outcomes).at(-1);
    assert.deepEqual(last, { type: 'fails', error: { code, message } });
  });
}

test('a script that fails says why, and what it shows', () => {
  const [move] = movesOf(function* (): Script {
    yield* [];
    throw new ActionFailure('No such stage', 'ConfigurationError', { summary: 'none' });
  });
  const error = { code: 'ConfigurationError', message: 'No such stage' };
  assert.deepEqual(move, { type: 'fails', error, shows: { summary: 'none' } });
});

test('a script may fail while it is chosen', () => {
  const [move] = movesOf(() => {
    throw new ActionFailure('No such mode', 'ConfigurationError');
  });
  assert.deepEqual(move, {
    type: 'fails',
    error: { code: 'ConfigurationError', message: 'No such mode' },
    shows: {},
  });
});

test('a bug in a script is not a failed action', () => {
  assert.throws(
    () =>
      movesOf(function* (): Script {
        yield* [];
        throw new TypeError('ours');
      }),
    TypeError,
  );
});

test('the outcome of an effect that nobody waits for any more is not heard', () => {
  const { start, proceed } = played(threeSteps);
  const { memory } = start(work) as { memory: ScriptMemory };
  assert.deepEqual(proceed(work, memory, done('clean', undefined)), {
    type: 'goes on',
    memory,
    unmoved: true,
  });
});

test('time may be over before an effect is', () => {
  function* watchful(): Script {
    const seen = yield* elapsing(5000, { watch: remove('w') });
    return { variables: { seen: String(seen?.['watch']) } };
  }
  const [begun, over] = movesOf(watchful, { type: 'TimeCame' });
  assert.deepEqual([asked(begun!), (begun as { wakeMs?: number }).wakeMs], [['watch'], 5000]);
  assert.deepEqual(over, { type: 'succeeds', variables: { seen: 'undefined' } });
  assert.deepEqual(movesOf(watchful, done('watch', 1))[1], { type: 'succeeds', variables: { seen: '1' } });
});
