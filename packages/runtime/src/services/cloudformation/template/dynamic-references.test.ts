import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dynamicReferencesIn,
  secretMember,
  withAnswers,
  type SecretReference,
} from './dynamic-references.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';

for (const [text, reference] of [
  ['ssm:/a/b', { service: 'ssm', name: '/a/b' }],
  ['ssm:/a/b:3', { service: 'ssm', name: '/a/b', version: 3 }],
  ['ssm-secure:pass:1', { service: 'ssm-secure', name: 'pass', version: 1 }],
  ['secretsmanager:db', { service: 'secretsmanager', secretId: 'db' }],
  ['secretsmanager:db:SecretString:user', { service: 'secretsmanager', secretId: 'db', jsonKey: 'user' }],
  [
    `secretsmanager:${arn}:SecretString:user::`,
    { service: 'secretsmanager', secretId: arn, jsonKey: 'user' },
  ],
  [
    'secretsmanager:db:SecretString::AWSPREVIOUS',
    { service: 'secretsmanager', secretId: 'db', versionStage: 'AWSPREVIOUS' },
  ],
  [`secretsmanager:${arn}:SecretString:::v1`, { service: 'secretsmanager', secretId: arn, versionId: 'v1' }],
] as const)
  test(`{{resolve:${text}}} is read`, () =>
    assert.deepEqual(dynamicReferencesIn([{ A: `x{{resolve:${text}}}y` }]), [{ text, ...reference }]));

test('answers take the place of references, wherever they stand', () => {
  const value = {
    A: ['{{resolve:ssm:/a}}-{{resolve:ssm:/b:1}}', 5],
    B: '{{resolve:ssm:/a}}',
    C: '{{other}}',
  };
  assert.deepEqual(
    dynamicReferencesIn(value).map(({ text }) => text),
    ['ssm:/a', 'ssm:/b:1'],
  );
  assert.deepEqual(withAnswers(value, { 'ssm:/a': '1', 'ssm:/b:1': '2' }), {
    A: ['1-2', 5],
    B: '1',
    C: '{{other}}',
  });
});

test('a secret is its text, or a member of it', () => {
  const whole: SecretReference = { service: 'secretsmanager', text: '', secretId: 'db' };
  const member = { ...whole, jsonKey: 'user' };
  assert.equal(secretMember(whole, 'plain'), 'plain');
  assert.equal(secretMember(member, '{"user":"me","port":1}'), 'me');
  assert.equal(secretMember({ ...whole, jsonKey: 'port' }, '{"port":1}'), '1');
  assert.throws(() => secretMember(member, '{}'), /Could not find a value associated with JSONKey/);
  assert.throws(() => secretMember(member, 'plain'), /Could not parse SecretString JSON/);
});

test('a reference that names nothing is refused', () => {
  assert.throws(() => dynamicReferencesIn('{{resolve:secretsmanager:db:SecretBinary}}'), /Incorrect format/);
});
