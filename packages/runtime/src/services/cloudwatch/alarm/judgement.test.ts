import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crosses, evaluationRange, judge } from './judgement.ts';

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/**
 * AWS: user guide, "How CloudWatch alarms evaluate missing data". N = 3. 0 is ok, X breaches, - is missing.
 */
const tables: readonly [points: string, datapointsToAlarm: number, states: readonly string[]][] = [
  ['0-X-X', 3, ['OK', 'OK', 'OK', 'OK']],
  ['0----', 3, ['OK', 'OK', 'OK', 'OK']],
  ['-----', 3, ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
  ['0XX-X', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['--X--', 3, ['ALARM', 'keep', 'ALARM', 'OK']],
  ['0-X-X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['00X0X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0-X--', 2, ['OK', 'OK', 'ALARM', 'OK']],
  ['----0', 2, ['OK', 'OK', 'ALARM', 'OK']],
  ['---X-', 2, ['ALARM', 'keep', 'ALARM', 'OK']],
  // AWS: "Avoiding premature transitions to alarm state".
  ['----X', 3, ['keep', 'keep', 'ALARM', 'OK']],
  ['---X-', 3, ['keep', 'keep', 'ALARM', 'OK']],
  ['XXX00', 3, ['OK', 'OK', 'OK', 'OK']],
  ['00XXX', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
];

for (const [points, datapointsToAlarm, states] of tables) {
  for (const [column, treatMissingData] of treatments.entries()) {
    test(`${points} with ${datapointsToAlarm} of 3, ${treatMissingData}, is ${states[column]}`, () => {
      const rule = {
        evaluationPeriods: 3,
        datapointsToAlarm,
        breaches: crosses('GreaterThanThreshold', 5),
        treatMissingData,
      };
      assert.equal(judge(rangeOf(points), rule).state ?? 'keep', states[column]);
    });
  }
}

function rangeOf(points: string): (number | undefined)[] {
  return [...points].map((point) => ({ 0: 0, X: 9, '-': undefined })[point]);
}

const operators: readonly [operator: string, below: boolean, at: boolean, above: boolean][] = [
  ['GreaterThanThreshold', false, false, true],
  ['GreaterThanOrEqualToThreshold', false, true, true],
  ['LessThanThreshold', true, false, false],
  ['LessThanOrEqualToThreshold', true, true, false],
];

for (const [operator, ...expected] of operators) {
  test(`${operator} compares`, () => {
    assert.deepEqual([4, 5, 6].map(crosses(operator, 5)), expected);
  });
}

test('for any points without gaps, M of the newest N decide, whatever is done with missing data', () => {
  const alarms = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
  const cases = alarms.chain(([a, b]) => {
    const [datapointsToAlarm, evaluationPeriods] = [Math.min(a, b), Math.max(a, b)];
    const length = evaluationRange(evaluationPeriods);
    return fc.record({
      datapointsToAlarm: fc.constant(datapointsToAlarm),
      evaluationPeriods: fc.constant(evaluationPeriods),
      range: fc.array(fc.integer({ min: 0, max: 10 }), { minLength: length, maxLength: length }),
      treatMissingData: fc.constantFrom(...treatments),
    });
  });
  const property = fc.property(cases, ({ range, ...rule }) => {
    const breaches = crosses('GreaterThanThreshold', 5);
    const breaching = range.slice(-rule.evaluationPeriods).filter(breaches).length;
    const wanted = breaching >= rule.datapointsToAlarm ? 'ALARM' : 'OK';
    assert.equal(judge(range, { ...rule, breaches }).state, wanted);
  });
  fc.assert(property);
});
