import assert from 'node:assert/strict';
import { test } from 'node:test';
import { services } from '../src/catalogue.ts';
import { ownTypes } from '../src/services/cloudformation/progress/types.ts';

const loaded = await Promise.all(services.map((service) => service.load()));
const types = [...new Set(loaded.flatMap(({ resources = [] }) => resources).concat(ownTypes))];

/** Types that cannot be looked at, so that their drift is not seen. Every other type has `read`. */
const unread: Readonly<Record<string, string>> = {
  // AWS: user guide, "Drift detection … on nested stacks": the nested stack itself is asked.
  'AWS::CloudFormation::Stack': 'a nested stack is looked at by itself',
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

test('what is updated by a patch can be found, read and updated', () => {
  for (const { typeName, whole, adopt, read, update, list } of types) {
    if (whole) assert.ok(adopt && read && update, `${typeName} is whole`);
    if (list) assert.ok(adopt && read, `${typeName} is listed`);
  }
});
