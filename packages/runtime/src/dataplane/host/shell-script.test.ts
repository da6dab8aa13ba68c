import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { quoted } from '../../base/shell-word.ts';
import { isVariableName, parseResult } from './shell-script.ts';

describe('the script of a standing shell', () => {
  test('for any text, a quoted word is that text to a shell', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((any) => !any.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
        const script = texts.map((each) => `printf '%s\\0' ${quoted(each)}`).join('\n');
        const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
        assert.deepEqual(said.split('\0').slice(0, -1), texts);
      }),
      { numRuns: 20 },
    );
  });

  test('a result is read when it is whole, and only then', () => {
    const rows: readonly [string, ReturnType<typeof parseResult>][] = [
      ['', undefined],
      ['0\0', undefined],
      ['0\0\0A=1', undefined],
      ['0\0\0A=1\0', undefined],
      ['0\0\0whole\0', { exitCode: 0, variables: {} }],
      [
        '2\x001\0A=1\0B=two\nlines = 2\0whole\0',
        {
          exitCode: 2,
          failed: 1,
          variables: { A: '1', B: 'two\nlines = 2' },
        },
      ],
    ];
    for (const [text, result] of rows) assert.deepEqual(parseResult(text), result);
  });

  test('a variable has a name that a shell knows', () => {
    for (const name of ['A', '_', 'a1', 'CODEBUILD_BUILD_ID']) assert.ok(isVariableName(name), name);
    for (const name of ['', '1', 'A-B', 'A.B', 'A B', 'A=1', 'A;x']) assert.ok(!isVariableName(name), name);
  });
});
