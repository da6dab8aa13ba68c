import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCopySource } from './copy-source.ts';
import { commonPrefixOf, encoded, listing, type ListingRequest } from './listing.ts';

const same = (key: string) => key;
const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function page(keys: readonly string[], request: Partial<ListingRequest>) {
  const prefix = request.prefix ?? '';
  const whole: ListingRequest = { delimiter: undefined, after: undefined, limit: 1000, ...request, prefix };
  const entriesAfter = (position: string | undefined, limit: number) => {
    const after = position ?? whole.after;
    return keys
      .filter((key) => key.startsWith(prefix) && (after === undefined || key > after))
      .slice(0, limit);
  };
  return listing(entriesAfter, same, same, whole);
}

test('keys below a delimiter are rolled up into one prefix', () => {
  const keys = ['a', 'dir/b', 'dir/c', 'dir2/d', 'e'];
  const { items, truncated } = page(keys, { delimiter: '/' });
  assert.deepEqual(
    items.map((item) => ('entry' in item ? item.entry : `(${item.commonPrefix})`)),
    ['a', '(dir/)', '(dir2/)', 'e'],
  );
  assert.equal(truncated, false);
});

test('for any keys and any page size, the pages together are the whole', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.uniqueArray(key),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      (unordered, limit, rolled) => {
        const keys = unordered.sort(byCodeUnits);
        const delimiter = rolled ? '/' : undefined;
        const names: string[] = [];
        for (let after: string | undefined; ; after = names.at(-1)) {
          const { items, truncated } = page(keys, { delimiter, limit, after });
          names.push(...items.map((item) => item.name));
          if (!truncated) break;
        }
        const expected = new Set(keys.map((each) => commonPrefixOf(each, { prefix: '', delimiter }) ?? each));
        assert.deepEqual(names, [...expected]);
      },
    ),
  );
});

test('a key that is url-encoded keeps its slashes', () => {
  assert.equal(encoded('a b/ü+%', 'url'), 'a%20b/%C3%BC%2B%25');
  assert.equal(encoded('a b/ü', undefined), 'a b/ü');
});

test('a copy source names bucket, key and version', () => {
  assert.deepEqual(parseCopySource('/bucket/a%20b/c'), { bucket: 'bucket', key: 'a b/c' });
  assert.deepEqual(parseCopySource('bucket/%C3%BC?versionId=v1'), {
    bucket: 'bucket',
    key: 'ü',
    versionId: 'v1',
  });
  assert.equal(parseCopySource('bucket'), undefined);
  assert.equal(parseCopySource('bucket/'), undefined);
});
