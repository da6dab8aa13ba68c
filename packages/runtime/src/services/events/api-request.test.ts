import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf } from './api-request.ts';

test('the body parameters of a connection are joined with an object, and with nothing else', () => {
  const shared = { BodyParameters: [{ Key: 'channel', Value: 'steps' }] };
  assert.equal(bodyOf('{"order":7}', shared), '{"order":7,"channel":"steps"}');
  assert.equal(bodyOf('[7]', shared), '[7]');
  assert.equal(bodyOf('no JSON', shared), 'no JSON');
  assert.equal(bodyOf('no JSON', undefined), 'no JSON');
});
