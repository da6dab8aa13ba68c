import { cbor } from '@smithy/core/cbor';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../base/any-character.contract.ts';
import { Refusal } from '../refusal.ts';
import { parseCbor } from './cbor-document.ts';
import { escapedXml, parseXml } from './xml-document.ts';
import { readTimestamp, timestampText } from './timestamp.ts';
import { formOf } from './query-form.ts';
import { fits, readBase64, readText } from './scalar-text.ts';

test('for any text, XML keeps it', () => {
  const xmlText = fc
    .string({ unit: anyCharacter })
    .filter((text) => !/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text));
  fc.assert(
    fc.property(xmlText, (text) => {
      const { children } = parseXml(`<a b="${escapedXml(text)}"><c>${escapedXml(text)}</c></a>`);
      assert.equal(children[0]?.text, text);
    }),
  );
});

test('XML is read as written, or refused', () => {
  const root = parseXml(
    '\ufeff<?xml version="1.0"?>\n<!-- c --><a x:y=\'1 &lt;\' b="2">t<b/>u<![CDATA[<&]]>&#x41;&#66;<b >x</b></a>\n',
  );
  assert.equal(root.name, 'a');
  assert.equal(root.text, 'tu<&AB');
  assert.deepEqual(
    [...root.attributes],
    [
      ['x:y', '1 <'],
      ['b', '2'],
    ],
  );
  assert.deepEqual(
    root.children.map(({ text }) => text),
    ['', 'x'],
  );
  const wrong = [
    '',
    '<a>',
    '<a></b>',
    '<a',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a/><b/>',
    'text',
    '<a>&unknown;</a>',
    '<a>&#0;</a>',
    '<a>& </a>',
    '<a><!-- </a>',
    '<!DOCTYPE a><a/>',
    '<a>'.repeat(100) + '</a>'.repeat(100),
  ];
  for (const text of wrong) assert.throws(() => parseXml(text), Refusal, text);
});

test('for any data, CBOR is read as the SDK writes it', () => {
  const data = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.string(),
      fc.maxSafeInteger(),
      // The SDK writes -0 as 0.
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(data, (value) => assert.deepEqual(parseCbor(Buffer.from(cbor.serialize(value))), value)),
  );
});

test('for any bytes, CBOR is read or refused, at once', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        parseCbor(Buffer.from(bytes));
      } catch (error) {
        assert.ok(error instanceof Refusal, String(error));
      }
    }),
    { numRuns: 500 },
  );
  assert.throws(() => parseCbor(Buffer.alloc(10_000, 0x81)), Refusal);
});

test('CBOR that the SDK does not write, but others do', () => {
  const rows: readonly [hex: string, value: unknown][] = [
    ['bf6161017f61626163ff9f0203ffff', { a: 1, bc: [2, 3] }],
    ['5f42010243030405ff', Buffer.from([1, 2, 3, 4, 5])],
    ['f93c00', 1],
    ['f97bff', 65_504],
    ['f90001', 5.960464477539063e-8],
    ['fa47c35000', 100_000],
    ['3903e7', -1_000],
    ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
    ['c11a514b67b0', new Date(1_363_896_240_000)],
    ['f6', null],
  ];
  for (const [hex, value] of rows) assert.deepEqual(parseCbor(Buffer.from(hex, 'hex')), value, hex);
  const proto = parseCbor(Buffer.from(`a1${'69'}${Buffer.from('__proto__').toString('hex')}a1616101`, 'hex'));
  assert.deepEqual(Object.keys(proto as object), ['__proto__']);
  assert.equal(Object.getPrototypeOf(proto), Object.prototype);
});

test('times are read in all of AWS’s spellings', () => {
  const time = 1_440_938_160_000;
  for (const text of [
    1_440_938_160,
    '1440938160',
    '1.44093816E9',
    '2015-08-30T12:36:00Z',
    '2015-08-30T12:36:00.000Z',
    '2015-08-30T14:36:00+02:00',
    '20150830T123600Z',
    'Sun, 30 Aug 2015 12:36:00 GMT',
  ])
    assert.equal(readTimestamp(text)?.getTime(), time, String(text));
  for (const text of ['', 'yesterday', '2015-13-01T00:00:00Z', '1e99', 'NaN', Infinity, '20150231T000000Z'])
    assert.equal(readTimestamp(text), undefined, String(text));
  assert.equal(timestampText(new Date(time), 'date-time'), '2015-08-30T12:36:00Z');
  assert.equal(timestampText(new Date(time + 5), 'date-time'), '2015-08-30T12:36:00.005Z');
  assert.equal(timestampText(new Date(time), 'http-date'), 'Sun, 30 Aug 2015 12:36:00 GMT');
  assert.equal(timestampText(new Date(time + 5), 'epoch-seconds'), '1440938160.005');
});

test('numbers and booleans as text', () => {
  const read = (type: 'integer' | 'long' | 'float', text: string) => readText({ kind: 'number', type }, text);
  assert.deepEqual(
    ['1', '-2', '+3', '1e2', ' 4 '].map((text) => read('integer', text)),
    [1, -2, 3, 100, 4],
  );
  for (const text of ['', 'x', '1.5', '0x10', '1_0', '3000000000', 'NaN', '1 2'])
    assert.equal(read('integer', text), undefined, text);
  assert.equal(read('float', '-Infinity'), -Infinity);
  assert.equal(read('long', '9007199254740992'), 2 ** 53);
  assert.equal(fits({ kind: 'number', type: 'number' }, NaN), false);
  assert.equal(readText({ kind: 'boolean' }, 'TRUE'), true);
  assert.equal(readText({ kind: 'boolean' }, 'maybe'), undefined);
  assert.equal(readBase64('YWI=')?.toString(), 'ab');
  for (const text of ['a', '!!', 'YW=I']) assert.equal(readBase64(text), undefined, text);
});

test('a form is a tree, whatever its names are', () => {
  const form = formOf('a.b.1=x&a.b.2=y&a=z', '__proto__.polluted=1&constructor=2&a.b.1=again&=&&c');
  const values = [...(form.children?.get('a')?.children?.get('b')?.children ?? [])].map(
    ([, { value }]) => value,
  );
  assert.deepEqual(values, ['x', 'y']);
  assert.equal(form.children?.get('c')?.value, '');
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  assert.throws(() => formOf('a.'.repeat(100)), Refusal);
  assert.throws(() => formOf('a=b&'.repeat(10_001)), Refusal);
});
