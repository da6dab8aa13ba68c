import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deniedByPolicy, type StackPolicyAction } from './stack-policy.ts';

const allowAll = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' };

function check(statements: object[], action: StackPolicyAction, expected: string | undefined): void {
  const policy = JSON.stringify({ Statement: statements });
  const question = { action, logicalId: 'Database', type: 'AWS::RDS::DBInstance' };
  assert.equal(deniedByPolicy(policy, question), expected);
}

test('what no statement allows is denied', () => {
  check(
    [],
    'Update:Modify',
    'Action denied by stack policy: No statement allows [Update:Modify] for resource [LogicalResourceId/Database]',
  );
  check([allowAll], 'Update:Modify', undefined);
  check(
    [{ ...allowAll, NotResource: 'LogicalResourceId/Data*', Resource: undefined }],
    'Update:Modify',
    'Action denied by stack policy: No statement allows [Update:Modify] for resource [LogicalResourceId/Database]',
  );
});

test('a Deny overrides what is allowed, for the actions, resources and types it names', () => {
  const deny = { Effect: 'Deny', Action: ['Update:Replace', 'Update:Delete'], Principal: '*', Resource: '*' };
  check([allowAll, deny], 'Update:Modify', undefined);
  check(
    [allowAll, deny],
    'Update:Replace',
    'Action denied by stack policy: Statement [#2] denies [Update:Replace] for resource [LogicalResourceId/Database]',
  );
  const typed = { ...deny, Condition: { StringEquals: { ResourceType: ['AWS::EC2::Instance'] } } };
  check([allowAll, typed], 'Update:Replace', undefined);
  const like = { ...deny, Condition: { StringLike: { ResourceType: 'AWS::RDS::*' } } };
  check(
    [allowAll, like],
    'Update:Delete',
    'Action denied by stack policy: Statement [#2] denies [Update:Delete] for resource [LogicalResourceId/Database]',
  );
});

test('a pattern of many stars is soon found not to fit', () => {
  const NotResource = `LogicalResourceId/${'*a'.repeat(30)}`;
  const policy = JSON.stringify({ Statement: [{ ...allowAll, Resource: undefined, NotResource }] });
  const question = {
    action: 'Update:Modify' as const,
    logicalId: 'a'.repeat(254) + 'b',
    type: 'AWS::S3::Bucket',
  };
  assert.equal(deniedByPolicy(policy, question), undefined);
});
