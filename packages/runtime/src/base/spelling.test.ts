import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spelling } from './spelling.ts';

const { api, template } = spelling({
  names: { EFSVolumeConfiguration: 'efsVolumeConfiguration', BuildSpec: 'buildspec' },
  verbatim: ['Options'],
});

const rows: readonly [name: string, template: unknown, api: unknown][] = [
  ['a first letter', { Name: 'web', Cpu: 256 }, { name: 'web', cpu: 256 }],
  [
    'lists and depths',
    { Actions: [{ Name: 'a' }, { Name: 'b' }] },
    { actions: [{ name: 'a' }, { name: 'b' }] },
  ],
  [
    'an exception',
    { Volumes: [{ EFSVolumeConfiguration: {} }] },
    { volumes: [{ efsVolumeConfiguration: {} }] },
  ],
  ["the user's own names", { Options: { 'Awslogs-group': 'x' } }, { options: { 'Awslogs-group': 'x' } }],
  [
    'nothing in values',
    { Name: 'BuildSpec', List: ['Name', 1, true] },
    { name: 'BuildSpec', list: ['Name', 1, true] },
  ],
];

for (const [name, written, called] of rows) {
  test(`respells ${name}, and back`, () => {
    assert.deepEqual(api(written), called);
    assert.deepEqual(template(called), written);
  });
}

const word = fc.stringMatching(/^[A-Z][A-Za-z]{0,8}$/);
const { written } = fc.letrec((tie) => ({
  written: fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('written'), { maxLength: 3 }),
    fc.dictionary(word, tie('written'), { maxKeys: 4, noNullPrototype: true }),
    fc.dictionary(fc.constantFrom('Options', 'EFSVolumeConfiguration', 'BuildSpec'), tie('written'), {
      noNullPrototype: true,
    }),
  ),
}));

test('for any properties, what is respelled and spelled back is what it was', () =>
  fc.assert(fc.property(written, (properties) => assert.deepEqual(template(api(properties)), properties))));
