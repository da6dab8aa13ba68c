import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildPhase } from '@aws-sdk/client-codebuild';
import { build, environmentVariables, failureOf } from './build.ts';
import type { Work } from './action.ts';

const work: Work = {
  scope: { account: '000000000000', region: 'us-east-1' },
  pipelineScope: { account: '000000000000', region: 'us-east-1' },
  startTime: 0,
  pipelineName: 'release',
  stageName: 'Build',
  executionId: 'e',
  actionExecutionId: 'a',
  action: {
    name: 'Compile',
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    runOrder: 1,
    configuration: {},
    inputArtifacts: [],
    outputArtifacts: [],
  },
  configuration: { ProjectName: 'web', EnvironmentVariables: '[{"name":"A","value":"1"}]' },
  role: 'arn:aws:iam::000000000000:role/pipeline',
  letIn: 'codepipeline.amazonaws.com',
  inputs: [{ name: 'Code', bucket: 'store', key: 'release/Code/1234567', revisionId: 'abc' }],
  outputs: [{ name: 'Image', bucket: 'store', key: 'release/Image/7654321' }],
  deadline: 0,
};

const startInput = (given: Work): any => {
  const move = build.start(given);
  assert.equal(move.type, 'goes on');
  const effect: any = move.type === 'goes on' && move.effects?.['start'];
  return effect.input;
};

test('a build is started with the artifacts of the pipeline', () => {
  assert.deepEqual(startInput(work), {
    projectName: 'web',
    sourceTypeOverride: 'CODEPIPELINE',
    sourceLocationOverride: 'store/release/Code/1234567',
    sourceVersion: 'abc',
    artifactsOverride: { type: 'CODEPIPELINE', location: 'store', path: 'release/Image/7654321' },
    environmentVariablesOverride: [{ name: 'A', value: '1', type: 'PLAINTEXT' }],
    idempotencyToken: 'a',
  });
});

test('of several inputs the configured one is primary, the others are secondary sources by their names', () => {
  const docs = { name: 'Docs', bucket: 'store', key: 'release/Docs/1111111' };
  const input = startInput({
    ...work,
    inputs: [docs, ...work.inputs],
    configuration: { ProjectName: 'web', PrimarySource: 'Code' },
  });
  assert.equal(input.sourceLocationOverride, 'store/release/Code/1234567');
  assert.deepEqual(input.secondarySourcesOverride, [
    { type: 'CODEPIPELINE', location: 'store/release/Docs/1111111', sourceIdentifier: 'Docs' },
  ]);
});

test('of several outputs each has a place of its own', () => {
  const report = { name: 'Report', bucket: 'store', key: 'release/Report/2222222' };
  const input = startInput({ ...work, outputs: [...work.outputs, report] });
  assert.deepEqual(input.artifactsOverride, { type: 'NO_ARTIFACTS' });
  assert.deepEqual(
    input.secondaryArtifactsOverride.map((each: any) => [each.artifactIdentifier, each.path]),
    [
      ['Image', 'release/Image/7654321'],
      ['Report', 'release/Report/2222222'],
    ],
  );
});

test('a build is awaited, and its exported variables are its own', () => {
  const started = build.proceed(
    work,
    {},
    { type: 'Done', step: 'start', output: { build: { id: 'web:1' } } },
  );
  assert.equal(started.type === 'goes on' && started.shows?.externalExecutionId, 'web:1');
  const ended = {
    id: 'web:1',
    buildStatus: 'SUCCEEDED',
    endTime: '2026-01-01T00:00:00.000Z',
    exportedEnvironmentVariables: [{ name: 'VERSION', value: '7' }],
  };
  const move = build.proceed(
    work,
    { buildId: 'web:1' },
    { type: 'Done', step: 'wait', output: { builds: [ended] } },
  );
  assert.deepEqual(move, {
    type: 'succeeds',
    variables: { VERSION: '7' },
    revision: { revisionId: 'web:1', created: Date.UTC(2026, 0, 1) },
  });
});

test('a failed build is told with its phase and reason', () => {
  const failed: BuildPhase = {
    phaseType: 'BUILD',
    phaseStatus: 'FAILED',
    contexts: [{ statusCode: 'COMMAND_EXECUTION_ERROR', message: 'Error while executing command: exit 1.' }],
  };
  const passed = { phaseType: 'INSTALL', phaseStatus: 'SUCCEEDED' } as const;
  assert.equal(
    failureOf({ buildStatus: 'FAILED', phases: [passed, failed] }),
    'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, ' +
      'Message: Error while executing command: exit 1.',
  );
  assert.equal(failureOf({ buildStatus: 'STOPPED' }), 'Build terminated with state: STOPPED');
});

for (const [text, expected] of [
  [undefined, []],
  ['[]', []],
  [
    '[{"name":"A","value":"1","type":"PARAMETER_STORE"}]',
    [{ name: 'A', value: '1', type: 'PARAMETER_STORE' }],
  ],
  ['{"A":1}', undefined],
  ['[{"name":"A"}]', undefined],
  ['not JSON', undefined],
] as const)
  test(`EnvironmentVariables ${text}`, () => assert.deepEqual(environmentVariables(text), expected));

test('a build whose variables cannot be read is not started', () => {
  const move = build.start({ ...work, configuration: { ProjectName: 'web', EnvironmentVariables: '{' } });
  assert.equal(move.type === 'fails' && move.error.code, 'ConfigurationError');
});
