import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../../base/aws-error.ts';
import type { Caller } from '../../../dispatch/service.ts';
import { readPolicy } from './document.ts';
import { verdict } from './evaluate.ts';
import { isPublic } from './publicity.ts';

const caller = (arn: string, account = '111111111111'): Caller => ({ account, region: 'us-east-1', arn });
const root = caller('arn:aws:iam::111111111111:root');
const session = caller('arn:aws:sts::111111111111:assumed-role/deploy/build');
const stranger: Caller = { ...caller('anonymous', 'ANONYMOUS_PRINCIPAL') };
const build: Caller = { ...root, arn: 'codebuild.amazonaws.com', service: 'codebuild.amazonaws.com' };

const read = (statement: object) => readPolicy(JSON.stringify({ Statement: statement }), 'demo');
const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::demo/*' };

test('a statement speaks of those it names, and of nobody else', () => {
  const rows: readonly [statement: object, who: Caller, said: string | undefined][] = [
    [open, stranger, 'Allow'],
    [{ ...open, Effect: 'Deny' }, root, 'Deny'],
    [[open, { ...open, Effect: 'Deny', Action: 's3:*' }], root, 'Deny'],
    [{ ...open, Action: 's3:PutObject' }, root, undefined],
    [{ ...open, Action: 's3:Get*' }, root, 'Allow'],
    [{ ...open, Action: undefined, NotAction: 's3:GetObject' }, root, undefined],
    [{ ...open, Resource: 'arn:aws:s3:::demo' }, root, undefined],
    [{ ...open, Resource: undefined, NotResource: 'arn:aws:s3:::demo/b/*' }, root, 'Allow'],
    [{ ...open, Principal: { AWS: '111111111111' } }, session, 'Allow'],
    [{ ...open, Principal: { AWS: '222222222222' } }, session, undefined],
    [{ ...open, Principal: { AWS: 'arn:aws:iam::111111111111:role/ci/deploy' } }, session, 'Allow'],
    [{ ...open, Principal: { AWS: 'arn:aws:iam::111111111111:role/other' } }, session, undefined],
    [{ ...open, Principal: { AWS: session.arn } }, session, 'Allow'],
    [{ ...open, Principal: { Service: 'codebuild.amazonaws.com' } }, build, 'Allow'],
    [{ ...open, Principal: { Service: 'codebuild.amazonaws.com' } }, root, undefined],
    [{ ...open, Principal: { AWS: '111111111111' } }, build, undefined],
    [{ ...open, Principal: undefined, NotPrincipal: { AWS: '111111111111' } }, root, undefined],
    [{ ...open, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, root, undefined],
    [{ ...open, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, root, 'Allow'],
  ];
  const context = new Map([['aws:securetransport', ['true']]]);
  for (const [statement, who, said] of rows) {
    const access = { caller: who, action: 's3:GetObject', resource: 'arn:aws:s3:::demo/a', context };
    assert.equal(verdict(read(statement), access), said, JSON.stringify(statement));
  }
});

test('a policy is public where it lets everybody in, whoever they belong to', () => {
  const rows: readonly [statement: object, isPublic: boolean][] = [
    [open, true],
    [{ ...open, Effect: 'Deny' }, false],
    [{ ...open, Principal: { AWS: '111111111111' } }, false],
    [{ ...open, Principal: undefined, NotPrincipal: { AWS: '111111111111' } }, true],
    [{ ...open, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, false],
    [{ ...open, Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } }, true],
    [{ ...open, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, true],
    [{ ...open, Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }, false],
    [{ ...open, Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }, true],
    [{ ...open, Condition: { StringEquals: { 's3:prefix': 'a/' } } }, true],
  ];
  for (const [statement, expected] of rows)
    assert.equal(isPublic(read(statement)), expected, JSON.stringify(statement));
});

test('what is no policy of the bucket is refused, and why', () => {
  const rows: readonly [statement: unknown, why: string][] = [
    [[], 'Could not parse the policy: Statement is empty!'],
    [{ ...open, Effect: undefined }, 'Missing required field Effect'],
    [{ ...open, Effect: 'Maybe' }, 'Invalid effect: Maybe'],
    [{ ...open, Principal: undefined }, 'Missing required field Principal'],
    [{ ...open, Principal: { AWS: 'nobody' } }, 'Invalid principal in policy'],
    [{ ...open, Action: 'sqs:SendMessage' }, 'Policy has invalid action'],
    [{ ...open, Resource: 'arn:aws:s3:::other/*' }, 'Policy has invalid resource'],
    [{ ...open, Condition: { StringResembles: { a: 'b' } } }, 'Invalid Condition type : StringResembles'],
    [{ ...open, Colour: 'red' }, 'Unknown field Colour'],
  ];
  for (const [statement, why] of rows)
    assert.throws(
      () => readPolicy(JSON.stringify({ Statement: statement }), 'demo'),
      (error) => error instanceof AwsError && error.name === 'MalformedPolicy' && error.message === why,
      why,
    );
});
