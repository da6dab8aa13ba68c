import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppSpecError, readEcsAppSpec } from './app-spec.ts';

const whole = `
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: arn:aws:ecs:us-east-1:000000000000:task-definition/shop:3
        LoadBalancerInfo:
          ContainerName: shop
          ContainerPort: 8080
        PlatformVersion: LATEST
        NetworkConfiguration:
          AwsvpcConfiguration: { Subnets: [subnet-1], SecurityGroups: [sg-1], AssignPublicIp: ENABLED }
Hooks:
  - BeforeInstall: first
  - AfterAllowTestTraffic: check
`;

test('an AppSpec is read', () => {
  assert.deepEqual(readEcsAppSpec(whole), {
    taskDefinition: 'arn:aws:ecs:us-east-1:000000000000:task-definition/shop:3',
    containerName: 'shop',
    containerPort: 8080,
    platformVersion: 'LATEST',
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' },
    },
    hooks: { BeforeInstall: 'first', AfterAllowTestTraffic: 'check' },
  });
});

test('the same in JSON is the same', () => {
  const properties = {
    TaskDefinition: 'shop:3',
    LoadBalancerInfo: { ContainerName: 'shop', ContainerPort: 80 },
  };
  const service = { Type: 'AWS::ECS::Service', Properties: properties };
  const { taskDefinition, containerPort, hooks } = readEcsAppSpec(
    JSON.stringify({ version: 1 - 1, Resources: [{ TargetService: service }] }),
  );
  assert.deepEqual([taskDefinition, containerPort, hooks], ['shop:3', 80, {}]);
});

const mistakes: readonly [what: string, content: string, reason: RegExp][] = [
  ['not YAML', 'version: [', /cannot be read/],
  ['another version', whole.replace('0.0', '1.0'), /version must be 0.0/],
  ['a function', whole.replace('AWS::ECS::Service', 'AWS::Lambda::Function'), /must be of Type/],
  ['no task definition', whole.replace(/TaskDefinition: .*/, ''), /TaskDefinition is missing/],
  ['no port', whole.replace('8080', 'http'), /ContainerPort is missing/],
  [
    'a hook on an event that takes none',
    whole.replace('BeforeInstall', 'Install'),
    /Install is no lifecycle/,
  ],
];

for (const [what, content, reason] of mistakes) {
  test(`an AppSpec with ${what} is refused`, () => {
    assert.throws(
      () => readEcsAppSpec(content),
      (error) => error instanceof AppSpecError && reason.test(error.message),
    );
  });
}
