import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clients } from '../../../examples/storefront/deliver/clients.ts';
import { dimensionOf } from '../storefront/balancing.ts';

/**
 * A shop of one file: `BAD` per cent of what it answers is a 500, as all of `/fail`; `/slow` takes 300 ms. On SIGTERM it
 * answers what is open, and ends.
 */
const server = `import { createServer } from 'node:http';
const { VERSION = '1', BAD = '0' } = process.env;
const server = createServer((request, response) => {
  const bad = request.url.startsWith('/fail') || Math.random() * 100 < Number(BAD);
  const status = bad && request.url !== '/health' ? 500 : 200;
  const answer = () => response.writeHead(status, { 'x-version': VERSION }).end(VERSION);
  if (request.url === '/slow') setTimeout(answer, 300);
  else answer();
});
server.listen(8080);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

export interface Shop {
  readonly account: string;
  readonly host: string;
  /** As CloudWatch names them. */
  readonly loadBalancer: string;
  readonly targetGroups: readonly [string, string];
  readonly targetGroupArns: readonly [string, string];
  readonly listenerArn: string;
  readonly executionRoleArn: string;
}

/** An image, two target groups, and a load balancer with one listener that forwards to the first of them. */
export async function openShop(clients: Clients): Promise<Shop> {
  const { elb, iam, sts } = clients;
  const { Account: account = '' } = await sts.getCallerIdentity({});
  const trust = (Service: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
    });
  const role = await iam.createRole({
    RoleName: 'shop-execution',
    AssumeRolePolicyDocument: trust('ecs-tasks.amazonaws.com'),
  });
  await iam.createRole({ RoleName: 'shop-ecs', AssumeRolePolicyDocument: trust('ecs.amazonaws.com') });
  await iam.createRole({
    RoleName: 'shop-function',
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
  });
  await iam.createRole({
    RoleName: 'shop-querying',
    AssumeRolePolicyDocument: trust('logs.amazonaws.com'),
  });
  await pushImage(clients);
  await clients.ecs.createCluster({ clusterName: 'shop' });
  const { LoadBalancers } = await elb.createLoadBalancer({
    Name: 'shop',
    Subnets: ['subnet-0a', 'subnet-0b'],
  });
  const { LoadBalancerArn = '', DNSName = '' } = LoadBalancers![0]!;
  const [a = '', b = ''] = await Promise.all(['shop-a', 'shop-b'].map((name) => targetGroup(clients, name)));
  const { Listeners } = await elb.createListener({
    LoadBalancerArn,
    Port: 8080,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: a }],
  });
  return {
    account,
    host: DNSName,
    loadBalancer: dimensionOf(LoadBalancerArn),
    targetGroups: [dimensionOf(a), dimensionOf(b)],
    targetGroupArns: [a, b],
    listenerArn: Listeners![0]!.ListenerArn!,
    executionRoleArn: role.Role!.Arn!,
  };
}

async function targetGroup({ elb }: Clients, Name: string): Promise<string> {
  const { TargetGroups } = await elb.createTargetGroup({
    Name,
    Protocol: 'HTTP',
    Port: 8080,
    TargetType: 'ip',
    VpcId: 'vpc-0',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 10,
    HealthyThresholdCount: 2,
  });
  const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '60' }];
  await elb.modifyTargetGroupAttributes({ TargetGroupArn, Attributes });
  return TargetGroupArn;
}

/** Without docker: a layer, a config and a manifest, by ECR's own calls. */
async function pushImage({ ecr }: Clients): Promise<void> {
  const repositoryName = 'shop';
  await ecr.createRepository({ repositoryName });
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-shop-'));
  writeFileSync(path.join(folder, 'server.mjs'), server);
  const layer = execFileSync('tar', ['-cz', '-C', folder, '.']);
  rmSync(folder, { recursive: true });
  const config = Buffer.from(JSON.stringify({ config: { Cmd: ['node', '/server.mjs'] } }));
  const blob = async (bytes: Buffer, mediaType: string) => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const { uploadId } = await ecr.initiateLayerUpload({ repositoryName });
    const part = { repositoryName, uploadId: uploadId!, partFirstByte: 0, partLastByte: bytes.length - 1 };
    await ecr.uploadLayerPart({ ...part, layerPartBlob: bytes });
    await ecr.completeLayerUpload({ repositoryName, uploadId: uploadId!, layerDigests: [digest] });
    return { mediaType, digest, size: bytes.length };
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: await blob(config, 'application/vnd.oci.image.config.v1+json'),
    layers: [await blob(layer, 'application/vnd.oci.image.layer.v1.tar+gzip')],
  };
  await ecr.putImage({ repositoryName, imageTag: '1', imageManifest: JSON.stringify(manifest) });
}

/** A revision of the shop's task definition: its version, and how much of it is bad. */
export async function shopVersion({ ecs }: Clients, shop: Shop, version: string, bad = 0): Promise<string> {
  const { taskDefinition } = await ecs.registerTaskDefinition({
    family: 'shop',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: shop.executionRoleArn,
    containerDefinitions: [
      {
        name: 'shop',
        image: `${shop.account}.dkr.ecr.us-east-1.amazonaws.com/shop:1`,
        portMappings: [{ containerPort: 8080 }],
        environment: [
          { name: 'VERSION', value: version },
          { name: 'BAD', value: String(bad) },
        ],
      },
    ],
  });
  return taskDefinition!.taskDefinitionArn!;
}
