import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  ElasticLoadBalancingV2,
  type TargetDescription,
  type TargetHealthStateEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { Browser, chromium } from './messaging/browser.ts';
import { Customers } from './shop/customers.ts';

/** A load balancer that is changed all the time, by the official SDK, under as many requests as it can take. */

const requests = 100_000;
const port = 8080;

let penstock: PenstockProcess;
let elb: ElasticLoadBalancingV2;
const servers = new Map<number, Server>();

before(async () => {
  penstock = await startPenstock(['--port', '0', '--clock', '60', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  elb = new ElasticLoadBalancingV2({ endpoint: penstock.endpoint, region: 'us-east-1', credentials });
});
after(async () => {
  for (const server of servers.values()) server.close();
  await penstock?.stop();
});

/** The cheapest target there is: says its version, whatever is asked. */
async function target(version: string): Promise<{ Id: string; Port: number }> {
  const answer = `HTTP/1.1 200 OK\r\nX-Version: ${version}\r\nContent-Length: 2\r\n\r\nok`;
  const server = createServer({ noDelay: true }, (socket) => {
    let unread = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const heads = (unread + chunk.toString('latin1')).split('\r\n\r\n');
      unread = heads.pop()!;
      for (const _ of heads) socket.write(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: Port } = server.address() as AddressInfo;
  servers.set(Port, server);
  return { Id: '127.0.0.1', Port };
}

async function targetGroup(Name: string): Promise<string> {
  const { TargetGroups } = await elb.createTargetGroup({
    Name,
    Protocol: 'HTTP',
    Port: 80,
    TargetType: 'ip',
    VpcId: 'vpc-0',
    HealthCheckIntervalSeconds: 10,
  });
  const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
  await elb.registerTargets({ TargetGroupArn, Targets: [await target(Name)] });
  return TargetGroupArn;
}

async function become(
  TargetGroupArn: string,
  place: TargetDescription,
  state: TargetHealthStateEnum,
): Promise<void> {
  for (let now: string | undefined; now !== state;) {
    const asked = { TargetGroupArn, Targets: [place] };
    const { TargetHealthDescriptions } = await elb.describeTargetHealth(asked);
    now = TargetHealthDescriptions![0]!.TargetHealth!.State;
    if (now !== state) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('of 100,000 requests under 100 weight shifts, 20 drains and 20 reloads, none fails', async (t) => {
  const { LoadBalancers } = await elb.createLoadBalancer({
    Name: 'hitless',
    Subnets: ['subnet-a', 'subnet-b'],
  });
  const { LoadBalancerArn, DNSName: host = '' } = LoadBalancers![0]!;
  const [blue, green] = [await targetGroup('blue'), await targetGroup('green')];
  const forward = (share: number) => [
    {
      Type: 'forward' as const,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: blue, Weight: 100 - share },
          { TargetGroupArn: green, Weight: share },
        ],
      },
    },
  ];
  const { Listeners } = await elb.createListener({
    LoadBalancerArn,
    Port: port,
    Protocol: 'HTTP',
    DefaultActions: forward(0),
  });
  const { ListenerArn } = Listeners![0]!;
  for (const TargetGroupArn of [blue, green]) {
    const { TargetHealthDescriptions } = await elb.describeTargetHealth({ TargetGroupArn });
    await become(TargetGroupArn, TargetHealthDescriptions![0]!.Target!, 'healthy');
  }

  const customers = new Customers({ host, port, regulars: 24, strangers: 8 });
  /** Evenly over the run: each change finds a load balancer at work. */
  const due = (change: number, of: number) => customers.until((requests / (of + 1)) * change);

  const shifts = async () => {
    for (let i = 1; i <= 100; i++) {
      await due(i, 100);
      await elb.modifyListener({ ListenerArn, DefaultActions: forward((i * 37) % 101) });
    }
  };
  const drains = async () => {
    for (let i = 1; i <= 20; i++) {
      await due(i, 20);
      const TargetGroupArn = [blue, green][i % 2]!;
      const leaving = await target('leaving');
      await elb.registerTargets({ TargetGroupArn, Targets: [leaving] });
      await become(TargetGroupArn, leaving, 'healthy');
      await elb.deregisterTargets({ TargetGroupArn, Targets: [leaving] });
      await become(TargetGroupArn, leaving, 'unused');
      servers.get(leaving.Port)!.close();
    }
  };
  const reloads = async () => {
    for (let i = 1; i <= 20; i++) {
      await due(i, 20);
      const Conditions = [{ Field: 'path-pattern', Values: [`/page-${i}`] }];
      const rule = { ListenerArn, Priority: i, Conditions, Actions: forward(50) };
      const { Rules } = await elb.createRule(rule);
      const Attributes = [{ Key: 'idle_timeout.timeout_seconds', Value: String(60 + i) }];
      await elb.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes });
      await elb.deleteRule({ RuleArn: Rules![0]!.RuleArn });
    }
  };
  await Promise.all([shifts(), drains(), reloads(), customers.until(requests)]);
  await customers.stop();

  const outcomes = customers.taken();
  t.diagnostic(JSON.stringify(outcomes));
  assert.deepEqual(Object.keys(outcomes), ['200 vblue', '200 vgreen', '200 vleaving']);
});

const program = chromium();

test('a browser opens it by its DNS name', { skip: !program && 'no Chromium on this machine' }, async (t) => {
  const { LoadBalancers } = await elb.describeLoadBalancers({ Names: ['hitless'] });
  const browser = new Browser(program!);
  t.after(() => browser.close());
  assert.equal(await browser.read(`http://${LoadBalancers![0]!.DNSName}:${port}/`), 'ok');
});

test('a user who may not have port 80 is told where its listener is, and finds it there', async (t) => {
  const first = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  if (first <= 80) return t.skip('everybody may have port 80 on this machine');
  const script = new URL('./shop/port-of-nobody.ts', import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(script)]);
  assert.deepEqual(JSON.parse(stdout), {
    places: [{ port: 80, at: { address: '127.77.251.1', port: 20080 } }],
    status: 301,
    location: 'http://127.77.251.1:20080/new',
  });
});
