import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretValue } from './secret-value.ts';

const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf';

test('a secret, or a key of it, becomes a variable; what is not there is none', () => {
  const rows: readonly (readonly [from: string, output: object, value: string | undefined])[] = [
    [secret, { SecretString: 'text' }, 'text'],
    [`${secret}:user::`, { SecretString: '{"user":"ann","port":5432}' }, 'ann'],
    [`${secret}:port::`, { SecretString: '{"user":"ann","port":5432}' }, '5432'],
    [`${secret}:none::`, { SecretString: '{"user":"ann"}' }, undefined],
    [`${secret}:toString::`, { SecretString: '{"user":"ann"}' }, undefined],
    [`${secret}:user::`, { SecretString: 'not JSON' }, undefined],
    [`${secret}:user::`, { SecretString: 'null' }, undefined],
    [`${secret}:user::`, { SecretBinary: 'AA==' }, undefined],
    ['/app/url', { Parameters: [{ Value: 'http://db' }] }, 'http://db'],
    ['/app/none', { Parameters: [] }, undefined],
  ];
  for (const [from, output, value] of rows)
    assert.equal(secretValue(from, output), value, JSON.stringify(output));
});
