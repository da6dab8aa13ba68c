import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBatchspec } from './parse-batchspec.ts';

function tasksOf(text: string) {
  const read = parseBatchspec(text);
  assert('tasks' in read, JSON.stringify(read));
  return read.tasks;
}

test('a graph has builds that depend on others', () => {
  const text = `
batch:
  fast-fail: true
  build-graph:
    - identifier: one
      env: { compute-type: BUILD_GENERAL1_LARGE, privileged-mode: true, variables: { A: 1 } }
    - identifier: two
      buildspec: two.yml
      depend-on: [one]
      ignore-failure: true
`;
  assert.deepEqual(parseBatchspec(text), {
    fastFail: true,
    tasks: [
      {
        identifier: 'one',
        dependsOn: [],
        ignoreFailure: false,
        variables: { A: '1' },
        environment: { computeType: 'BUILD_GENERAL1_LARGE', privilegedMode: true },
      },
      {
        identifier: 'two',
        dependsOn: ['one'],
        ignoreFailure: true,
        buildspec: 'two.yml',
        variables: {},
        environment: {},
      },
    ],
  });
});

test('a matrix has a build for every combination', () => {
  const tasks = tasksOf(`
batch:
  build-matrix:
    static: { ignore-failure: false, env: { type: LINUX_CONTAINER, variables: { ALL: x } } }
    dynamic:
      buildspec: [a.yml, b.yml]
      env: { variables: { V: ['1', '2', '3'] } }
`);
  const seen = tasks.map(({ identifier, buildspec, variables }) => [identifier, buildspec, variables['V']]);
  assert.deepEqual(seen, [
    ['build1', 'a.yml', '1'],
    ['build2', 'a.yml', '2'],
    ['build3', 'a.yml', '3'],
    ['build4', 'b.yml', '1'],
    ['build5', 'b.yml', '2'],
    ['build6', 'b.yml', '3'],
  ]);
  assert(tasks.every(({ variables, environment }) => variables['ALL'] === 'x' && environment.type));
});

test('a fan-out is the same build so many times', () => {
  const tasks = tasksOf('batch: { build-fanout: { parallelism: 2, ignore-failure: true } }');
  const build = { dependsOn: [], ignoreFailure: true, variables: {}, environment: {} };
  assert.deepEqual(tasks, [
    { identifier: 'build1', ...build, shard: { index: 0, count: 2 } },
    { identifier: 'build2', ...build, shard: { index: 1, count: 2 } },
  ]);
});

const manyAxes = `{ ${[...'abcdefghijklmnopq'].map((name) => `${name}: [1, 2, 3]`).join(', ')} }`;

const refused: readonly [string, string, RegExp][] = [
  ['no batch', 'version: 0.2', /batch is required/],
  ['two kinds', 'batch: { build-list: [{identifier: a}], build-graph: [{identifier: b}] }', /one of/],
  ['no builds', 'batch: { build-list: [] }', /at least one/],
  ['no identifier', 'batch: { build-list: [{buildspec: a.yml}] }', /must have an identifier/],
  ['an identifier twice', 'batch: { build-list: [{identifier: a}, {identifier: a}] }', /Duplicate/],
  ['an identifier of signs', 'batch: { build-list: [{identifier: a-b}] }', /Invalid identifier/],
  ['an unknown dependency', 'batch: { build-graph: [{identifier: a, depend-on: [b]}] }', /not in the batch/],
  [
    'a circle',
    'batch: { build-graph: [{identifier: a, depend-on: [b]}, {identifier: b, depend-on: [a]}] }',
    /depend on each other/,
  ],
  ['what is no list', 'batch: { build-list: { identifier: a } }', /to be a list/],
  ['a fan-out of nothing', 'batch: { build-fanout: { ignore-failure: true } }', /parallelism is required/],
  ['a fan-out to none', 'batch: { build-fanout: { parallelism: 0 } }', /from 1 to 100/],
  ['a fan-out to many', 'batch: { build-fanout: { parallelism: 1000000000 } }', /from 1 to 100/],
  ['an empty fan-out', 'batch: { build-fanout: }', /must not be empty/],
  [
    'a matrix of many',
    `batch: { build-matrix: { dynamic: { env: { variables: ${manyAxes} } } } }`,
    /at most 100/,
  ],
  [
    'a fleet and a compute type',
    'batch: { build-list: [{identifier: a, env: { fleet: f, compute-type: BUILD_GENERAL1_SMALL }}] }',
    /must not have both/,
  ],
];
for (const [what, text, wanted] of refused) {
  test(`a batch is refused: ${what}`, () => {
    const read = parseBatchspec(text);
    assert('error' in read);
    assert.match(read.error, wanted);
  });
}
