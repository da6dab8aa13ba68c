import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from './instant.ts';

test('a moment without an offset is UTC’s, wherever this machine is', (t) => {
  const { TZ } = process.env;
  t.after(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });
  process.env['TZ'] = 'America/St_Johns';
  assert.equal(new Date(0).getTimezoneOffset(), 210);
  const table: readonly (readonly [text: string, iso: string])[] = [
    ['2026-06-01T00:00:00', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T00:00', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T00:00:00.250', '2026-06-01T00:00:00.250Z'],
    ['2026-06-01', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T00:00:00Z', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T00:00:00+02:00', '2026-05-31T22:00:00.000Z'],
  ];
  for (const [text, iso] of table) assert.equal(new Date(instantOf(text)).toISOString(), iso, text);
  assert.equal(instantOf('tomorrow'), NaN);
});
