import assert from 'node:assert/strict';
import { test } from 'node:test';
import { services } from '../src/catalogue.ts';
import { ownTypes } from '../src/services/cloudformation/progress/types.ts';
import { kindOf, kindsHere, recordedOf, registeredTypes } from './coverage.ts';

const loaded = await Promise.all(services.map((service) => service.load()));
const types = [...new Set(loaded.flatMap(({ resources = [] }) => resources).concat(ownTypes))];

/** Types that cannot be looked at, so that their drift is not seen. Every other type has `read`. */
const unread: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::WaitCondition': 'it is over when it is made',
  'AWS::CloudFormation::WaitConditionHandle': 'it is a URL and nothing else',
};

/** Types that cannot be imported, nor be found by Cloud Control. Every other type has `adopt`. */
const unadopted: Readonly<Record<string, string>> = {
  ...unread,
  'AWS::CodePipeline::Webhook': 'nobody says what its identifier, Id, is',
  'AWS::EC2::NetworkAclEntry': "its identifier is CloudFormation's, and names nothing elsewhere",
  'AWS::ElasticLoadBalancingV2::ListenerCertificate':
    "its identifier is CloudFormation's, and names nothing elsewhere",
  'AWS::IAM::AccessKey': 'its secret is told once, and GetAtt has to answer it',
  'AWS::IAM::Policy': "its identifier is CloudFormation's, and names nothing elsewhere",
  'AWS::IAM::UserToGroupAddition': "its identifier is CloudFormation's, and names nothing elsewhere",
  'AWS::SNS::TopicPolicy': "its identifier is CloudFormation's, and names nothing elsewhere",
  'AWS::SQS::QueuePolicy': "its identifier is CloudFormation's, and names nothing elsewhere",
  'AWS::SecretsManager::SecretTargetAttachment':
    'databases are recorded: nothing tells what a secret is attached to',
};

test('every type can be looked at, but for those that say why not', () => {
  const without = types.filter(({ read }) => !read).map(({ typeName }) => typeName);
  assert.deepEqual(without.sort(), Object.keys(unread).sort());
});

test('every type can be imported, but for those that say why not', () => {
  const without = types.filter(({ adopt, read }) => !adopt || !read).map(({ typeName }) => typeName);
  assert.deepEqual(without.sort(), Object.keys(unadopted).sort());
});

const part = 'it is a part of another resource, which is listed';
const alone = 'it is one for an account and a region, or none';

/** Types that Cloud Control does not list. */
const unlisted: Readonly<Record<string, string>> = {
  ...unadopted,
  'AWS::AutoScaling::WarmPool': part,
  'AWS::CloudFormation::Macro': 'no operation tells of them',
  'AWS::EC2::EIPAssociation': part,
  'AWS::EC2::NetworkInterfaceAttachment': part,
  'AWS::EC2::Route': part,
  'AWS::EC2::SecurityGroupEgress': part,
  'AWS::EC2::SecurityGroupIngress': part,
  'AWS::EC2::SubnetCidrBlock': part,
  'AWS::EC2::SubnetNetworkAclAssociation': part,
  'AWS::EC2::SubnetRouteTableAssociation': part,
  'AWS::EC2::VPCCidrBlock': part,
  'AWS::EC2::VolumeAttachment': part,
  'AWS::EC2::VPCDHCPOptionsAssociation': part,
  'AWS::EC2::VPCGatewayAttachment': part,
  'AWS::ECR::RegistryPolicy': alone,
  'AWS::ECR::ReplicationConfiguration': alone,
  'AWS::ECS::PrimaryTaskSet': part,
  'AWS::ECS::TaskSet': part,
  'AWS::ElasticLoadBalancingV2::TrustStoreRevocation': part,
  'AWS::Events::EventBusPolicy': part,
  'AWS::IAM::GroupPolicy': part,
  'AWS::IAM::RolePolicy': part,
  'AWS::IAM::ServiceLinkedRole': 'roles are listed as what they are',
  'AWS::IAM::UserPolicy': part,
  'AWS::KMS::ReplicaKey': 'keys are listed as what they are',
  'AWS::Lambda::LayerVersionPermission': part,
  'AWS::Lambda::Permission': part,
  'AWS::Lambda::ResourcePolicy': part,
  'AWS::Logs::Transformer': part,
  'AWS::SecretsManager::ResourcePolicy': part,
  'AWS::SecretsManager::RotationSchedule': part,
  'AWS::StepFunctions::StateMachineAlias': part,
  'AWS::StepFunctions::StateMachineVersion': part,
};

/** Types that can be changed, and not by a patch. */
const unpatched: Readonly<Record<string, string>> = {
  'AWS::CodeBuild::SourceCredential': 'its token is told to nobody',
  'AWS::CloudFormation::Stack': "its template's URL is told to nobody",
};

test('every type that can be found is listed, but for those that say why not', () => {
  const without = types.filter(({ list }) => !list).map(({ typeName }) => typeName);
  assert.deepEqual(without.sort(), Object.keys(unlisted).sort());
});

test('every type that is changed is changed by a patch, but for those that say why not', () => {
  const without = types.filter(({ secret }) => secret).map(({ typeName }) => typeName);
  assert.deepEqual(without, Object.keys(unpatched));
});

test('what is listed can be found', () => {
  for (const { typeName, adopt, read, list } of types)
    if (list) assert.ok(adopt && read, `${typeName} is listed`);
});

test('whatever else the registry has of the services here says why it is only recorded', async () => {
  const served = new Set([...types.map(({ typeName }) => typeName), 'AWS::CloudFormation::CustomResource']);
  const kinds = kindsHere();
  const others = (await registeredTypes()).filter((name) => kinds.has(kindOf(name)) && !served.has(name));
  const reasons = Object.keys(recordedOf()).map((pattern) => ({ pattern, isOf: matcher(pattern) }));
  const unsaid = others.filter((name) => !reasons.some(({ isOf }) => isOf(name)));
  assert.deepEqual(unsaid, []);
  const idle = reasons.filter(({ isOf }) => !others.some(isOf)).map(({ pattern }) => pattern);
  assert.deepEqual(idle, [], 'a reason is for something');
});

const matcher =
  (pattern: string) =>
  (typeName: string): boolean =>
    pattern.endsWith('*') ? typeName.startsWith(pattern.slice(0, -1)) : typeName === pattern;
