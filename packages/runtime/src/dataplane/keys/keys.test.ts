import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysContract } from './keys.contract.ts';
import { LocalKeys } from './keys.local.ts';
import { SimulatedKeys } from './keys.simulated.ts';

const local = new LocalKeys();
const simulated = new SimulatedKeys();

keysContract('local', (effect) => local.perform(effect));
keysContract('simulated', (effect) => simulated.perform(effect));

test('locally no two pairs are the same', async () => {
  const [one, other] = await Promise.all(
    [1, 2].map(() => local.perform({ type: 'key.generate', spec: 'ECC_NIST_P256' })),
  );
  assert.notEqual(one!.privateKey, other!.privateKey);
});
