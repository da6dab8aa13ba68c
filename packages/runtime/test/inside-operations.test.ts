import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { services } from '../src/catalogue.ts';

test('what services ask of each other inside the house, a README names', async () => {
  const pages = globSync('src/services/**/README.md').map((page) => readFileSync(page, 'utf8'));
  const loaded = await Promise.all(services.map((service) => service.load()));
  const unnamed = loaded.flatMap(({ name, inside = {} }) =>
    Object.keys(inside)
      .filter((operation) => !pages.some((page) => page.includes(`\`${operation}\``)))
      .map((operation) => `${name}:${operation}`),
  );
  assert.deepEqual(unnamed, []);
});
