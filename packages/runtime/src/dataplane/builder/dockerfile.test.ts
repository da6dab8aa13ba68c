import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDockerfile } from './dockerfile.ts';
import { healthcheckOf } from './healthcheck.ts';
import { neededStages, recipeOf } from './stages.ts';

const read = (text: string) =>
  parseDockerfile(text).map(({ keyword, flags, text: rest, words, line }) => [
    line,
    keyword,
    flags,
    words ?? rest,
  ]);

describe('a Dockerfile is read', () => {
  const rows: readonly [string, string, unknown[]][] = [
    ['case and blanks', '  from  node:24 \n\nworkdir /app', [[1, 'FROM', [], 'node:24'], [3, 'WORKDIR', [], '/app']]],
    ['directives and comments', '# syntax=docker/dockerfile:1\n# x\nFROM a', [[3, 'FROM', [], 'a']]],
    ['lines that go on', 'RUN a && \\\n  # no\n\n  b\nUSER c', [[1, 'RUN', [], 'a &&   b'], [5, 'USER', [], 'c']]],
    ['a last line that goes on', 'RUN a \\', [[1, 'RUN', [], 'a']]],
    ['Windows’ line ends', 'FROM a\r\nUSER b\r\n', [[1, 'FROM', [], 'a'], [2, 'USER', [], 'b']]],
    ['flags', 'COPY --from=b --link a /', [[1, 'COPY', [['from', 'b'], ['link', 'true']], 'a /']]],
    ['flags of none', 'CMD --x', [[1, 'CMD', [], '--x']]],
    ['the JSON form', 'CMD ["node", "a b"]', [[1, 'CMD', [], ['node', 'a b']]]],
    ['what only looks like it', 'CMD [ -f x ]', [[1, 'CMD', [], '[ -f x ]']]],
    ['a here-string', 'RUN cat <<< hello', [[1, 'RUN', [], 'cat <<< hello']]],
  ]; // prettier-ignore
  for (const [what, text, wanted] of rows) test(what, () => assert.deepEqual(read(text), wanted));
});

describe('a Dockerfile is refused', () => {
  const rows: readonly [string, RegExp][] = [
    ['FORM node', /line 1 .* FORM is no instruction/],
    ['FROM a\nRUN', /line 2 .* RUN needs at least one argument/],
    ['FROM a\nRUN <<EOF\necho\nEOF', /line 2 .* here-documents/],
    ['FROM a\nCOPY <<-"x y" /a', /x y|here-documents/],
    ['# escape=`\nFROM a', /escape character/],
    ['RUN a\nFROM b', /line 1 .* RUN comes before the first FROM/],
    ['ARG a', /no FROM/],
    ['FROM a b', /FROM takes one image/],
  ];
  for (const [text, reason] of rows)
    test(JSON.stringify(text), () => assert.throws(() => recipeOf(parseDockerfile(text)), reason));
});

describe('only what is needed is built', () => {
  const text = `
ARG BASE=deps
FROM node AS deps
FROM node AS tests
FROM $BASE AS build
FROM scratch AS assets
FROM node
COPY --from=build /a /a
COPY --from=3 /b /b
`;
  const names = (target?: string) =>
    neededStages(recipeOf(parseDockerfile(text)), target, (name) => ({ BASE: 'deps' })[name]).map(
      ({ name, index }) => name ?? index,
    );
  test('for the last stage', () => assert.deepEqual(names(), ['deps', 'build', 'assets', 4]));
  test('for one by name, whatever its case', () => assert.deepEqual(names('Tests'), ['tests']));
  test('for one by number', () => assert.deepEqual(names('2'), ['deps', 'build']));
  test('for one that is not there: nothing', () => assert.throws(() => names('x'), /no stage of that name/));
});

describe('a health check is kept', () => {
  const rows: readonly [string, object][] = [
    ['HEALTHCHECK NONE', { Test: ['NONE'] }],
    ['HEALTHCHECK CMD curl -f x || exit 1', { Test: ['CMD-SHELL', 'curl -f x || exit 1'] }],
    [
      'HEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 CMD ["node", "check.js"]',
      { Test: ['CMD', 'node', 'check.js'], Interval: 9e10, Timeout: 5e8, Retries: 3 },
    ],
  ];
  for (const [text, wanted] of rows)
    test(text, () => assert.deepEqual(healthcheckOf(parseDockerfile(text)[0]!), wanted));
});
