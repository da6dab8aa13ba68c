import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientsOf, type Clients, type Place } from '../examples/storefront/deliver/clients.ts';
import { until } from '../examples/storefront/deliver/waiting.ts';
import { startPenstock } from '../scripts/penstock-process.ts';
import { makeRole } from './role.ts';

/**
 * From the call that sets an alarm off to the last answer of the bad version that anybody gets: a canary of CodeDeploy's,
 * on a real load balancer, under requests, taken back `flips` times. Beside it what any change of a listener takes: the
 * call that takes the bad version's weight away, to its last answer. Bounded: `flips` × 2, each some tenths of a second.
 */
const flips = 100;
const connections = 16;
/** Milliseconds between a connection's answer and its next request: some 900 requests a second in all. */
const pauseMs = 15;
/** What the bad version has of them: much, so that its last answer is close to its last moment. */
const share = 50;
const second = 1000;

/** A version: says which, whatever it is asked. */
async function version(name: string): Promise<{ Id: string; Port: number }> {
  const answer = `HTTP/1.1 200 OK\r\nX-Version: ${name}\r\nContent-Length: 0\r\n\r\n`;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const _ of chunk.toString('latin1').matchAll(/\r\n\r\n/g)) socket.write(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return { Id: '127.0.0.1', Port: (server.address() as AddressInfo).port };
}

/** Customers who ask all the time, and when the bad version has last answered one of them. */
class Customers {
  badAt = 0;
  asked = 0;
  failed = 0;
  readonly #sockets: Socket[] = [];

  constructor(host: string, port: number) {
    for (let i = 0; i < connections; i++) {
      const socket = connect({ host, port, noDelay: true });
      const ask = () => socket.write('GET / HTTP/1.1\r\nHost: shop\r\n\r\n');
      socket.on('connect', ask);
      socket.on('error', () => this.failed++);
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        this.asked++;
        if (!text.startsWith('HTTP/1.1 200')) this.failed++;
        if (text.includes('X-Version: bad')) this.badAt = performance.now();
        setTimeout(ask, pauseMs);
      });
      this.#sockets.push(socket);
    }
  }

  /** Waits until the bad version answers. */
  async seeBad(since: number): Promise<void> {
    while (this.badAt <= since) await sleep(1);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

interface Shop {
  readonly clients: Clients;
  readonly customers: Customers;
  readonly listenerArn: string;
  readonly forward: (bad: number) => Action[];
}

const account = '000000000000';
const alarm = { AlarmName: 'errors' };

async function openShop(clients: Clients): Promise<Shop> {
  const { cloudwatch, codedeploy, ecs, elb } = clients;
  const made = await elb.createLoadBalancer({ Name: 'shop', Subnets: ['subnet-a', 'subnet-b'] });
  const { LoadBalancerArn, DNSName = '' } = made.LoadBalancers![0]!;
  const groups: string[] = [];
  for (const Name of ['good', 'bad']) {
    const group = { Name, Protocol: 'HTTP', Port: 80, TargetType: 'ip', VpcId: 'vpc-0' } as const;
    const { TargetGroups } = await elb.createTargetGroup({ ...group, HealthCheckIntervalSeconds: 6 });
    const { TargetGroupArn = '' } = TargetGroups![0]!;
    await elb.registerTargets({ TargetGroupArn, Targets: [await version(Name)] });
    groups.push(TargetGroupArn);
  }
  const [good = '', bad = ''] = groups;
  const forward = (weight: number) => {
    const TargetGroups = [
      { TargetGroupArn: good, Weight: 100 - weight },
      { TargetGroupArn: bad, Weight: weight },
    ];
    return [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
  };
  const DefaultActions = forward(0);
  const listener = await elb.createListener({
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 8080,
    DefaultActions,
  });
  const listenerArn = listener.Listeners![0]!.ListenerArn!;
  await until('both versions to be healthy', 30 * second, async () => {
    for (const TargetGroupArn of groups) {
      const { TargetHealthDescriptions } = await elb.describeTargetHealth({ TargetGroupArn });
      if (TargetHealthDescriptions![0]!.TargetHealth!.State !== 'healthy') return undefined;
    }
    return true;
  });
  await cloudwatch.putMetricAlarm({
    ...alarm,
    Namespace: 'shop',
    MetricName: 'errors',
    Statistic: 'Sum',
    Period: 3600,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
  });
  await deployments(ecs, codedeploy, good, listenerArn);
  return { clients, customers: new Customers(DNSName, 8080), listenerArn, forward };
}

/** A service of no tasks: what is measured is where requests go, and the two versions are there all the time. */
async function deployments(
  ecs: Clients['ecs'],
  codedeploy: Clients['codedeploy'],
  targetGroupArn: string,
  listenerArn: string,
): Promise<void> {
  await ecs.createCluster({ clusterName: 'shop' });
  const container = { name: 'app', image: 'shop:1', portMappings: [{ containerPort: 80 }] };
  await ecs.registerTaskDefinition({
    family: 'shop',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [container],
  });
  await ecs.createService({
    cluster: 'shop',
    serviceName: 'shop',
    taskDefinition: 'shop',
    desiredCount: 0,
    launchType: 'FARGATE',
    deploymentController: { type: 'CODE_DEPLOY' },
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a'] } },
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await codedeploy.createApplication({ applicationName: 'shop', computePlatform: 'ECS' });
  await codedeploy.createDeploymentConfig({
    deploymentConfigName: 'canary',
    computePlatform: 'ECS',
    trafficRoutingConfig: {
      type: 'TimeBasedCanary',
      timeBasedCanary: { canaryPercentage: share, canaryInterval: 60 },
    },
  });
  await codedeploy.createDeploymentGroup({
    applicationName: 'shop',
    deploymentGroupName: 'prod',
    serviceRoleArn: `arn:aws:iam::${account}:role/deployer`,
    deploymentConfigName: 'canary',
    ecsServices: [{ clusterName: 'shop', serviceName: 'shop' }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: [{ name: 'good' }, { name: 'bad' }],
          prodTrafficRoute: { listenerArns: [listenerArn] },
        },
      ],
    },
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 60 },
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
    },
    alarmConfiguration: { enabled: true, alarms: [{ name: alarm.AlarmName }] },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM'] },
  });
}

const appSpec = {
  version: 0,
  Resources: [
    {
      TargetService: {
        Type: 'AWS::ECS::Service',
        Properties: {
          TaskDefinition: `arn:aws:ecs:us-east-1:${account}:task-definition/shop:1`,
          LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 80 },
        },
      },
    },
  ],
};

/** Until when the bad version has answered, after a moment without: milliseconds since `start`. */
async function lastBad({ customers }: Shop, start: number): Promise<number> {
  await sleep(150);
  const late = customers.badAt - start;
  const seen = customers.badAt;
  await sleep(50);
  if (customers.badAt !== seen) throw new Error('the bad version still answers');
  return Math.max(0, late);
}

/** A canary is released, the alarm goes off, and the deployment takes it back. */
async function alarmed(shop: Shop): Promise<number> {
  const { clients, customers } = shop;
  const { cloudwatch, codedeploy } = clients;
  await cloudwatch.setAlarmState({ ...alarm, StateValue: 'OK', StateReason: 'bench' });
  const begun = performance.now();
  const { deploymentId } = await codedeploy.createDeployment({
    applicationName: 'shop',
    deploymentGroupName: 'prod',
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: JSON.stringify(appSpec) } },
  });
  await customers.seeBad(begun);
  const start = performance.now();
  await cloudwatch.setAlarmState({ ...alarm, StateValue: 'ALARM', StateReason: 'bench' });
  const late = await lastBad(shop, start);
  await until('the deployment and its rollback to be over', 30 * second, async () => {
    const { deploymentInfo } = await codedeploy.getDeployment({ deploymentId });
    const { status, errorInformation, rollbackInfo } = deploymentInfo!;
    if (status !== 'Stopped' || !rollbackInfo?.rollbackDeploymentId) return undefined;
    if (errorInformation?.code !== 'ALARM_ACTIVE') throw new Error(JSON.stringify(errorInformation));
    const back = await codedeploy.getDeployment({ deploymentId: rollbackInfo.rollbackDeploymentId });
    return back.deploymentInfo!.status === 'Succeeded' || undefined;
  });
  return late;
}

/** The weight of the bad version is taken away by a call. */
async function modified(shop: Shop): Promise<number> {
  const { clients, customers, listenerArn: ListenerArn, forward } = shop;
  const begun = performance.now();
  await clients.elb.modifyListener({ ListenerArn, DefaultActions: forward(share) });
  await customers.seeBad(begun);
  const start = performance.now();
  await clients.elb.modifyListener({ ListenerArn, DefaultActions: forward(0) });
  return lastBad(shop, start);
}

function told(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.ceil(sorted.length * part) - 1]!;
  return `p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, the longest ${sorted.at(-1)!.toFixed(1)} ms`;
}

const penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
const credentials = { accessKeyId: account, secretAccessKey: 'test' };
const place: Place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
await makeRole(place, 'deployer', ['codedeploy']);
const shop = await openShop(clientsOf(place));
const [alarms, calls]: [number[], number[]] = [[], []];
for (let flip = 0; flip < flips; flip++) {
  alarms.push(await alarmed(shop));
  calls.push(await modified(shop));
}
const { asked, failed } = shop.customers;
shop.customers.close();
await penstock.stop();
console.log(
  `ALARM to the last answer of the bad version, ${flips} canaries: ${told(alarms)} (aim: p99 50 ms at most)`,
);
console.log(`floor: ModifyListener to the same: ${told(calls)}`);
console.log(`${asked} requests meanwhile, ${failed} failed`);
process.exit();
