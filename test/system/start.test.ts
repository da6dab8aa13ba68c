import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../../scripts/run.ts';

const execute = promisify(execFile);

test('npm start -- --once delivers, breaks and rolls back, and tells it as one JSON object', async (t) => {
  const words = ['start', '--silent', '--', '--once', '--json', '--port', '0'];
  const { stdout, stderr } = await execute('npm', words, { cwd: root, timeout: 540_000, maxBuffer: 1 << 24 });
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
  // Chance chooses, and there are a few hundred customers: nearly never is it a tenth.
  assert.ok(share > 1 && share < 30, `the canary had ${share} % of the customers`);
  const lost = Number(findings['requestsLost']);
  assert.ok(
    lost > 0 && lost < Number(findings['requests']) * 0.1,
    `${lost} of ${findings['requests']} requests were lost`,
  );
  const toAlarm = Number(findings['firstFailureToAlarmSeconds']);
  // Before the canary's ten minutes are over.
  assert.ok(toAlarm >= 60 && toAlarm < 600, `the alarm took ${toAlarm} s of the house's time`);
  const figures = ['requests', 'pushToFirstCommandMs', 'buildMs', 'alarmToZeroTrafficMs', 'recoverSeconds'];
  for (const figure of figures) {
    const measured = findings[figure]; // What was not measured is null.
    assert.ok(typeof measured === 'number' && measured >= 0, `${figure} was measured: ${measured}`);
  }
});

test('a story that is broken off is no success, and leaves nothing running', async () => {
  const words = ['scripts/start.ts', '--once', '--json', '--port', '0'];
  const story = spawn(process.execPath, words, { cwd: root });
  let [told, printed, endpoint] = ['', '', ''];
  let isBroken = false;
  story.stdout.on('data', (text) => (printed += String(text)));
  story.stderr.on('data', (text) => {
    told += String(text);
    endpoint ||= /Ready\..*?(http:\/\/[\d.:]+)/.exec(told)?.[1] ?? '';
    if (!isBroken && told.includes('A good release')) isBroken = story.kill('SIGINT');
  });
  const [code] = (await once(story, 'exit')) as [number];
  assert.equal(code, 1, told);
  assert.equal(printed, '');
  assert.match(endpoint, /^http/);
  await assert.rejects(fetch(`${endpoint}/_penstock/health`));
});
