import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResourceFailure, type Ask, type Wanted, type Work } from '../../../dispatch/resource.ts';
import { service } from './service.ts';

const arn = 'arn:aws:ecs:us-east-1:000000000000:service/prod/shop';
const stood = {
  account: '000000000000',
  region: 'us-east-1',
  stackName: 'app',
  stackId: 'app',
  logicalId: 'Service',
  endpoint: 'http://127.0.0.1:4566',
};
const wanted = (properties: object): Wanted => ({
  ...stood,
  properties: properties as Wanted['properties'],
  stackTags: [{ Key: 'stage', Value: 'test' }],
  suffix: 'ABCDEFGHIJKL',
  token: 'token',
});

/** Plays work with answers that are given, and answers what it asked for. */
function play(work: Work<unknown>, answers: readonly object[]): { asked: Ask[]; ended: unknown } {
  const asked: Ask[] = [];
  let next = work.next();
  for (const answer of answers) {
    assert.ok(!next.done, 'it asks for something');
    asked.push(next.value);
    next = work.next(answer);
  }
  assert.ok(next.done, `it asks for nothing else: ${JSON.stringify(next.value)}`);
  return { asked, ended: next.value };
}

const operations = (asked: readonly Ask[]) =>
  asked.map((each) => (each.ask === 'made' ? `made ${each.physicalId}` : each.operation));

const described = (rolloutState: string, rolloutStateReason = '') => ({
  serviceArn: arn,
  serviceName: 'shop',
  clusterArn: 'prod',
  status: 'ACTIVE',
  deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', rolloutState, rolloutStateReason }],
});

test('a service is there at once, and complete when its deployment is', () => {
  const properties = { Cluster: 'prod', ServiceName: 'shop', TaskDefinition: 'shop:1', DesiredCount: 2 };
  const { asked, ended } = play(service.create(wanted(properties)), [
    { service: described('IN_PROGRESS') },
    {},
    { services: [described('COMPLETED')] },
  ]);
  assert.deepEqual(operations(asked), ['CreateService', `made ${arn}`, 'DescribeServices']);
  assert.deepEqual((asked[0] as { input: object }).input, {
    cluster: 'prod',
    serviceName: 'shop',
    taskDefinition: 'shop:1',
    desiredCount: 2,
    clientToken: 'token',
    tags: [{ key: 'stage', value: 'test' }],
  });
  assert.deepEqual(ended, { physicalId: arn, attributes: { ServiceArn: arn, Name: 'shop' } });
});

test('a deployment that is not completed fails the service, and it is said what happened', () => {
  const failure = (deployments: object) => {
    const is = { ...described('IN_PROGRESS'), ...deployments };
    const answers = [{ service: described('IN_PROGRESS') }, {}, { services: [is] }];
    try {
      play(service.create(wanted({ Cluster: 'prod', ServiceName: 'shop' })), answers);
    } catch (error) {
      assert.ok(error instanceof ResourceFailure);
      return error.message;
    }
    return 'none';
  };
  const operation = (what: string) => `Error occurred during operation '${what}'.`;
  const broken = described('FAILED', 'ECS deployment circuit breaker: tasks failed to start.');
  assert.equal(failure(broken), operation('ECS Deployment Circuit Breaker was triggered'));
  const alarmed = described(
    'FAILED',
    'Service deployment rolled back because of the following CloudWatch alarm: errors.',
  );
  const alarm = 'Service deployment rolled back because of the following CloudWatch alarm: errors';
  assert.equal(failure(alarmed), operation(`ECS Deployment failed: ${alarm}`));
  assert.equal(failure({ deployments: [] }), operation('ECS Deployment was replaced by another one'));
});

test('an update tells ECS of what has changed, and of nothing else', () => {
  const before = {
    Cluster: 'prod',
    TaskDefinition: 'shop',
    DesiredCount: 2,
    DeploymentController: { Type: 'CODE_DEPLOY' },
    EnableExecuteCommand: true,
  };
  const had = { ...stood, properties: before, physicalId: arn, attributes: {} };
  const { EnableExecuteCommand: _, ...after } = { ...before, DesiredCount: 3 };
  const steady = { services: [described('COMPLETED')] };
  const { asked } = play(service.update!(wanted(after), had), [
    steady,
    { service: described('COMPLETED') },
    steady,
    { tags: [{ key: 'stage', value: 'test' }] },
    steady,
  ]);
  assert.deepEqual((asked[1] as { input: object }).input, {
    cluster: 'prod',
    service: arn,
    desiredCount: 3,
    enableExecuteCommand: false,
  });
});
