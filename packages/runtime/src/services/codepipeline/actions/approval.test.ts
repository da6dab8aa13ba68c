import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActionDeclared } from '../declaration/declaration.ts';
import type { Work } from './action.ts';
import { approval } from './approval.ts';

const action: ActionDeclared = {
  name: 'MyApprovalAction',
  actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
  runOrder: 1,
  configuration: {},
  inputArtifacts: [],
  outputArtifacts: [],
};

const work: Work = {
  scope: { account: '000000000000', region: 'us-east-2' },
  pipelineScope: { account: '000000000000', region: 'us-east-2' },
  startTime: 0,
  pipelineName: 'MyFirstPipeline',
  stageName: 'MyApprovalStage',
  executionId: 'e',
  actionExecutionId: 'a',
  action,
  configuration: {
    NotificationArn: 'arn:aws:sns:us-east-2:000000000000:approvals',
    ExternalEntityLink: 'http://example.com',
    CustomData: 'Review the latest changes.',
  },
  role: 'arn:aws:iam::000000000000:role/pipeline',
  letIn: 'codepipeline.amazonaws.com',
  inputs: [],
  outputs: [],
  deadline: Date.UTC(2016, 6, 7, 20, 22, 59),
};

function published(given: Work): any {
  const move = approval.start(given);
  assert.equal(move.type, 'goes on');
  const effect: any = move.type === 'goes on' && move.effects?.['publish'];
  return { move, effect };
}

test("an approval publishes AWS's message as the pipeline's role", () => {
  const { move, effect } = published(work);
  const { token } = move.memory;
  assert.deepEqual(
    { ...effect, input: undefined },
    {
      type: 'aws.call',
      service: 'sns',
      operation: 'Publish',
      input: undefined,
      as: work.role,
      scope: work.scope,
    },
  );
  assert.equal(
    effect.input.Subject,
    'APPROVAL NEEDED: AWS CodePipeline MyFirstPipeline for action MyApprovalAction',
  );
  const message = JSON.parse(effect.input.Message);
  assert.equal(message.region, 'us-east-2');
  assert.match(message.approval.approvalReviewLink, /#\/MyApprovalStage\/MyApprovalAction\/approve\//);
  delete message.approval.approvalReviewLink;
  assert.deepEqual(message.approval, {
    pipelineName: 'MyFirstPipeline',
    stageName: 'MyApprovalStage',
    actionName: 'MyApprovalAction',
    token,
    expires: '2016-07-07T20:22Z',
    externalEntityLink: 'http://example.com',
    customData: 'Review the latest changes.',
  });
});

test('a subject is never longer than SNS takes', () => {
  const long = 'vrathore-slack-test2-sandbox-pipeline';
  const { effect } = published({ ...work, pipelineName: long, action: { ...action, name: long } });
  assert.equal(effect.input.Subject.length, 100);
  assert.match(effect.input.Subject, /CodePipeline vrathore-slack-test2-san\.\.\. for action /);
});

test('an approval that nobody is told of asks nothing of SNS', () => {
  assert.equal(published({ ...work, configuration: {} }).effect, undefined);
});

test('the token is the same on every replay, and another for every run', () => {
  const tokenOf = (id: string) => published({ ...work, actionExecutionId: id }).move.memory.token;
  assert.equal(tokenOf('a'), tokenOf('a'));
  assert.notEqual(tokenOf('a'), tokenOf('b'));
});

test('an approval that cannot be announced fails', () => {
  const { move } = published(work);
  const outcome = {
    type: 'Refused',
    step: 'publish',
    code: 'NotFoundException',
    reason: 'Topic does not exist',
  } as const;
  assert.deepEqual(approval.proceed(work, move.memory, outcome), {
    type: 'fails',
    error: { code: 'JobFailed', message: 'Topic does not exist' },
  });
});

test('an approval waits seven days, or as long as it is configured', () => {
  assert.equal(approval.timeoutMs?.(action), 7 * 24 * 60 * 60 * 1000);
  assert.equal(approval.timeoutMs?.({ ...action, timeoutInMinutes: 120 }), 2 * 60 * 60 * 1000);
});
