import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { connect as connectSecretly } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { ACM, waitUntilCertificateValidated } from '@aws-sdk/client-acm';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import {
  ElasticLoadBalancingV2,
  type CreateListenerCommandInput,
  type CreateTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { S3 } from '@aws-sdk/client-s3';
import { Killable } from './killable.ts';

/** A network load balancer, by the official SDK: TCP, TLS, an application load balancer behind it, and `kill -9`. */

const house = new Killable();
const echo: Server = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
});
const clients: Socket[] = [];
const settings = () => ({
  endpoint: house.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
});

before(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  await house.start();
});
after(async () => {
  for (const client of clients) client.destroy();
  echo.close();
  await house.end();
});

const shortly = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Waits until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await shortly();
}

/** What is heard when it is said on a connection. */
async function heard(socket: Socket, words: string): Promise<string> {
  let all = '';
  const listen = (chunk: Buffer) => void (all += chunk.toString());
  socket.on('data', listen);
  socket.write(words);
  while (all.length < words.length) await once(socket, 'data');
  socket.off('data', listen);
  return all;
}

/** A connection that the load balancer has taken. */
async function open(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port });
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** What becomes of a new connection: who answers, or how it ends. */
function becomes(host: string, port: number): Promise<string | undefined> {
  const socket = connect({ host, port });
  clients.push(socket);
  socket.write('HELO');
  return new Promise((resolve) => {
    socket.on('data', (chunk) => resolve(chunk.toString()));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    socket.on('close', () => resolve('closed'));
  });
}

async function balancer(elb: ElasticLoadBalancingV2, Name: string, Type: 'application' | 'network') {
  const made = await elb.createLoadBalancer({ Name, Type, Subnets: ['subnet-a', 'subnet-b'] });
  const { LoadBalancerArn, DNSName } = made.LoadBalancers![0]!;
  return { arn: LoadBalancerArn!, host: DNSName! };
}

type Group = Pick<CreateTargetGroupCommandInput, 'HealthCheckPath' | 'Name' | 'Port' | 'TargetType'>;

/** A group with one target. */
async function group(elb: ElasticLoadBalancingV2, given: Group, Id: string): Promise<string> {
  const settings = { ...given, Protocol: 'TCP', VpcId: 'vpc-0', HealthCheckIntervalSeconds: 10 } as const;
  const { TargetGroups } = await elb.createTargetGroup(settings);
  const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
  await elb.registerTargets({ TargetGroupArn, Targets: [{ Id }] });
  return TargetGroupArn;
}

/** A listener whose target is well. */
async function listen(
  elb: ElasticLoadBalancingV2,
  TargetGroupArn: string,
  given: Omit<CreateListenerCommandInput, 'DefaultActions'>,
): Promise<void> {
  await elb.createListener({ ...given, DefaultActions: [{ Type: 'forward', TargetGroupArn }] });
  await until(async () => {
    const { TargetHealthDescriptions } = await elb.describeTargetHealth({ TargetGroupArn });
    return TargetHealthDescriptions![0]!.TargetHealth!.State === 'healthy';
  });
}

async function certificate(): Promise<{ readonly arn: string; readonly chain: string }> {
  const acm = new ACM(settings());
  const { CertificateArn } = await acm.requestCertificate({
    DomainName: 'shop.example',
    ValidationMethod: 'DNS',
  });
  const patience = { client: acm, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  await waitUntilCertificateValidated(patience, { CertificateArn });
  const { CertificateChain } = await acm.getCertificate({ CertificateArn });
  return { arn: CertificateArn!, chain: CertificateChain! };
}

test('connections are passed on, and outlive the control plane and their target’s leave', async () => {
  const elb = new ElasticLoadBalancingV2(settings());
  const { arn: LoadBalancerArn, host } = await balancer(elb, 'mail', 'network');
  const { port: Port } = echo.address() as AddressInfo;
  const plain = await group(elb, { Name: 'plain', Port, TargetType: 'ip' }, '127.0.0.1');
  await listen(elb, plain, { LoadBalancerArn, Protocol: 'TCP', Port: 8025 });
  const talker = await open(host, 8025);
  assert.equal(await heard(talker, 'EHLO shop.example'), 'EHLO shop.example');

  await house.killAndRestart();
  assert.equal(await heard(talker, 'NOOP'), 'NOOP');
  assert.equal(await heard(await open(host, 8025), 'EHLO again'), 'EHLO again');

  const cloudwatch = new CloudWatch(settings());
  const Dimensions = [{ Name: 'LoadBalancer', Value: LoadBalancerArn.split(':loadbalancer/')[1] }];
  await until(async () => {
    const { MetricAlarms } = await cloudwatch.describeAlarms({});
    if (MetricAlarms!.length === 0)
      await cloudwatch.putMetricAlarm({
        AlarmName: 'talkers',
        Namespace: 'AWS/NetworkELB',
        MetricName: 'ActiveFlowCount',
        Statistic: 'Maximum',
        Dimensions,
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 2,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
    return MetricAlarms![0]?.StateValue === 'ALARM';
  });

  await elb.deregisterTargets({ TargetGroupArn: plain, Targets: [{ Id: '127.0.0.1' }] });
  await until(async () => (await becomes(host, 8025)) === 'ECONNRESET');
  assert.equal(await heard(talker, 'QUIT'), 'QUIT');
});

/** Has a load balancer's connections written down in a bucket of its own. */
async function written(elb: ElasticLoadBalancingV2, LoadBalancerArn: string): Promise<() => Promise<string>> {
  const s3 = new S3({ ...settings(), forcePathStyle: true });
  const Bucket = 'connections';
  await s3.createBucket({ Bucket });
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${Bucket}/AWSLogs/000000000000/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await s3.putBucketPolicy({ Bucket, Policy });
  const Attributes = [
    { Key: 'access_logs.s3.enabled', Value: 'true' },
    { Key: 'access_logs.s3.bucket', Value: Bucket },
  ];
  await elb.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes });
  return async () => {
    const { Contents = [] } = await s3.listObjectsV2({ Bucket });
    const log = Contents.find(({ Key }) => Key!.endsWith('.log.gz'));
    if (!log) return '';
    const { Body } = await s3.getObject({ Bucket, Key: log.Key });
    return gunzipSync(await buffer(Body as NodeJS.ReadableStream)).toString();
  };
}

test('TLS ends at it, and is written down; an application load balancer is behind it', async () => {
  const elb = new ElasticLoadBalancingV2(settings());
  const { arn: LoadBalancerArn, host } = await balancer(elb, 'front', 'network');
  const { port: Port } = echo.address() as AddressInfo;
  const secret = await group(elb, { Name: 'secret', Port, TargetType: 'ip' }, '127.0.0.1');
  const { arn: CertificateArn, chain } = await certificate();
  const Certificates = [{ CertificateArn }];
  const tls = { Protocol: 'TLS', Port: 8443, Certificates } as const;
  const log = await written(elb, LoadBalancerArn);
  await listen(elb, secret, { LoadBalancerArn, ...tls, AlpnPolicy: ['HTTP2Preferred'] });
  const asked = { host, port: 8443, servername: 'shop.example', ca: chain };
  const socket = connectSecretly({ ...asked, ALPNProtocols: ['http/1.1', 'h2'] });
  clients.push(socket);
  await once(socket, 'secureConnect');
  assert.equal(socket.alpnProtocol, 'h2');
  assert.equal(await heard(socket, 'a secret'), 'a secret');
  socket.end();

  const web = await balancer(elb, 'web', 'application');
  const answer = { StatusCode: '200', ContentType: 'text/plain', MessageBody: 'hello' };
  await elb.createListener({
    LoadBalancerArn: web.arn,
    Protocol: 'HTTP',
    Port: 8080,
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: answer }],
  });
  const behind = { Name: 'behind', Port: 8080, TargetType: 'alb', HealthCheckPath: '/' } as const;
  await listen(elb, await group(elb, behind, web.arn), { LoadBalancerArn, Protocol: 'TCP', Port: 8081 });
  const [response] = (await once(get({ host, port: 8081, agent: false }), 'response')) as [IncomingMessage];
  assert.equal(await text(response), 'hello');

  let lines = '';
  await until(async () => (lines = await log()) !== '');
  const front = LoadBalancerArn.split(':loadbalancer/')[1]!;
  assert.match(lines, new RegExp(`^tls 2.0 \\S+ ${front} .* 8 8 - ${CertificateArn} .* shop.example h2 `));
});
