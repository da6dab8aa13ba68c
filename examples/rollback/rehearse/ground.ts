import { readFileSync } from 'node:fs';
import type { Clients, Place } from './clients.ts';
import { EcsStage } from './ecs.ts';
import { first } from './faults.ts';
import { LambdaStage } from './lambda.ts';
import { Images, upload } from './packages.ts';
import { ServersStage } from './servers.ts';
import { stackOf, type Platform, type Stage, type StageName } from './stage.ts';
import { until } from './until.ts';

export const platforms: readonly Platform[] = ['ecs', 'lambda', 'servers'];
export const stageNames: readonly StageName[] = ['gamma', 'blue-green', 'prod'];

type Parameters = Readonly<Record<string, string>>;

const limitMs = 120_000;

/** Makes all stages of these platforms, side by side: a stack each, with 1.0.0 in it. */
export async function layGround(
  clients: Clients,
  place: Place,
  platforms: readonly Platform[],
): Promise<Stage[]> {
  const { Account: account = '' } = await clients.sts.getCallerIdentity({});
  const bucket = `shop-releases-${account}-${place.region}`;
  await clients.s3.createBucket({ Bucket: bucket });
  const makers = { ecs: ecsStages, lambda: lambdaStages, servers: serversStages };
  const ground = { clients, account, bucket, region: place.region };
  return (await Promise.all(platforms.map((platform) => makers[platform](ground)))).flat();
}

interface Ground {
  readonly clients: Clients;
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
}

async function ecsStages({ clients, account, region }: Ground): Promise<Stage[]> {
  const images = await Images.begin(clients, account, region);
  const parameters = { ...(await network(clients)), Image: await images.push(first) };
  return stacks(clients, 'ecs', parameters, (name, url) => new EcsStage(clients, images, { name, url }));
}

async function lambdaStages({ clients, bucket }: Ground): Promise<Stage[]> {
  const parameters = { Bucket: bucket, Package: await upload(clients, bucket, first) };
  return stacks(clients, 'lambda', parameters, (name, url) => new LambdaStage(clients, name, url));
}

async function serversStages({ clients, bucket }: Ground): Promise<Stage[]> {
  const parameters = { ...(await network(clients)), Bucket: bucket, UsageSeconds: '0.5' };
  const stages = await stacks(
    clients,
    'servers',
    parameters,
    (name, url) => new ServersStage(clients, bucket, { name, url }),
  );
  await Promise.all(stages.map((stage) => stage.open()));
  return stages;
}

/** The account's default VPC and its first two subnets. */
async function network({ ec2 }: Clients): Promise<Parameters> {
  const { Vpcs = [] } = await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] });
  const Vpc = Vpcs[0]!.VpcId!;
  const { Subnets = [] } = await ec2.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [Vpc] }] });
  const two = Subnets.slice(0, 2).map(({ SubnetId }) => SubnetId);
  return { Vpc, Subnets: two.join(',') };
}

/** One template, three stages. */
function stacks<S extends Stage>(
  clients: Clients,
  platform: Platform,
  parameters: Parameters,
  stageOf: (name: StageName, url: string) => S,
): Promise<S[]> {
  const file = new URL(`../stages/${platform}.yaml`, import.meta.url);
  const template = readFileSync(file, 'utf8');
  return Promise.all(
    stageNames.map(async (name) =>
      stageOf(name, await stack(clients, stackOf(platform, name), template, { ...parameters, Stage: name })),
    ),
  );
}

/** Makes a stack, and answers the URL that is its output. */
async function stack(
  { cloudformation }: Clients,
  StackName: string,
  TemplateBody: string,
  parameters: Parameters,
): Promise<string> {
  const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  await cloudformation.createStack({
    StackName,
    TemplateBody,
    Parameters,
    Capabilities: ['CAPABILITY_IAM'],
  });
  return until(`stack ${StackName}`, limitMs, async () => {
    const { Stacks } = await cloudformation.describeStacks({ StackName });
    const { StackStatus = '', Outputs = [] } = Stacks![0]!;
    if (StackStatus === 'CREATE_COMPLETE') return Outputs[0]!.OutputValue!;
    if (StackStatus !== 'CREATE_IN_PROGRESS') throw new Error(await reasonsOf(cloudformation, StackName));
    return undefined;
  });
}

async function reasonsOf(cloudformation: Clients['cloudformation'], StackName: string): Promise<string> {
  const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName });
  const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('FAILED'));
  const reasons = failed.map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`);
  return `stack ${StackName} was not made:\n${reasons.toReversed().join('\n')}`;
}
