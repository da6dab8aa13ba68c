import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECR } from '@aws-sdk/client-ecr';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { NoSuchHostedZone, Route53 } from '@aws-sdk/client-route-53';
import { SSM } from '@aws-sdk/client-ssm';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const minute = 60_000;
const [home, partner] = ['000000000000', '111111111111'];
let penstock: PenstockProcess;
let cdk: Cdk;

/** The administrator of an account, in a region. */
const placeOf = (account: string, region = 'us-east-1'): Place => ({
  endpoint: penstock.endpoint,
  region,
  credentials: { accessKeyId: account, secretAccessKey: 'test' },
});

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  cdk = new Cdk(placeOf(home));
});

after(async () => {
  cdk?.remove();
  await penstock?.stop();
});

async function parameter(place: Place, Name: string): Promise<string | undefined> {
  return (await new SSM(place).getParameter({ Name })).Parameter?.Value;
}

test(
  'stacks that need each other are deployed, over regions and over accounts',
  { timeout: 4 * minute },
  async () => {
    await cdk.must(['bootstrap', `aws://${home}/us-east-1`, `aws://${home}/eu-west-1`]);
    const trusting = new Cdk(placeOf(partner));
    const policy = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const trust = ['--trust', home, '--cloudformation-execution-policies', policy];
    await trusting.must(['bootstrap', `aws://${partner}/us-east-1`, ...trust]);
    trusting.remove();

    const words = ['deploy', '--all', '--concurrency', '4', '--require-approval', 'never'];
    await cdk.must(words, { app: 'crossing' });
    const topicArn = await parameter(placeOf(home), '/neighbour');
    assert.match(topicArn!, /^arn:aws:sns:us-east-1:000000000000:/);
    assert.equal(await parameter(placeOf(home, 'eu-west-1'), '/abroad'), topicArn!.split(':').at(-1));
    for (const region of ['us-east-1', 'eu-west-1'])
      assert.equal(await parameter(placeOf(partner, region), '/everywhere'), region);
    const { Roles } = await new IAM(placeOf(partner)).listRoles();
    assert.ok(
      Roles!.some(({ RoleName }) => RoleName!.startsWith('partner')),
      Roles!.map((role) => role.RoleName).join(),
    );
    const { Exports } = await new CloudFormation(placeOf(home)).listExports();
    assert.ok(Exports!.some(({ Value }) => Value === topicArn));
  },
);

test('what others import cannot go before them', { timeout: 2 * minute }, async () => {
  const cloudformation = new CloudFormation(placeOf(home));
  await cloudformation.deleteStack({ StackName: 'Producer' });
  const { Stacks } = await cloudformation.describeStacks({ StackName: 'Producer' });
  const { StackStatus, StackStatusReason } = Stacks![0]!;
  assert.equal(StackStatus, 'CREATE_COMPLETE');
  assert.match(StackStatusReason!, /^Export .* cannot be deleted as it is in use by Neighbour$/);
});

test('an app asks its account what is there', { timeout: 2 * minute }, async () => {
  await new SSM(placeOf(home)).putParameter({ Name: '/greeting', Value: 'hello', Type: 'String' });
  const kms = new KMS(placeOf(home));
  const { KeyMetadata } = await kms.createKey();
  await kms.createAlias({ AliasName: 'alias/shop', TargetKeyId: KeyMetadata!.KeyId });
  const { repository } = await new ECR(placeOf(home)).createRepository({ repositoryName: 'shop' });
  const { Role } = await new IAM(placeOf(home)).createRole({
    RoleName: 'shopkeeper',
    AssumeRolePolicyDocument: JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { AWS: home }, Action: 'sts:AssumeRole' }],
    }),
  });
  const { LoadBalancerArn, ListenerArn } = await balancer();
  const cloudformation = new CloudFormation(placeOf(home));
  const { Vpcs } = await new EC2(placeOf(home)).describeVpcs();
  const { VpcId } = Vpcs!.find(({ IsDefault }) => IsDefault)!;
  const StackName = 'Recorded';
  await cloudformation.createStack({ StackName, TemplateBody: JSON.stringify(recorded(VpcId!)) });
  await waitUntilStackCreateComplete({ client: cloudformation, maxWaitTime: 20, minDelay: 1 }, { StackName });
  await cdk.must(['deploy', '--require-approval', 'never'], { app: 'lookups' });
  const { Stacks } = await cloudformation.describeStacks({ StackName: 'Lookups' });
  const found = Object.fromEntries(Stacks![0]!.Outputs!.map((each) => [each.OutputKey, each.OutputValue]));
  assert.equal(found['VpcId'], VpcId);
  assert.equal(found['Greeting'], 'hello');
  assert.equal(found['KeyId'], KeyMetadata!.KeyId);
  assert.equal(found['RepositoryArn'], repository!.repositoryArn);
  assert.equal(found['RoleArn'], Role!.Arn);
  assert.equal(found['LoadBalancerArn'], LoadBalancerArn);
  assert.equal(found['ListenerArn'], ListenerArn);
  assert.match(found['PrefixListId']!, /^pl-/);
  assert.match(found['DatabaseHost']!, /^orders\./);
  await zonesAreFound(found);
  assert.match(found['ImageId']!, /^ami-[0-9a-f]+$/);
  assert.ok(found['Zones']!.split(',').includes('us-east-1a'));
  assert.ok(found['Subnets']!.split(',').length > 1);
});

/** A name may have a zone for everybody, and one within a VPC. */
async function zonesAreFound({
  ZoneId,
  InsideZoneId,
  EndpointId,
}: Readonly<Record<string, string | undefined>>) {
  const dns = new Route53(placeOf(home));
  const { HostedZones } = await dns.listHostedZonesByName({ DNSName: 'shop.example' });
  const shown = HostedZones!.map(({ Id, Config }) => [Id, Config!.PrivateZone] as const);
  const expected = [
    [`/hostedzone/${ZoneId}`, false] as const,
    [`/hostedzone/${InsideZoneId}`, true] as const,
  ];
  assert.deepEqual(new Set(shown), new Set(expected));
  await assert.rejects(dns.getHostedZone({ Id: 'Z0NONE' }), NoSuchHostedZone);
  const { code, text } = await cdk.run(['synth', '-c', 'domain=nobody.example'], { app: 'lookups' });
  assert.equal(code, 1, text);
  assert.match(text, /Found zones: \[\] for dns:nobody\.example/);
  const VpcEndpointIds = [EndpointId!];
  const { VpcEndpoints } = await new EC2(placeOf(home)).describeVpcEndpoints({ VpcEndpointIds });
  assert.ok(VpcEndpoints![0]!.SubnetIds!.length > 1);
}

/** What no service here serves is looked up as it was recorded. */
const recorded = (VPCId: string) => ({
  Resources: {
    Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'shop.example.' } },
    InsideZone: {
      Type: 'AWS::Route53::HostedZone',
      Properties: { Name: 'shop.example.', VPCs: [{ VPCId, VPCRegion: 'us-east-1' }] },
    },
    Orders: {
      Type: 'AWS::RDS::DBInstance',
      Properties: { DBInstanceIdentifier: 'orders', Engine: 'postgres' },
    },
  },
});

/** A load balancer that is found by its tags, with a listener. */
async function balancer() {
  const { Subnets } = await new EC2(placeOf(home)).describeSubnets();
  const elb = new ElasticLoadBalancingV2(placeOf(home));
  const { LoadBalancers } = await elb.createLoadBalancer({
    Name: 'lookups',
    Subnets: Subnets!.slice(0, 2).map(({ SubnetId }) => SubnetId!),
    Tags: [{ Key: 'purpose', Value: 'lookups' }],
  });
  const { LoadBalancerArn } = LoadBalancers![0]!;
  const { Listeners } = await elb.createListener({
    LoadBalancerArn,
    Port: 18080,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
  });
  return { LoadBalancerArn, ListenerArn: Listeners![0]!.ListenerArn };
}
