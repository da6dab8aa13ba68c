import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LifecycleRule } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { applies, dayMs, dueAt, expirationHeader } from './lifecycle.ts';

const rule = (own: Partial<LifecycleRule>): LifecycleRule => ({ Status: 'Enabled', Filter: {}, ...own });
const tag = { Key: 'keep', Value: 'no' };

test('a rule is for what its filter names', () => {
  const object = { key: 'in/a', size: 100, tags: [tag] };
  const rows: readonly [Partial<LifecycleRule>, boolean][] = [
    [{}, true],
    [{ Status: 'Disabled' }, false],
    [{ Filter: { Prefix: 'in/' } }, true],
    [{ Filter: { Prefix: 'out/' } }, false],
    [{ Filter: { Tag: tag } }, true],
    [{ Filter: { Tag: { ...tag, Value: 'yes' } } }, false],
    [{ Filter: { ObjectSizeGreaterThan: 99 } }, true],
    [{ Filter: { ObjectSizeGreaterThan: 100 } }, false],
    [{ Filter: { ObjectSizeLessThan: 100 } }, false],
    [{ Filter: { And: { Prefix: 'in/', Tags: [tag], ObjectSizeLessThan: 101 } } }, true],
    [{ Filter: { And: { Prefix: 'out/', Tags: [tag] } } }, false],
  ];
  for (const [own, expected] of rows) assert.equal(applies(rule(own), object), expected, JSON.stringify(own));
  // A marker has no size and no tags.
  assert.equal(applies(rule({ Filter: { ObjectSizeLessThan: 100 } }), { key: 'in/a' }), false);
  assert.equal(applies(rule({ Filter: { Prefix: 'in/' } }), { key: 'in/a' }), true);
});

test('the rule that is due first is told', () => {
  const Rules = [
    rule({ ID: 'late', Expiration: { Days: 3 } }),
    rule({ ID: 'a b', Expiration: { Days: 1 } }),
    rule({ ID: 'other', Filter: { Prefix: 'x/' }, Expiration: { Days: 1 } }),
  ];
  const object = { key: 'a', size: 1, tags: [], modifiedAt: 1 };
  assert.equal(
    expirationHeader({ Rules }, object),
    'expiry-date="Sat, 03 Jan 1970 00:00:00 GMT", rule-id="a%20b"',
  );
  assert.equal(expirationHeader({ Rules: [] }, object), undefined);
});

test('for any moment and age, what is due is due at a midnight, not early, and within the day', () => {
  fc.assert(
    fc.property(fc.nat(4e12), fc.integer({ min: 1, max: 4000 }), (since, days) => {
      const late = dueAt(since, days) - (since + days * dayMs);
      return dueAt(since, days) % dayMs === 0 && late >= 0 && late < dayMs;
    }),
  );
});
