import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askingActions, rerouted } from './routed-actions.ts';

test('whoever sends traffic elsewhere keeps what is asked of those who come, and the secret', () => {
  const forward = { Type: 'forward', ForwardConfig: {} };
  const oidc = { Type: 'authenticate-oidc', Order: 4, AuthenticateOidcConfig: { ClientId: 'shop' } };
  const asking = askingActions([oidc, { ...forward, Order: 9 }]);
  assert.deepEqual(rerouted(asking, forward), [
    { ...oidc, AuthenticateOidcConfig: { ClientId: 'shop', UseExistingClientSecret: true }, Order: 1 },
    { ...forward, Order: 2 },
  ]);
  assert.deepEqual(rerouted(askingActions([{ Type: 'jwt-validation' }]), forward), [
    { Type: 'jwt-validation', Order: 1 },
    { ...forward, Order: 2 },
  ]);
  assert.deepEqual(rerouted(askingActions([forward]), forward), [forward]);
});
