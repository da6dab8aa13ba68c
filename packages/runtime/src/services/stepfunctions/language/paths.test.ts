import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from './json.ts';
import { parsePath } from './path-steps.ts';
import { foundAt, isReferencePath } from './paths.ts';

const input: Json = {
  limit: 10,
  books: [
    { title: 'A', price: 8, tags: ['x'] },
    { title: 'B', price: 12, isbn: '1' },
    { title: 'C', price: 22, isbn: null, of: { title: 'D' } },
  ],
};
const rows: readonly (readonly [path: string, found: Json | undefined])[] = [
  ['$.books[1].title', 'B'],
  ['$.books[-1].title', 'C'],
  ['$.books[9].title', undefined],
  ['$.books[*].title', ['A', 'B', 'C']],
  ['$.books[1:].title', ['B', 'C']],
  ['$.books[0,2].title', ['A', 'C']],
  ["$.books[0]['title','price']", ['A', 8]],
  ['$..title', ['A', 'B', 'C', 'D']],
  ['$.books..title', ['A', 'B', 'C', 'D']],
  ['$..tags[0]', ['x']],
  ['$.nothing..title', []],
  ['$.books[?(@.price > 10)].title', ['B', 'C']],
  ['$.books[?(@.price<=$.limit)].title', ['A']],
  ["$.books[?(@.title == 'B')]", [{ title: 'B', price: 12, isbn: '1' }]],
  ['$.books[?(@.title == "Z")]', []],
  ['$.books[?(@.isbn)].title', ['B', 'C']],
  ['$.books[?(!@.isbn)].title', ['A']],
  ['$.books[?(@.isbn == null)].title', ['C']],
  ['$.books[?(@.price != 12 && (@.isbn || @.tags[0] == "x"))].title', ['A', 'C']],
  ["$.books[?(@['of'].title == 'D')].title", ['C']],
  ['$.books[?(@.title > 5)].title', []],
  ["$..[?(@.title == 'D')].title", ['D']],
  ['$.books[?(@.tags[*])].title', ['A']],
  ["$.books.[0].['title']", 'A'],
  ['$.books[-2:].title', ['B', 'C']],
  ['$.books.length()', 3],
  ['$.books[0].title.length()', 1],
  ['$.books[*].price.max()', 22],
  ['$.books[*].price.avg()', 14],
  ['$.books[*].title.sum()', undefined],
  ['$.books[0].keys()', ['title', 'price', 'tags']],
  ['$.books[?(@.tags.length() == 1)].title', ['A']],
  ['$.books[?(@.title =~ /[ab]/i)].title', ['A', 'B']],
  ['$.books[?(@.title =~ /[ab]/)].title', []],
  ["$.books[?(@.title in ['A', 'C'])].title", ['A', 'C']],
  ['$.books[?(@.price nin [8, 12])].title', ['C']],
  ["$.books[?(@.tags anyof ['x', 'y'])].title", ['A']],
  ["$.books[?(@.tags subsetof ['y'])].title", []],
  ["$.books[?(@.tags noneof ['y'] && @.tags size 1)].title", ['A']],
  ['$.books[?(@.title empty false && @.price > 20)].title', ['C']],
];

for (const [path, found] of rows)
  test(`${path} finds ${JSON.stringify(found)}`, () =>
    assert.deepEqual(foundAt(path, { input, context: {}, variables: {} }), found));

for (const path of [
  'books',
  '$.',
  '$..',
  '$.books[',
  '$.books[?()]',
  '$.books[?(5)]',
  '$.books[?(@.a == )]',
  '$.books[?(@.a == 01)]',
  '$.books[?(@.a =~ /(/)]',
  '$.books[?(@.a in [1)]',
  '$.books.concat()',
  '$.books.length().a',
  `$[?(${'('.repeat(30)}@.a${')'.repeat(30)})]`,
])
  test(`${path} is not served`, () => assert.equal(parsePath(path), undefined));

test('a reference path names one place', () => {
  for (const path of ['$..a', '$.a[0,1]', '$.a[?(@.b)]', '$.a[*]', '$.a[1:]', '$$.a', '$.a[-1]'])
    assert.equal(isReferencePath(path), false, path);
  for (const path of ['$', '$.a.b', "$['a'][0].b"]) assert.equal(isReferencePath(path), true, path);
});

for (const path of ['$..*..*..*', '$..[?($..a)]'])
  test(`${path} does not look at the same for ever`, () => {
    let deep: Json = 1;
    for (let level = 0; level < 2000; level++) deep = [deep];
    assert.throws(
      () => foundAt(path, { input: deep, context: {}, variables: {} }),
      /more than 1000000 values/,
    );
  });
