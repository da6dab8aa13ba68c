import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceOf } from './references.ts';

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:check';

const rows: readonly [functionName: string, qualifier: string | undefined, name: string, read?: string][] = [
  ['check', undefined, 'check'],
  ['check', 'live', 'check', 'live'],
  ['check:live', undefined, 'check', 'live'],
  ['000000000000:function:check', undefined, 'check'],
  ['000000000000:function:check:7', undefined, 'check', '7'],
  [arn, undefined, 'check'],
  [`${arn}:$LATEST`, undefined, 'check', '$LATEST'],
  [`${arn}:live`, 'live', 'check', 'live'],
];

for (const [functionName, qualifier, name, read] of rows) {
  test(`${functionName} with ${qualifier ?? 'no qualifier'} names ${name}`, () => {
    assert.deepEqual(referenceOf(functionName, qualifier), { name, qualifier: read });
  });
}

test('a name and a qualifier that disagree are refused', () => {
  assert.throws(() => referenceOf(`${arn}:live`, 'next'), { name: 'InvalidParameterValueException' });
});
