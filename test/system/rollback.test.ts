import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { platforms, stageNames } from '../../examples/rollback/rehearse/ground.ts';
import { junitOf, tableOf } from '../../examples/rollback/rehearse/report.ts';
import type { Result } from '../../examples/rollback/rehearse/rehearsal.ts';
import { rehearseAll } from '../../examples/rollback/rehearse/story.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { root } from '../../scripts/run.ts';

let penstock: PenstockProcess;
before(async () => {
  process.env['PATH'] = `${root}examples/rollback/machine:${process.env['PATH']}`;
  penstock = await startPenstock(['--port', '0', '--quiet', '--clock', '60'], () => undefined);
});
after(() => penstock?.stop());

/** It takes five minutes, and longer where the machine has other things to do. */
const timeout = 1_200_000;

test('every release that is broken on purpose is found out, and taken back', { timeout }, async () => {
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  const place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  const write = (line: string) => console.log(line);
  const results = await rehearseAll(place, {
    platforms,
    stages: stageNames,
    only: '',
    waitingSpeed: 300,
    write,
  });
  console.log(tableOf(results));
  const wrong = results.filter((result) => result.wrong !== undefined);
  assert.deepEqual(
    wrong.map((result) => [
      result.rehearsal.platform,
      result.rehearsal.stage,
      result.rehearsal.what,
      result.wrong,
    ]),
    [],
  );
  assert.deepEqual(alarmsIn(results), everyAlarm);
  for (const platform of platforms)
    for (const stage of stageNames) {
      const there = results.filter(
        (each) => each.rehearsal.platform === platform && each.rehearsal.stage === stage,
      );
      assert.ok(alarmsIn(there).length > 0, `an alarm of ${platform} ${stage} has gone off`);
    }
  const junit = junitOf(results);
  assert.match(junit, new RegExp(`<testsuites name="rollbacks" tests="${results.length}" failures="0">`));
});

const everyAlarm = [
  '5xx-rate',
  'app-errors',
  'cpu',
  'latency-p99',
  'login-failures',
  'memory',
  'request-failures',
];

/** Which alarms have caught something, by the end of their names. */
function alarmsIn(results: readonly Result[]): string[] {
  const caught = results.map(({ ended }) => ended.caughtBy).join(' ');
  return everyAlarm.filter((name) => new RegExp(`-${name}(,|$| )`).test(caught));
}
