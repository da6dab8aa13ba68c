import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expand, namedValues, splitWords } from './words.ts';

const variables: Readonly<Record<string, string>> = { X: 'one', EMPTY: '', Y_2: 'two words' };
const lookup = (name: string) => variables[name];

describe('a word of a Dockerfile is what its variables and quotes make of it', () => {
  const rows: readonly [string, string][] = [
    ['plain', 'plain'],
    ['$X', 'one'],
    ['a${X}b', 'aoneb'],
    ['$X/$Y_2', 'one/two words'],
    ['$MISSING.', '.'],
    ['${MISSING:-other}', 'other'],
    ['${EMPTY:-other}', 'other'],
    ['${EMPTY-other}', ''],
    ['${X:-other}', 'one'],
    ['${X:+there}', 'there'],
    ['${EMPTY:+there}', ''],
    ['${EMPTY+there}', 'there'],
    ['${MISSING:-${X}}', 'one'],
    ['${MISSING:-"a } b"}', 'a } b'],
    ['\\$X', '$X'],
    ["'$X'", '$X'],
    ['"$X and \\"$Y_2\\""', 'one and "two words"'],
    ['"a\\b"', 'a\\b'],
    ['a\\ b', 'a b'],
    ['100$', '100$'],
    ['$(date)', '$(date)'],
  ];
  for (const [text, wanted] of rows) test(text, () => assert.equal(expand(text, lookup), wanted));

  for (const text of ['${X', '"open', "'open", '${X%y}', '${}'])
    test(`${text} is refused`, () => assert.throws(() => expand(text, lookup), { name: 'Error' }));

  test('${MISSING:?…} says what is missing', () =>
    assert.throws(() => expand('${MISSING:?give it}', lookup), /MISSING is not set: give it/));
});

test('words end at blanks that are not quoted', () => {
  assert.deepEqual(splitWords(' a  "b c" d\\ e \'f "g\' h="i j"k '), [
    'a',
    '"b c"',
    'd\\ e',
    "'f \"g'",
    'h="i j"k',
  ]);
});

describe('names have values', () => {
  const rows: readonly [string, [string, string][]][] = [
    ['A=1 B="two words" C=$X', [['A', '1'], ['B', 'two words'], ['C', 'one']]], // prettier-ignore
    ['OLD  the way $X was', [['OLD', 'the way one was']]],
    ['A=', [['A', '']]],
    ['org.label="x=y"', [['org.label', 'x=y']]],
  ];
  for (const [text, wanted] of rows) test(text, () => assert.deepEqual(namedValues(text, lookup), wanted));
  test('or are refused', () => assert.throws(() => namedValues('A=1 B', lookup), /name=value/));
});
