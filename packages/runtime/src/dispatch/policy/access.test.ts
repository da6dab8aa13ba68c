import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../service.ts';
import { refusalOf } from './access.ts';
import { isPolicy } from './document.ts';

const resource = 'arn:aws:sqs:us-east-1:000000000000:work';
const statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: resource };

const caller = (arn: string, more: Partial<Caller> = {}): Caller => ({
  account: '000000000000',
  region: 'us-east-1',
  arn,
  ...more,
});
const service = (name: string, sourceArn: string): Caller =>
  caller(`${name}.amazonaws.com`, { service: `${name}.amazonaws.com`, sourceArn });

const owner = caller('arn:aws:iam::000000000000:user/ann');
const other = caller('arn:aws:sts::111111111111:assumed-role/ship/1', { account: '111111111111' });
const topic = service('sns', 'arn:aws:sns:eu-west-1:222222222222:news');
const bucket = { ...service('s3', 'arn:aws:s3:::uploads'), sourceAccount: '222222222222' };
const group = service('logs', 'arn:aws:logs:us-east-1:000000000000:log-group:/app:*');
const stack = service('cloudformation', 'arn:aws:cloudformation:us-east-1:000000000000:stack/app/1');
const elsewhere = { ...stack, account: '111111111111' };
const poller = service('sqs', resource);

const keptOut = (who: Caller, ...statements: readonly object[]): boolean => {
  const policy = statements.length === 0 ? undefined : JSON.stringify({ Statement: statements });
  const access = { action: 'sqs:sendmessage', resource, owner: '000000000000', policy };
  return refusalOf({ caller: who, now: 0, region: 'us-east-1' }, access) !== undefined;
};

test('a policy lets in whom it allows, and everybody of its account whom it does not deny', () => {
  const deny = { ...statement, Effect: 'Deny' };
  const by = (Principal: unknown) => ({ ...statement, Principal });
  const when = (Condition: object) => ({ ...statement, Condition });
  const rows: readonly [who: Caller, statements: readonly object[], isLetIn: boolean][] = [
    [owner, [], true],
    [owner, [by({ AWS: '111111111111' })], true],
    [owner, [statement, deny], false],
    [owner, [{ ...deny, Action: 'sqs:ReceiveMessage' }], true],
    [owner, [{ ...deny, Resource: `${resource}.fifo` }], true],
    [owner, [{ ...deny, Resource: undefined, NotResource: resource }], true],
    [owner, [{ ...deny, Principal: undefined, NotPrincipal: { AWS: owner.arn } }], true],
    [other, [], false],
    [other, [statement], true],
    [other, [by({ AWS: '*' })], true],
    [other, [by({ AWS: ['222222222222', 'arn:aws:iam::111111111111:root'] })], true],
    [other, [by({ AWS: 'arn:aws:iam::111111111111:role/shop/ship' })], true],
    [other, [by({ AWS: 'arn:aws:iam::111111111111:role/shop/sail' })], false],
    [other, [by({ Service: 'sns.amazonaws.com' })], false],
    [other, [when({ StringEquals: { 'aws:PrincipalAccount': '111111111111' } })], true],
    [other, [when({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })], false],
    [topic, [], false],
    [topic, [by({ Service: ['s3.amazonaws.com', 'sns.amazonaws.com'] })], true],
    [topic, [by({ Service: 'events.amazonaws.com' })], false],
    [topic, [by({ AWS: '000000000000' })], false],
    [topic, [when({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:news' } })], true],
    [topic, [when({ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:222222222222:olds' } })], false],
    [topic, [when({ StringEquals: { 'AWS:SourceAccount': '222222222222' } })], true],
    [topic, [when({ StringEquals: { 'AWS:SourceAccount': '000000000000' } })], false],
    [topic, [statement, { ...deny, Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } } }], true],
    [bucket, [when({ StringEquals: { 'aws:SourceAccount': '222222222222' } })], true],
    [group, [by({ Service: 'logs.us-east-1.amazonaws.com' })], true],
    [stack, [], true],
    [elsewhere, [], false],
    [elsewhere, [by({ AWS: 'arn:aws:iam::111111111111:root' })], true],
    [elsewhere, [by({ Service: 'cloudformation.amazonaws.com' })], false],
    [stack, [deny], false],
    [poller, [], true],
  ];
  for (const [who, statements, isLetIn] of rows)
    assert.equal(keptOut(who, ...statements), !isLetIn, `${who.arn}: ${JSON.stringify(statements)}`);
});

test('what cannot be judged is no policy', () => {
  const rows: readonly [document: unknown, is: boolean][] = [
    [{ Statement: statement }, true],
    [{ Version: '2012-10-17', Statement: [statement] }, true],
    [{ Statement: { ...statement, Resource: undefined } }, true],
    [{ Statement: [] }, false],
    [{}, false],
    [[], false],
    [null, false],
    [{ Statement: 'Allow' }, false],
    [{ Statement: { ...statement, Effect: 'allow' } }, false],
    [{ Statement: { ...statement, Principal: undefined } }, false],
    [{ Statement: { ...statement, Principal: { AWS: [1] } } }, false],
    [{ Statement: { ...statement, Action: undefined } }, false],
    [{ Statement: { ...statement, Condition: 'no' } }, false],
    [{ Statement: { ...statement, Condition: { StringEquals: null } } }, false],
    [{ Statement: { ...statement, Condition: { StringResembles: {} } } }, false],
  ];
  for (const [document, is] of rows)
    assert.equal(isPolicy(JSON.stringify(document)), is, JSON.stringify(document));
  assert.equal(isPolicy('nonsense'), false);
});
