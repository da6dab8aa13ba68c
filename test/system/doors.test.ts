import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { IAM } from '@aws-sdk/client-iam';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { openSqliteStore } from '../../packages/runtime/src/store/store.sqlite.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const minute = 60_000;

/** A folder that goes with the test. */
function folderOf(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-doors-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Opened extends PenstockProcess {
  readonly said: string[];
}

async function open(t: TestContext, ...flags: string[]): Promise<Opened> {
  const said: string[] = [];
  const penstock = await startPenstock(['--port', '0', '--quiet', ...flags], (line) => said.push(line));
  t.after(() => penstock.stop());
  return { ...penstock, said };
}

async function ask({ endpoint }: Opened, method: string, where: string, body?: object) {
  const sent = { method, ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(`${endpoint}/_penstock/${where}`, sent);
  return { status: response.status, body: (await response.json()) as Record<string, any> };
}

/** Starts a build that says its process's id, minds no SIGTERM, and would take five minutes. */
async function startBuild({ endpoint }: Opened, t: TestContext): Promise<number> {
  const place = { endpoint, region: 'us-east-1', credentials };
  const file = path.join(folderOf(t), 'pid');
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const { Role } = await new IAM(place).createRole({
    RoleName: 'builder',
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  const commands = [`trap '' TERM; echo $$ > ${file}; sleep 300`];
  const codebuild = new CodeBuild(place);
  await codebuild.createProject({
    name: 'stubborn',
    source: {
      type: 'NO_SOURCE',
      buildspec: JSON.stringify({ version: 0.2, phases: { build: { commands } } }),
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: Role!.Arn!,
  });
  await codebuild.startBuild({ projectName: 'stubborn' });
  return until('the build to run', minute, async () =>
    existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined,
  );
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const gone = (pid: number, withinMs: number) =>
  until(`process ${pid} to end`, withinMs, async () => !runs(pid) || undefined);

test('a flow that met a bug is parked over restarts, until it is resumed', async (t) => {
  const folder = folderOf(t);
  const first = await open(t, '--data', folder);
  assert.deepEqual((await ask(first, 'GET', 'flows/parked')).body, { parked: [] });
  await first.stop();
  const store = openSqliteStore(folder);
  const since = '0000000000000000';
  store.transaction((tx) => {
    // As a later version of the house would leave it to this one, which does not know such flows.
    tx.put('flow', 'x.unknown|f', { kind: 'x.unknown', state: {}, since, effects: {} });
    tx.put('fact', since, { flow: 'x.unknown|f', fact: { type: 'Started' } });
  });
  store.close();
  for (const time of ['first', 'second']) {
    const penstock = await open(t, '--data', folder);
    const { body } = await ask(penstock, 'GET', 'flows/parked');
    assert.equal(body['parked'].length, 1, `at the ${time} start`);
    assert.match(body['parked'][0].reason, /there is no flow of kind x\.unknown/);
    assert.equal((await ask(penstock, 'GET', 'health')).body['parkedFlows'], 1);
    await penstock.stop();
  }
  const last = await open(t, '--data', folder);
  assert.equal((await ask(last, 'POST', 'flows/resume', { flow: 'nobody' })).status, 404);
  assert.equal((await ask(last, 'POST', 'flows/resume', { flow: 'x.unknown|f' })).status, 200);
  const parkedAgain = await ask(last, 'GET', 'flows/parked');
  assert.equal(parkedAgain.body['parked'].length, 1);
});

test('a reset ends what runs, forgets it, and leaves a house in which the same can be done again', async (t) => {
  const penstock = await open(t);
  for (let round = 0; round < 2; round++) {
    const pid = await startBuild(penstock, t);
    const resets = [ask(penstock, 'POST', 'reset'), ask(penstock, 'POST', 'reset')];
    for (const reset of resets) assert.equal((await reset).status, 200);
    await gone(pid, 10_000);
    const codebuild = new CodeBuild({ endpoint: penstock.endpoint, region: 'us-east-1', credentials });
    assert.deepEqual((await codebuild.listBuilds({})).ids, []);
    assert.deepEqual((await ask(penstock, 'GET', 'flows/parked')).body, { parked: [] });
  }
});

test('told to stop, it ends within ten seconds, and what it ran with it', async (t) => {
  const penstock = await open(t);
  const pid = await startBuild(penstock, t);
  const begun = performance.now();
  assert.equal(await penstock.stop(), 0);
  const took = performance.now() - begun;
  assert.ok(took < 10_000, `it took ${Math.round(took)} ms`);
  assert.equal(runs(pid), false);
});

test('told twice, it ends at once', async (t) => {
  const penstock = await open(t);
  const pid = await startBuild(penstock, t);
  penstock.process.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const begun = performance.now();
  penstock.process.kill('SIGINT');
  assert.equal(await penstock.ended, 130);
  assert.ok(performance.now() - begun < 4000, 'what it ran would have had five seconds');
  await gone(pid, 10_000); // The data plane had been told too.
});

test('whoever opens the house to others is told what that means', async (t) => {
  const warning = /^Warning: whoever can reach (\S+) is an administrator/;
  const named = ({ said }: Opened) => said.flatMap((line) => warning.exec(line)?.[1] ?? []);
  const everywhere = await open(t, '--host', '0.0.0.0');
  assert.deepEqual(named(everywhere), ['0.0.0.0']);
  assert.match(everywhere.endpoint, /^http:\/\/127\.0\.0\.1:/);
  assert.deepEqual(named(await open(t)), []);
});

test('time is sped up, and slowed down again, while the house is open', async (t) => {
  const penstock = await open(t);
  const passed = async (speed: number) => {
    const { body } = await ask(penstock, 'POST', 'clock', { speed });
    assert.equal(body['speed'], speed);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return Date.parse((await ask(penstock, 'GET', 'clock')).body['now']) - Date.parse(body['now']);
  };
  const fast = await passed(600);
  assert.ok(fast >= 300_000, `${fast} ms at ×600`);
  const slow = await passed(1);
  assert.ok(slow >= 500 && slow < 60_000, `${slow} ms at ×1`);
});

test('time that is advanced stops for everything that falls due on the way', async (t) => {
  const penstock = await open(t, '--clock', 'virtual');
  const cloudwatch = new CloudWatch({ endpoint: penstock.endpoint, region: 'us-east-1', credentials });
  await cloudwatch.putMetricAlarm({
    AlarmName: 'silence',
    Namespace: 'Shop',
    MetricName: 'Heartbeats',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  });
  const begun = Date.parse((await ask(penstock, 'GET', 'clock')).body['now']);
  const { body } = await ask(penstock, 'POST', 'clock', { advanceMs: 24 * 60 * minute });
  assert.equal(Date.parse(body['now']) - begun, 24 * 60 * minute);
  const { MetricAlarms } = await cloudwatch.describeAlarms({ AlarmNames: ['silence'] });
  assert.equal(MetricAlarms![0]!.StateValue, 'ALARM');
  const after = MetricAlarms![0]!.StateUpdatedTimestamp!.getTime() - begun;
  assert.ok(after <= 5 * minute, `the alarm went off ${after / minute} minutes after the beginning`);
});
