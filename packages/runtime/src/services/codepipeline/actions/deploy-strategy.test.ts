import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trafficSteps } from './deploy-strategy.ts';

const minute = 60_000;
const rows: readonly [string, readonly [number, number][] | undefined][] = [
  ['AllAtOnce', []],
  ['Canary10Percent5Minutes', [[10, 5]]],
  ['Canary1Percent1Minute', [[1, 1]]],
  ['Linear40PercentEvery2Minutes', [[40, 2], [80, 2]]],
  ['Linear50PercentEvery1Minute', [[50, 1]]],
  ['Canary100Percent5Minutes', undefined],
  ['Canary0Percent5Minutes', undefined],
  ['Canary10Percent2881Minutes', undefined],
  ['Linear10PercentEvery400Minutes', undefined],
  ['canary10Percent5Minutes', undefined],
]; // prettier-ignore
for (const [strategy, wanted] of rows) {
  test(`traffic by ${strategy} ${wanted ? `takes ${wanted.length} steps` : 'is refused'}`, () => {
    const steps = trafficSteps(strategy)?.map(({ percent, forMs }) => [percent, forMs / minute]);
    assert.deepEqual(steps, wanted);
  });
}
