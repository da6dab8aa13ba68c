import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  ElasticLoadBalancingV2,
  waitUntilLoadBalancerAvailable,
  waitUntilTargetInService,
  type Action,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { Browser, chromium } from './messaging/browser.ts';

/** A load balancer by the name that browsers and curl find by themselves. */

let penstock: PenstockProcess;
let elb: ElasticLoadBalancingV2;
let door: URL;
/** `http://shop-000000000000.us-east-1.elb.localhost:4566`. */
let origin: string;
let server: Server;
const targets: Socket[] = [];

before(async () => {
  penstock = await startPenstock(['--port', '0', '--clock', '60', '--quiet'], () => undefined);
  door = new URL(penstock.endpoint);
  origin = `http://shop-000000000000.us-east-1.elb.localhost:${door.port}`;
  server = createServer(answer).listen(0, '127.0.0.1');
  server.on('upgrade', (_, socket: Socket) => {
    targets.push(socket);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  await once(server, 'listening');
  elb = new ElasticLoadBalancingV2({
    endpoint: penstock.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
  });
  await balance();
});
after(async () => {
  for (const socket of targets) socket.destroy();
  server.close();
  await penstock?.stop();
});

/** Says how it was asked; what is posted to it comes back as it comes. */
function answer(
  asked: IncomingMessage,
  answering: { write(piece: unknown): void; end(last?: string): void },
) {
  if (asked.method === 'POST') {
    asked.on('data', (piece) => answering.write(piece));
    asked.on('end', () => answering.end());
  } else answering.end(`${asked.url} of ${asked.headers.host}`);
}

async function balance(): Promise<void> {
  const { LoadBalancers } = await elb.createLoadBalancer({ Name: 'Shop', Subnets: ['subnet-a', 'subnet-b'] });
  const { LoadBalancerArn } = LoadBalancers![0]!;
  const given = {
    Protocol: 'HTTP',
    Port: 80,
    TargetType: 'ip',
    VpcId: 'vpc-1',
    Matcher: { HttpCode: '200' },
  };
  const { TargetGroups } = await elb.createTargetGroup({
    ...given,
    Name: 'shop',
    Protocol: 'HTTP',
    TargetType: 'ip',
  });
  const { TargetGroupArn } = TargetGroups![0]!;
  const Targets = [{ Id: '127.0.0.1', Port: (server.address() as AddressInfo).port }];
  await elb.registerTargets({ TargetGroupArn, Targets });
  const listen = (Port: number, action: Action) =>
    elb.createListener({ LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions: [action] });
  await listen(8080, { Type: 'forward', TargetGroupArn });
  const RedirectConfig = { Port: '8080', StatusCode: 'HTTP_302' } as const;
  await listen(8081, { Type: 'redirect', RedirectConfig });
  const patience = { client: elb, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  await waitUntilLoadBalancerAvailable(patience, { LoadBalancerArns: [LoadBalancerArn!] });
  await waitUntilTargetInService(patience, { TargetGroupArn });
}

/** Asks as a client does that has found the name to be at 127.0.0.1. */
async function ask(host: string, path = '/') {
  const asked = request({ host: door.hostname, port: door.port, path, agent: false, headers: { host } });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, location: response.headers.location, body: await text(response) };
}

test('curl finds it by its name, other listeners by their port before it, and nobody who is not there', async () => {
  const { host } = new URL(origin);
  const { stdout } = await promisify(execFile)('curl', ['-sSL', `http://8081.${host}/a?b`]);
  assert.equal(stdout, `/a?b of 8080.${host}`);
  assert.equal((await ask(host, '/x')).body, `/x of ${host}`);
  assert.equal((await ask(`8081.${host}`, '/x')).location, `http://8080.${host}/x`);
  assert.equal((await ask(`9.${host}`)).status, 404);
  assert.match(
    (await ask(host.replace('shop', 'nobody'))).body,
    /^No load balancer listens for HTTP at nobody-/,
  );
});

test('what is said there goes through as it comes: bodies while they are sent, and WebSockets', async () => {
  const { host } = new URL(origin);
  const posting = request({ host: door.hostname, port: door.port, method: 'POST', headers: { host } });
  posting.write('one');
  const [response] = (await once(posting, 'response')) as [IncomingMessage];
  assert.equal(String((await once(response, 'data'))[0]), 'one');
  posting.end('two');
  assert.equal(await text(response), 'two');

  const socket = connect(Number(door.port), door.hostname);
  const upgrade = ['GET / HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket', '', ''];
  socket.write(upgrade.join('\r\n'));
  assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 101 /);
  for (const said of ['hello', 'again']) {
    socket.write(said);
    assert.equal(String((await once(socket, 'data'))[0]), said);
  }
  const ended = once(socket, 'end');
  socket.end();
  await ended;
});

test('calls go on beside it', async () => {
  const { LoadBalancers } = await elb.describeLoadBalancers({ Names: ['Shop'] });
  assert.match(LoadBalancers![0]!.DNSName!, /^127\./);
});

const program = chromium();

test('a browser opens it by its name', { skip: !program && 'no Chromium on this machine' }, async (t) => {
  const browser = new Browser(program!);
  t.after(() => browser.close());
  assert.equal(await browser.read(`${origin}/page`), `/page of ${new URL(origin).host}`);
});
