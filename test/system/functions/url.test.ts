import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import aws4 from 'aws4';
import { zipped } from '../../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { CloudWatch, type Dimension } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { gatekeeper } from './gatekeeper.ts';

let penstock: PenstockProcess;
let place: Place;
let lambda: Lambda;
let role: string;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  lambda = new Lambda(place);
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = await new IAM(place).createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
  role = Role!.Arn!;
});
after(() => penstock?.stop());

async function created(FunctionName: string, code: string): Promise<string> {
  const ZipFile = await buffer(zipped({ 'index.mjs': code }));
  const { FunctionArn } = await lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: role,
    Code: { ZipFile },
  });
  return FunctionArn!;
}

async function behindUrl(FunctionName: string, code: string, open = true): Promise<string> {
  await created(FunctionName, code);
  const Cors = { AllowOrigins: ['https://shop.example'], AllowMethods: ['POST'] };
  const { FunctionUrl } = await lambda.createFunctionUrlConfig({ FunctionName, AuthType: 'NONE', Cors });
  const Action = 'lambda:InvokeFunctionUrl';
  const FunctionUrlAuthType = 'NONE';
  if (open)
    await lambda.addPermission({
      FunctionName,
      StatementId: 'all',
      Action,
      Principal: '*',
      FunctionUrlAuthType,
    });
  return FunctionUrl!;
}

test('a function behind a URL sees the request, and says status, headers, cookies and body', async () => {
  const url = await behindUrl(
    'echo',
    `export const handler = async (event) => ({
      statusCode: 201, headers: { 'X-Own': 'yes' }, cookies: ['a=1', 'b=2'],
      body: JSON.stringify([event.requestContext.http.method, event.rawPath, event.rawQueryString,
        event.queryStringParameters, event.cookies, event.body, event.isBase64Encoded]),
    });`,
  );
  const headers = { cookie: 'c=3; d=4', 'content-type': 'text/plain', origin: 'https://shop.example' };
  const answer = await fetch(`${url}orders/7?n=1&n=2`, { method: 'POST', body: 'hello', headers });
  assert.equal(answer.status, 201);
  assert.deepEqual(
    [
      answer.headers.get('x-own'),
      answer.headers.getSetCookie(),
      answer.headers.get('access-control-allow-origin'),
    ],
    ['yes', ['a=1', 'b=2'], 'https://shop.example'],
  );
  assert.deepEqual(await answer.json(), [
    'POST',
    '/orders/7',
    'n=1&n=2',
    { n: '1,2' },
    ['c=3', 'd=4'],
    'hello',
    false,
  ]);
  const asking = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  const preflight = await fetch(url, { method: 'OPTIONS', headers: asking });
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-methods')], [200, 'POST']);
});

test('what is no answer of HTTP is JSON, what streams is sent, what fails is a bad gateway', async () => {
  const plain = await behindUrl('plain', 'export const handler = async () => ({ hello: 1 });');
  const said = await fetch(plain);
  assert.deepEqual(
    [said.headers.get('content-type'), await said.text()],
    ['application/json', '{"hello":1}'],
  );
  const streaming = await behindUrl(
    'streaming',
    `export const handler = awslambda.streamifyResponse(async (event, stream) => {
      const http = awslambda.HttpResponseStream.from(stream, { statusCode: 203, headers: { 'content-type': 'text/x' } });
      http.write('one '); http.end('two');
    });`,
  );
  const streamed = await fetch(streaming);
  assert.deepEqual([streamed.status, await streamed.text()], [203, 'one two']);
  const failing = await behindUrl(
    'failing',
    'export const handler = async () => { throw new Error("no"); };',
  );
  assert.equal((await fetch(failing)).status, 502);
});

test('a URL that its function’s policy does not open to everybody is forbidden; one that is gone is not found', async () => {
  const url = await behindUrl('closed', 'export const handler = async () => 1;', false);
  assert.equal((await fetch(url)).status, 403);
  await lambda.deleteFunction({ FunctionName: 'closed' });
  assert.equal((await fetch(url)).status, 404);
});

/** A POST to a function's URL, signed by somebody for Lambda. */
async function signedBy(
  accessKeyId: string,
  url: string,
  body: string,
  more: object = {},
): Promise<Response> {
  const { host, pathname } = new URL(url);
  const request = {
    host,
    path: pathname,
    method: 'POST',
    service: 'lambda',
    region: 'us-east-1',
    body,
    ...more,
  };
  const signed = aws4.sign(request, { accessKeyId, secretAccessKey: 'test' });
  return fetch(url, { method: 'POST', body, headers: signed.headers as Record<string, string> });
}

test('a URL that asks for signatures knows who calls, and lets in its own account, and whom its policy names', async () => {
  const code =
    'export const handler = async ({ body, requestContext: { authorizer } }) => [body, authorizer.iam];';
  const url = await behindUrl('signed', code, false);
  const FunctionName = 'signed';
  await lambda.updateFunctionUrlConfig({ FunctionName, AuthType: 'AWS_IAM' });
  const forbidden = async (answer: Response) =>
    assert.deepEqual([answer.status, await answer.json()], [403, { Message: 'Forbidden' }]);
  await forbidden(await fetch(url));

  const own = await signedBy('000000000000', url, '7');
  const [body, { accountId, userArn }] = (await own.json()) as any;
  assert.deepEqual([body, accountId, userArn], ['7', '000000000000', 'arn:aws:iam::000000000000:root']);

  const altered = await signedBy('000000000000', url, '7', { body: '8' });
  assert.equal(altered.status, 403);
  assert.match(
    ((await altered.json()) as any).message,
    /^The request signature we calculated does not match/,
  );
  assert.equal((await signedBy('000000000000', url, '7', { service: 's3' })).status, 403);

  await forbidden(await signedBy('111111111111', url, '7'));
  await lambda.addPermission({
    FunctionName,
    StatementId: 'partner',
    Action: 'lambda:InvokeFunctionUrl',
    Principal: '111111111111',
    FunctionUrlAuthType: 'AWS_IAM',
  });
  assert.equal((await signedBy('111111111111', url, '7')).status, 200);
  await forbidden(await signedBy('222222222222', url, '7'));
});

test('what a function streams comes as events, and how it ended', async () => {
  await behindUrl(
    'events',
    `export const handler = awslambda.streamifyResponse(async ({ fail }, stream) => {
      if (fail) throw new Error(fail);
      stream.write('one '); stream.end('two');
    });`,
  );
  const invoked = async (payload: object) => {
    const { EventStream } = await lambda.invokeWithResponseStream({
      FunctionName: 'events',
      Payload: Buffer.from(JSON.stringify(payload)),
      LogType: 'Tail',
    });
    let said = '';
    for await (const { PayloadChunk, InvokeComplete } of EventStream!) {
      if (InvokeComplete) return { said, end: InvokeComplete };
      said += Buffer.from(PayloadChunk!.Payload!).toString();
    }
    throw new Error('the stream does not say how it ended');
  };
  const { said, end } = await invoked({});
  assert.deepEqual([said, end.ErrorCode], ['one two', undefined]);
  assert.match(Buffer.from(end.LogResult!, 'base64').toString(), /REPORT RequestId/);
  const failed = await invoked({ fail: 'no' });
  assert.deepEqual(
    [failed.said, failed.end.ErrorCode, JSON.parse(failed.end.ErrorDetails!).errorMessage],
    ['', 'Unhandled', 'no'],
  );
});

/** Says something, waits until it is let go on, and says the rest, or fails. */
const patient = `
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const { gate, fail, http } = event.queryStringParameters ?? event;
    const body = http ? awslambda.HttpResponseStream.from(stream, { statusCode: 201, cookies: ['a=1'] }) : stream;
    body.write(Buffer.from([0xff, 0, 0x80]));
    await fetch(gate);
    if (fail) throw new Error(fail);
    body.end('the rest');
  });`;

test('what a function writes is read while it is running, byte for byte, by its URL and by the SDK', async (t) => {
  const url = await behindUrl('patient', patient);
  await lambda.updateFunctionConfiguration({ FunctionName: 'patient', Timeout: 60 });
  await lambda.updateFunctionUrlConfig({ FunctionName: 'patient', InvokeMode: 'RESPONSE_STREAM' });
  for (const http of [false, true]) {
    const { gate, open } = await gatekeeper(t);
    const answer = await fetch(`${url}?gate=${gate}${http ? '&http=1' : ''}`);
    assert.deepEqual([answer.status, answer.headers.getSetCookie()], http ? [201, ['a=1']] : [200, []]);
    const pieces = answer.body!.values();
    assert.deepEqual([...(await pieces.next()).value!], [0xff, 0, 0x80]);
    await open();
    assert.equal(Buffer.from((await pieces.next()).value!).toString(), 'the rest');
    assert.ok((await pieces.next()).done);
  }

  const { gate, open } = await gatekeeper(t);
  const { EventStream } = await lambda.invokeWithResponseStream({
    FunctionName: 'patient',
    Payload: Buffer.from(JSON.stringify({ gate, fail: 'no' })),
  });
  const events = EventStream![Symbol.asyncIterator]();
  assert.deepEqual([...(await events.next()).value!.PayloadChunk!.Payload!], [0xff, 0, 0x80]);
  await open();
  const { InvokeComplete } = (await events.next()).value!;
  assert.equal(JSON.parse(InvokeComplete!.ErrorDetails!).errorMessage, 'no');
});

test('an answer that breaks off breaks off; a visitor who leaves harms nobody', async (t) => {
  const url = await behindUrl('broken', patient);
  await lambda.updateFunctionUrlConfig({ FunctionName: 'broken', InvokeMode: 'RESPONSE_STREAM' });
  await lambda.updateFunctionConfiguration({ FunctionName: 'broken', Timeout: 60 });
  const first = await gatekeeper(t);
  const answer = await fetch(`${url}?fail=no&gate=${first.gate}`);
  await first.open();
  await assert.rejects(answer.arrayBuffer(), /terminated/);

  const second = await gatekeeper(t);
  const leaving = new AbortController();
  const left = await fetch(`${url}?gate=${second.gate}`, { signal: leaving.signal });
  assert.equal(left.status, 200);
  leaving.abort();
  await second.open();
  const third = await gatekeeper(t);
  const next = await fetch(`${url}?gate=${third.gate}`);
  await third.open();
  assert.equal((await next.arrayBuffer()).byteLength, 3 + 'the rest'.length);
});

/** Says what it was asked; `/none` has no answer, `/fail` fails. */
const shop = `export const handler = async (event) => {
  if (event.path === '/fail') throw new Error('no');
  if (event.path === '/none') return { hello: 1 };
  const { method, headers, body, ...said } = { method: event.httpMethod, ...event };
  return {
    statusCode: 201,
    statusDescription: '201 Made',
    headers: { 'Content-Type': 'application/json', 'X-Own': 'yes' },
    body: JSON.stringify({ ...said, method, body, host: headers.host, proto: headers['x-forwarded-proto'],
      forged: headers['x-penstock-target'] }),
  };
};`;

test('a function behind a load balancer answers its requests, once it lets it in', async () => {
  const elb = new ElasticLoadBalancingV2(place);
  const Id = await created('shop', shop);
  const { TargetGroups } = await elb.createTargetGroup({ Name: 'shop', TargetType: 'lambda' });
  const { TargetGroupArn = '' } = TargetGroups![0]!;
  const registered = () => elb.registerTargets({ TargetGroupArn, Targets: [{ Id }] });
  await assert.rejects(registered(), { name: 'AccessDenied', message: /does not have permission to invoke/ });
  const StatementId = 'balancer';
  await lambda.addPermission({
    FunctionName: 'shop',
    StatementId,
    Action: 'lambda:InvokeFunction',
    Principal: 'elasticloadbalancing.amazonaws.com',
    SourceArn: TargetGroupArn,
  });
  await registered();
  const { LoadBalancers } = await elb.createLoadBalancer({
    Name: 'shop',
    Subnets: ['subnet-a', 'subnet-b'],
    Tags: [{ Key: 'penstock:metrics-resolution', Value: '1' }],
  });
  const { LoadBalancerArn, DNSName } = LoadBalancers![0]!;
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await elb.createListener({ LoadBalancerArn, Port: 8080, Protocol: 'HTTP', DefaultActions });
  const state = async () =>
    (await elb.describeTargetHealth({ TargetGroupArn })).TargetHealthDescriptions![0]!.TargetHealth!.State;
  while ((await state()) !== 'unavailable') await new Promise((resolve) => setTimeout(resolve, 50));

  const url = `http://${DNSName}:8080`;
  const headers = { 'content-type': 'text/plain', 'x-penstock-target': 'mine' };
  const answer = await fetch(`${url}/orders?n=1`, { method: 'POST', body: 'hello', headers });
  assert.deepEqual([answer.status, answer.statusText, answer.headers.get('x-own')], [201, 'Made', 'yes']);
  assert.deepEqual(await answer.json(), {
    requestContext: { elb: { targetGroupArn: TargetGroupArn } },
    httpMethod: 'POST',
    path: '/orders',
    queryStringParameters: { n: '1' },
    isBase64Encoded: false,
    method: 'POST',
    body: 'hello',
    host: `${DNSName}:8080`,
    proto: 'http',
  });
  assert.equal((await fetch(`${url}/none`)).status, 502);
  assert.equal((await fetch(`${url}/fail`)).status, 502);
  const large = await fetch(url, { method: 'POST', body: Buffer.alloc(1024 * 1024 + 1) });
  assert.equal(large.status, 413);
  await lambda.removePermission({ FunctionName: 'shop', StatementId });
  assert.equal((await fetch(url)).status, 502);

  const cloudwatch = new CloudWatch(place);
  const [group, balancer] = [TargetGroupArn.split(':').at(-1)!, LoadBalancerArn!.split(':loadbalancer/')[1]!];
  const sum = async (MetricName: string, Name: 'LoadBalancer' | 'TargetGroup' = 'TargetGroup') => {
    const { Datapoints } = await cloudwatch.getMetricStatistics({
      Namespace: 'AWS/ApplicationELB',
      MetricName,
      Dimensions: [{ Name, Value: Name === 'TargetGroup' ? group : balancer }],
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 60,
      Statistics: ['Sum'],
    });
    return Datapoints!.reduce((total, { Sum }) => total + Sum!, 0);
  };
  while ((await sum('LambdaUserError')) < 3) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await sum('LambdaTargetProcessedBytes')) > 500, true);
  for (const name of ['NewConnectionCount', 'ProcessedBytes', 'ConsumedLCUs', 'HTTPCode_ELB_502_Count'])
    assert.equal((await sum(name, 'LoadBalancer')) > 0, true, name);
});

test('what was asked of URLs is measured: all requests, those that failed, and how long they took', async () => {
  const cloudwatch = new CloudWatch(place);
  const now = Date.now();
  const sum = (Id: string, FunctionName: string, MetricName: string, versions: Dimension[] = []) => ({
    Id,
    MetricStat: {
      Stat: 'Sum',
      Period: 3600,
      Metric: {
        Namespace: 'AWS/Lambda',
        MetricName,
        Dimensions: [
          { Name: 'FunctionName', Value: FunctionName },
          { Name: 'Resource', Value: `${FunctionName}:$LATEST` },
          ...versions,
        ],
      },
    },
  });
  const MetricDataQueries = [
    sum('closed', 'closed', 'Url4xxCount'),
    sum('requests', 'failing', 'UrlRequestCount'),
    sum('failed', 'failing', 'Url5xxCount'),
    sum('latency', 'failing', 'UrlRequestLatency'),
    sum('executed', 'failing', 'UrlRequestCount', [{ Name: 'ExecutedVersion', Value: '$LATEST' }]),
  ];
  const { MetricDataResults } = await cloudwatch.getMetricData({
    StartTime: new Date(now - 3_600_000),
    EndTime: new Date(now + 3_600_000),
    MetricDataQueries,
  });
  const total = ({ Values }: { Values?: number[] | undefined }) =>
    Values!.reduce((all, each) => all + each, 0);
  const [closed, requests, failed, latency, executed] = MetricDataResults!.map(total);
  assert.deepEqual([closed, requests, failed, executed], [1, 1, 1, 1]);
  assert.ok(latency! > 1, `${latency} ms`);
});
