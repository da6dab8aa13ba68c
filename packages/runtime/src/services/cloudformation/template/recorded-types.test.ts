import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedRegistry } from '../../../dataplane/registry/registry.simulated.ts';
import type { Made, Wanted, Work } from '../../../dispatch/resource.ts';
import { recordedType } from './recorded-types.ts';
import type { Values } from './template.ts';

const registry = new SimulatedRegistry();

const wantedOf = (properties: Values, logicalId = 'It', suffix = 'ABCDEFGHIJKL'): Wanted<Values> => ({
  account: '123456789012',
  region: 'eu-west-1',
  stackName: 'demo',
  stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/demo/1',
  logicalId,
  endpoint: 'http://127.0.0.1:4566',
  properties,
  stackTags: [],
  suffix,
  token: suffix,
});

async function typeOf(name: string): Promise<ReturnType<typeof recordedType>> {
  const { types } = await registry.perform({ type: 'registry.types', names: [name] });
  return recordedType(types[name]!);
}

/** What work that asks for nothing answers. */
function answerOf<Result>(work: Work<Result>): Result {
  const step = work.next();
  assert.equal(step.done, true);
  return step.value as Result;
}

async function made(name: string, properties: Values, logicalId?: string): Promise<Made> {
  return answerOf((await typeOf(name)).create(wantedOf(properties, logicalId)));
}

const hex17 = '[0-9a-f]{17}';
const ids: readonly (readonly [type: string, properties: Values, id: RegExp])[] = [
  ['AWS::EC2::VPC', {}, new RegExp(`^vpc-${hex17}$`)],
  ['AWS::EC2::Subnet', {}, new RegExp(`^subnet-${hex17}$`)],
  ['AWS::EC2::SubnetRouteTableAssociation', {}, new RegExp(`^rtbassoc-${hex17}$`)],
  ['AWS::EC2::Route', { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0' }, /^rtb-1\|0\.0\.0\.0\/0$/],
  ['AWS::EC2::EIP', {}, /^198\.51\.100\.\d+$/],
  [
    'AWS::StepFunctions::StateMachine',
    {},
    /^arn:aws:states:eu-west-1:123456789012:stateMachine:demo-It-ABCDEFGHIJKL$/,
  ],
  ['AWS::StepFunctions::StateMachine', { StateMachineName: 'flow' }, /:stateMachine:flow$/],
  ['AWS::DynamoDB::Table', { TableName: 'orders' }, /^orders$/],
  ['AWS::DynamoDB::Table', {}, /^demo-It-ABCDEFGHIJKL$/],
  ['AWS::AutoScaling::AutoScalingGroup', {}, /^demo-It-ABCDEFGHIJKL$/],
  ['AWS::AutoScaling::LifecycleHook', { AutoScalingGroupName: 'asg' }, /^demo-It-ABCDEFGHIJKL$/],
  ['AWS::Route53::RecordSet', { Name: 'www.example.com.', Type: 'A' }, /^www\.example\.com\.$/],
  ['AWS::RDS::DBInstance', {}, /^demo-it-abcdefghijkl$/],
  ['AWS::Cognito::UserPool', {}, /^eu-west-1_[A-Za-z0-9]{9}$/],
  ['AWS::EFS::FileSystem', {}, new RegExp(`^fs-${hex17}$`)],
  ['AWS::Glue::Job', {}, /^demo-It-ABCDEFGHIJKL$/],
  ['AWS::AppMesh::Mesh', { MeshName: 'mesh' }, /^arn:aws:appmesh:eu-west-1:123456789012:mesh\/mesh$/],
  ['AWS::CDK::Metadata', {}, /^demo-It-ABCDEFGHIJKL$/],
];

for (const [type, properties, id] of ids)
  test(`${type} ${JSON.stringify(properties)} is called like ${id.source}`, async () =>
    assert.match((await made(type, properties)).physicalId, id));

const attributes: readonly (readonly [type: string, attribute: string, properties: Values, value: RegExp])[] =
  [
    ['AWS::EC2::VPC', 'CidrBlock', { CidrBlock: '10.0.0.0/16' }, /^10\.0\.0\.0\/16$/],
    ['AWS::EC2::VPC', 'DefaultSecurityGroup', {}, new RegExp(`^sg-${hex17}$`)],
    ['AWS::EC2::Subnet', 'AvailabilityZone', {}, /^eu-west-1a$/],
    ['AWS::EC2::Subnet', 'VpcId', { VpcId: 'vpc-1' }, /^vpc-1$/],
    ['AWS::EC2::EIP', 'AllocationId', {}, new RegExp(`^eipalloc-${hex17}$`)],
    ['AWS::EC2::SecurityGroup', 'GroupId', {}, new RegExp(`^sg-${hex17}$`)],
    ['AWS::EC2::LaunchTemplate', 'LatestVersionNumber', {}, /^1$/],
    [
      'AWS::DynamoDB::Table',
      'Arn',
      { TableName: 'orders' },
      /^arn:aws:dynamodb:eu-west-1:123456789012:table\/orders$/,
    ],
    ['AWS::DynamoDB::Table', 'StreamArn', { TableName: 'o' }, /:table\/o\/stream\/1970/],
    ['AWS::StepFunctions::StateMachine', 'Name', { StateMachineName: 'flow' }, /^flow$/],
    ['AWS::Kinesis::Stream', 'Arn', { Name: 's' }, /^arn:aws:kinesis:eu-west-1:123456789012:stream\/s$/],
    [
      'AWS::RDS::DBInstance',
      'Endpoint.Address',
      {},
      /^demo-it-abcdefghijkl\.\w{12}\.eu-west-1\.rds\.amazonaws\.com$/,
    ],
    ['AWS::ApiGateway::RestApi', 'RootResourceId', {}, /^[a-z0-9]{10}$/],
    ['AWS::AutoScaling::AutoScalingGroup', 'AutoScalingGroupARN', {}, /:autoScalingGroupName\/demo-It-/],
    [
      'AWS::Cognito::UserPool',
      'ProviderName',
      {},
      /^cognito-idp\.eu-west-1\.amazonaws\.com\/eu-west-1_\w{9}$/,
    ],
    ['AWS::Cognito::UserPool', 'Arn', {}, /:userpool\/eu-west-1_\w{9}$/],
  ];

for (const [type, attribute, properties, value] of attributes)
  test(`${type}.${attribute} is like ${value.source}`, async () =>
    assert.match(String((await made(type, properties)).attributes![attribute]), value));

test('every type of the registry that is recorded has a physical id, and a value for each attribute', async () => {
  const { types } = await registry.perform({ type: 'registry.types', names: SimulatedRegistry.names() });
  for (const type of Object.values(types)) {
    const { physicalId, attributes: told } = answerOf(recordedType(type).create(wantedOf({})));
    assert.match(physicalId, /^[^{}]+$/, type.name);
    assert.deepEqual(Object.keys(told!), Object.keys(type.attributes));
    for (const [name, value] of Object.entries(told!))
      assert.doesNotMatch(JSON.stringify(value), /undefined|[{$]\w/, `${type.name}.${name}`);
  }
});

test('the same wanted twice is the same; another resource, or the same made anew, is another', async () => {
  const type = await typeOf('AWS::EC2::VPC');
  const idOf = (logicalId: string, suffix?: string) =>
    answerOf(type.create(wantedOf({}, logicalId, suffix))).physicalId;
  assert.equal(idOf('A'), idOf('A'));
  assert.equal(new Set([idOf('A'), idOf('B'), idOf('A', 'ZZZZZZZZZZZZ')]).size, 3);
});

test('what is changed in place keeps its id; attributes tell what its properties are now', async () => {
  const type = await typeOf('AWS::EC2::Subnet');
  const before = answerOf(type.create(wantedOf({ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' })));
  const wanted = wantedOf({ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/20' }, 'It', 'ZZZZZZZZZZZZ');
  const had = { ...wanted, physicalId: before.physicalId, attributes: before.attributes! };
  const after = answerOf(type.update!(wanted, had));
  assert.equal(after.physicalId, before.physicalId);
  assert.deepEqual(after.attributes, { ...before.attributes, CidrBlock: '10.0.0.0/20' });
});
