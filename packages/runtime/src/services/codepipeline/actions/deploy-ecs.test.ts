import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Move, Work } from './action.ts';
import { deployEcs } from './deploy-ecs.ts';
import { imageUri, placeholdersReplaced, templatesOf } from './deploy-ecs-templates.ts';

const work: Work = {
  scope: { account: '000000000000', region: 'us-east-1' },
  pipelineScope: { account: '000000000000', region: 'us-east-1' },
  startTime: 0,
  pipelineName: 'release',
  stageName: 'Deploy',
  executionId: 'e',
  actionExecutionId: 'a',
  action: {
    name: 'BlueGreen',
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeDeployToECS', version: '1' },
    runOrder: 1,
    configuration: {},
    inputArtifacts: [],
    outputArtifacts: [],
  },
  configuration: {
    ApplicationName: 'web',
    DeploymentGroupName: 'production',
    TaskDefinitionTemplateArtifact: 'Code',
    AppSpecTemplateArtifact: 'Code',
    AppSpecTemplatePath: 'deploy/appspec.yaml',
    Image1ArtifactName: 'Image',
    Image1ContainerName: 'IMAGE1_NAME',
  },
  role: 'arn:aws:iam::000000000000:role/pipeline',
  letIn: 'codepipeline.amazonaws.com',
  inputs: [
    { name: 'Code', bucket: 'store', key: 'release/Code/1234567' },
    { name: 'Image', bucket: 'store', key: 'release/Image/7654321' },
  ],
  outputs: [],
  deadline: 0,
};

const zip = { sha256: 's', md5: 'm', size: 1 };

/** What the world answers to each effect, by its step. */
const world: Readonly<Record<string, unknown>> = {
  'get Code': { Body: zip },
  'get Image': { Body: zip },
  prepare: { folder: '/somewhere' },
  'read task definition': { text: '{"family":"web","containerDefinitions":[{"image":"<IMAGE1_NAME>"}]}' },
  'read app spec': { text: 'Resources:\n  - TargetService:\n      TaskDefinition: <TASK_DEFINITION>\n' },
  'read image 1': { text: '{"ImageURI":"registry/web@sha256:abc"}' },
  register: { taskDefinition: { taskDefinitionArn: 'arn:td:1' } },
  clean: {},
  deploy: { deploymentId: 'd-ABCDEFGHI' },
};

/** Follows the action to where it ends, or to the step that the world does not answer. */
function play(answers: Readonly<Record<string, unknown>>, given = work) {
  const asked: Record<string, Effect> = {};
  let move: Move<any> = deployEcs.start(given);
  const open: string[] = [];
  const take = (next: Move<any>) => {
    move = next;
    if (next.type !== 'goes on') return;
    Object.assign(asked, next.effects);
    open.push(...Object.keys(next.effects ?? {}));
  };
  take(move);
  for (let step = open.shift(); step !== undefined && move.type === 'goes on'; step = open.shift()) {
    if (!(step in answers)) continue;
    take(deployEcs.proceed(given, move.memory, { type: 'Done', step, output: answers[step] }));
  }
  return { move: move as Move<any>, asked: asked as Record<string, any> };
}

test('the image and the task definition take the place of their placeholders', () => {
  const { asked } = play(world);
  assert.deepEqual(asked['register'].input, {
    family: 'web',
    containerDefinitions: [{ image: 'registry/web@sha256:abc' }],
  });
  const { applicationName, deploymentGroupName, revision } = asked['deploy'].input;
  assert.deepEqual([applicationName, deploymentGroupName], ['web', 'production']);
  assert.equal(revision.revisionType, 'AppSpecContent');
  assert.match(revision.appSpecContent.content, /TaskDefinition: arn:td:1/);
  assert.match(revision.appSpecContent.sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(asked['prepare'].unpack, [
    { zip, into: 'Code' },
    { zip, into: 'Image' },
  ]);
  assert.equal(asked['read app spec'].path, 'Code/deploy/appspec.yaml');
  assert.equal(asked['clean'].type, 'workspace.remove');
  assert.equal(asked['wait'].operation, 'GetDeployment');
});

test('a deployment that succeeds is shown with its id', () => {
  const { move } = play({ ...world, wait: { deploymentInfo: { status: 'Succeeded' } } });
  assert.deepEqual(move, { type: 'succeeds', shows: { summary: 'Deployment Succeeded' } });
});

test("a deployment that is stopped fails the action with the deployment's own reason", () => {
  const errorInformation = { code: 'ALARM_ACTIVE', message: 'One or more alarms have been activated' };
  const { move } = play({ ...world, wait: { deploymentInfo: { status: 'Stopped', errorInformation } } });
  assert.deepEqual(move, {
    type: 'fails',
    error: { code: 'JobFailed', message: 'One or more alarms have been activated' },
    shows: { summary: 'Deployment d-ABCDEFGHI failed' },
  });
});

for (const [name, answers, message] of [
  [
    'a missing task definition',
    { 'read task definition': {} },
    'read the task definition artifact file from: Code',
  ],
  [
    'a task definition that is no JSON',
    { 'read task definition': { text: 'x' } },
    'task definition artifact file',
  ],
  ['a missing app spec', { 'read app spec': {} }, 'read the AppSpec artifact file from: Code'],
  ['an image without a URI', { 'read image 1': { text: '{}' } }, 'read the image artifact file from: Image'],
  [
    'an artifact over 3 MB',
    { 'get Code': { Body: { ...zip, size: 3 * 1024 * 1024 + 1 } } },
    'artifact file from: Code',
  ],
] as const)
  test(`${name} fails the action`, () => {
    const { move, asked } = play({ ...world, ...answers });
    assert.ok(move.type === 'fails' && move.error.message.includes(message), JSON.stringify(move));
    assert.equal(asked['deploy'], undefined);
  });

test('an artifact that is no input of the action fails it at once', () => {
  const { move, asked } = play(world, { ...work, inputs: work.inputs.slice(0, 1) });
  assert.equal(move.type === 'fails' && move.error.code, 'ConfigurationError');
  assert.deepEqual(asked, {});
});

test('what is left when it fails over its files is a folder, and it is removed', () => {
  const at = (place: 'files' | 'deployment') =>
    deployEcs.tidy!(work, place === 'files' ? { at: place, texts: {} } : { at: place });
  assert.deepEqual(Object.keys(at('files')), ['clean']);
  assert.deepEqual(at('deployment'), {});
});

test('templates have the default paths of AWS', () => {
  const { AppSpecTemplatePath: _default, ...configuration } = work.configuration;
  assert.deepEqual(
    templatesOf(configuration).map(({ artifact, path }) => `${artifact}/${path}`),
    ['Code/taskdef.json', 'Code/appspec.yaml', 'Image/imageDetail.json'],
  );
});

test('placeholders', () => {
  assert.equal(placeholdersReplaced('<A> <B> <A>', { A: '1' }), '1 <B> 1');
  assert.equal(imageUri('[]'), undefined);
});
