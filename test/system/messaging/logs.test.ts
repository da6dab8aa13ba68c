import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import {
  CloudWatchLogs,
  MalformedQueryException,
  StartLiveTailCommand,
  type LiveTailSessionLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { zipped } from '../../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { awsProgram, openAwsCli } from '../drivers/aws-cli.ts';
import { environment, type Driver } from '../drivers/driver.ts';

let penstock: PenstockProcess;
let logs: CloudWatchLogs;
let cli: Driver;
const said: string[] = [];
const place = () => ({
  endpoint: penstock.endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
});
const groupArn = 'arn:aws:logs:eu-west-1:000000000000:log-group:/shop';

before(async () => {
  penstock = await startPenstock(['--port', '0'], (line) => said.push(line));
  // AWS has a host of its own for what streams, `stream-logs.…`; here there is one.
  logs = new CloudWatchLogs({ ...place(), disableHostPrefix: true });
  cli = await openAwsCli(place());
  await logs.createLogGroup({ logGroupName: '/shop' });
  await logs.createLogStream({ logGroupName: '/shop', logStreamName: 'web' });
});
after(async () => {
  await penstock?.stop();
});

const put = (...messages: readonly string[]) =>
  logs.putLogEvents({
    logGroupName: '/shop',
    logStreamName: 'web',
    logEvents: messages.map((message) => ({ timestamp: Date.now(), message })),
  });

test('the AWS CLI asks Insights what its log events say', async () => {
  await put('{"path":"/pay","ms":20}', '{"path":"/pay","ms":40}', '{"path":"/cart","ms":5}');
  const now = Math.floor(Date.now() / 1000);
  const { queryId } = await cli.call('logs', 'StartQuery', {
    logGroupName: '/shop',
    startTime: now - 60,
    endTime: now + 60,
    queryString: 'filter ispresent(ms) | stats avg(ms) as latency by path | sort latency desc',
  });
  const got = await cli.call('logs', 'GetQueryResults', { queryId });
  assert.equal(got['status'], 'Complete');
  assert.deepEqual(
    (got['results'] as { value: string }[][]).map((row) => row.map(({ value }) => value)),
    [
      ['/pay', '30'],
      ['/cart', '5'],
    ],
  );
});

test('what is wrong with a query is said with its place', async () => {
  const query = {
    logGroupName: '/shop',
    startTime: 0,
    endTime: 2_000_000_000,
    queryString: 'fields @message | foo',
  };
  await assert.rejects(logs.startQuery(query), (error) => {
    assert.ok(error instanceof MalformedQueryException);
    assert.deepEqual(error.queryCompileError?.location, { startCharOffset: 18, endCharOffset: 21 });
    return true;
  });
});

test('the SDK follows log events as they come', async () => {
  const { responseStream } = await logs.send(
    new StartLiveTailCommand({ logGroupIdentifiers: [groupArn], logEventFilterPattern: 'ERROR' }),
  );
  const seen: LiveTailSessionLogEvent[] = [];
  let started = false;
  for await (const event of responseStream!) {
    if (event.sessionStart) {
      started = true;
      assert.equal(event.sessionStart.logEventFilterPattern, 'ERROR');
      await put('ERROR card refused', 'INFO nothing');
    }
    seen.push(...(event.sessionUpdate?.sessionResults ?? []));
    if (seen.length > 0) break;
  }
  assert.ok(started);
  assert.deepEqual(
    seen.map(({ message, logStreamName, logGroupIdentifier }) => [
      message,
      logStreamName,
      logGroupIdentifier,
    ]),
    [['ERROR card refused', 'web', '000000000000:/shop']],
  );
});

test('the AWS CLI follows log events as they come', async () => {
  const env = { ...environment(place()), AWS_DISABLE_HOST_PREFIX_INJECTION: 'true' };
  const words = ['logs', 'start-live-tail', '--log-group-identifiers', groupArn, '--mode', 'print-only'];
  const tail = spawn(await awsProgram(), words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => tail.on('exit', resolve));
  let failed = '';
  tail.stderr.on('data', (data) => (failed += String(data)));
  const feed = setInterval(() => void put('ERROR for the tail'), 500);
  try {
    const lines = createInterface({ input: tail.stdout });
    const found = (async () => {
      for await (const line of lines) if (line.includes('ERROR for the tail')) return true;
      return false;
    })();
    assert.equal(await found, true, failed);
  } finally {
    clearInterval(feed);
    tail.kill('SIGINT');
    await ended;
  }
  assert.deepEqual(
    said.filter((line) => line.includes('failed')),
    [],
  );
});

test('a function is subscribed once it lets CloudWatch Logs in, and told what matches', async () => {
  const lambda = new Lambda(place());
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  const { Role } = await new IAM(place()).createRole({ RoleName: 'reader', AssumeRolePolicyDocument });
  const code = `import { gunzipSync } from 'node:zlib';
    export const handler = async ({ awslogs: { data } }) => {
      const { logGroup, logEvents } = JSON.parse(gunzipSync(Buffer.from(data, 'base64')));
      for (const { message } of logEvents) console.log('told of ' + logGroup + ': ' + message);
    };`;
  const { FunctionArn } = await lambda.createFunction({
    FunctionName: 'reader',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: Role!.Arn!,
    Code: { ZipFile: await buffer(zipped({ 'index.mjs': code })) },
  });
  const subscribe = () =>
    logs.putSubscriptionFilter({
      logGroupName: '/shop',
      filterName: 'refusals',
      filterPattern: '{ $.status = "refused" }',
      destinationArn: FunctionArn,
    });
  await assert.rejects(subscribe(), /Make sure you have given CloudWatch Logs permission/);
  await lambda.addPermission({
    FunctionName: 'reader',
    StatementId: 'logs',
    Action: 'lambda:InvokeFunction',
    Principal: 'logs.amazonaws.com',
    SourceArn: `${groupArn}:*`,
  });
  await subscribe();
  await put('{"status":"refused","card":7}', '{"status":"paid","card":8}');
  const told = { logGroupName: '/aws/lambda/reader', filterPattern: '"told of /shop"' };
  for (;;) {
    const { events = [] } = await logs.filterLogEvents(told).catch(() => ({}) as { events?: [] });
    if (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    else
      return assert.deepEqual(
        events.map(({ message }) => message!.match(/card":(\d)/)![1]),
        ['7'],
      );
  }
});
