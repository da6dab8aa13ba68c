import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../../scripts/run.ts';

const execute = promisify(execFile);

test('npm start -- --once delivers, breaks and rolls back, and tells it as one JSON object', async (t) => {
  const words = ['start', '--silent', '--', '--once', '--json', '--port', '0'];
  const { stdout, stderr } = await execute('npm', words, { cwd: root, timeout: 180_000, maxBuffer: 1 << 24 });
  for (const line of stderr.split('\n')) t.diagnostic(line);
  const findings = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Record<
    string,
    number | boolean | string
  >;
  assert.equal(findings['released'], true);
  assert.equal(findings['rolledBack'], true);
  assert.equal(findings['clock'], 60);
  assert.match(String(findings['reason']), /ALARM_ACTIVE/);
  const share = Number(findings['canarySharePercent']);
  assert.ok(share > 5 && share < 16, `the canary had ${share} % of the customers`);
  const lost = Number(findings['requestsLost']);
  assert.ok(
    lost > 0 && lost < Number(findings['requests']) * 0.1,
    `${lost} of ${findings['requests']} requests were lost`,
  );
  const toAlarm = Number(findings['firstFailureToAlarmSeconds']);
  assert.ok(toAlarm >= 60 && toAlarm < 300, `the alarm took ${toAlarm} s of the house's time`);
  for (const figure of ['pushToFirstCommandMs', 'buildMs', 'alarmToZeroTrafficMs', 'recoverSeconds'])
    assert.ok(Number(findings[figure]) >= 0, `${figure} was measured: ${findings[figure]}`);
});
