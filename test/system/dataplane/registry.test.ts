import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { registryContract } from '../../../packages/runtime/src/dataplane/registry/registry.contract.ts';
import { LocalRegistry } from '../../../packages/runtime/src/dataplane/registry/registry.local.ts';

describe('a registry that nobody has written down yet', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'registry-'));
  after(() => rmSync(folder, { recursive: true }));

  const registry = new LocalRegistry([path.join(folder, 'cache')]);
  registryContract('written by a thread', () => registry);

  test('is written once, and whole, however many ask', async () => {
    const cache = path.join(folder, 'other');
    const asking = new LocalRegistry([cache]);
    const names = ['AWS::SNS::Topic'];
    const answers = await Promise.all([1, 2, 3].map(() => asking.perform({ type: 'registry.types', names })));
    for (const { types } of answers) assert.deepEqual(Object.keys(types), names);
    assert.equal(readdirSync(cache).length, 1);
  });

  test('is kept in the next folder where the first may not be written to', async () => {
    const file = path.join(folder, 'no-folder');
    writeFileSync(file, '');
    const next = path.join(folder, 'next');
    mkdirSync(next);
    await new LocalRegistry([path.join(file, 'cache'), next]).perform({ type: 'registry.types', names: [] });
    assert.equal(readdirSync(next).length, 1);
  });
});
