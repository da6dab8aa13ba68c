import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { services as listed } from '../src/catalogue.ts';
import { coverageText, schemaOperations, services } from './coverage.ts';

for (const { listing, here } of listed) {
  test(`${here.name} is listed as what it is`, () => {
    const { name, signingName, addressed, unsigned, crossOrigin } = here;
    const { load: _, ...said } = listing;
    const is = { name, signingName, addressed, unsigned, crossOrigin };
    assert.deepEqual(said, JSON.parse(JSON.stringify(is)));
    const strangers = (here.flows ?? []).filter(({ kind }) => !kind.startsWith(`${name}.`));
    assert.deepEqual(strangers, [], 'flows are found by the name of their service');
  });
}

for (const service of services) {
  test(`every operation that ${service.name} serves is in its schema`, async () => {
    const known = new Set(await schemaOperations(service));
    const unknown = Object.keys(service.operations).filter((name) => !known.has(name));
    assert.deepEqual(unknown, []);
    const outside = Object.keys(service.inside ?? {}).filter((name) => known.has(name));
    assert.deepEqual(outside, [], 'inside operations are not in the SDK');
  });
}

test('docs/coverage.md is fresh: npm run docs', async () => {
  const file = new URL('../../../docs/coverage.md', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), await coverageText());
});
