import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Work } from './action.ts';
import { deployCodeDeploy } from './deploy-codedeploy.ts';
import type { ScriptMemory } from './script.ts';

const scope = { account: '000000000000', region: 'us-east-1' };
const configuration = { ApplicationName: 'shop', DeploymentGroupName: 'prod' };
const work: Work = {
  scope,
  pipelineScope: scope,
  startTime: 0,
  pipelineName: 'release',
  stageName: 'Deploy',
  executionId: 'e',
  actionExecutionId: 'a',
  action: {
    name: 'Servers',
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeDeploy', version: '1' },
    runOrder: 1,
    configuration,
    inputArtifacts: [{ name: 'Code' }],
    outputArtifacts: [],
  },
  configuration,
  role: 'arn:aws:iam::000000000000:role/pipeline',
  letIn: 'codepipeline.amazonaws.com',
  inputs: [{ name: 'Code', bucket: 'store', key: 'release/Code/1234567' }],
  outputs: [],
};

/** How the action ends with a deployment that ended so. */
function endedAs(deploymentInfo: object) {
  const { start, proceed } = deployCodeDeploy;
  let move = start(work);
  const answers = { deploy: { deploymentId: 'd-1' }, wait: { deploymentInfo } };
  for (const [step, output] of Object.entries(answers)) {
    assert.equal(move.type, 'goes on');
    move = proceed(work, (move as { memory: ScriptMemory }).memory, { type: 'Done', step, output });
  }
  return move;
}

const shows = {
  externalExecutionId: 'd-1',
  externalExecutionUrl: `https://${'console'}.aws.amazon.com/codedeploy/home?region=us-east-1#/deployments/d-1`,
};

test('the artifact is the zip of a revision', () => {
  const move = deployCodeDeploy.start(work);
  assert.equal(move.type, 'goes on');
  const deploy: any = move.type === 'goes on' && move.effects?.['deploy'];
  const s3Location = { bucket: 'store', key: 'release/Code/1234567', bundleType: 'zip' };
  assert.deepEqual(deploy.input, {
    applicationName: 'shop',
    deploymentGroupName: 'prod',
    revision: { revisionType: 'S3', s3Location },
  });
});

test('an action succeeds with its deployment', () => {
  const succeeded = endedAs({ status: 'Succeeded' });
  assert.deepEqual(succeeded, { type: 'succeeds', shows: { ...shows, summary: 'Deployment Succeeded' } });
});

test('an action fails with its deployment, for its reason', () => {
  const failed = endedAs({ status: 'Failed', errorInformation: { message: 'Too few healthy instances' } });
  assert.deepEqual(failed, {
    type: 'fails',
    error: { code: 'JobFailed', message: 'Too few healthy instances' },
    shows: { ...shows, summary: 'Deployment d-1 failed' },
  });
});
