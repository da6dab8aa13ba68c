import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarm, said } from './linted.contract.ts';

test('a topic that is told has somebody who listens, and a key that lets alarms in', () => {
  const topic = (properties: string, rest = '') =>
    said(
      alarm(
        { AlarmActions: '[!Ref Told]' },
        `  Told: { Type: AWS::SNS::Topic, Properties: { ${properties} } }\n${rest}`,
      ),
    );
  assert.deepEqual(topic(''), ['warning topic-has-subscribers']);
  assert.deepEqual(topic('', 'Outputs: { Told: { Value: !Ref Told } }\n'), ['note topic-has-subscribers']);
  const mail = 'Subscription: [{ Protocol: email, Endpoint: a@example.com }]';
  assert.deepEqual(topic(mail), []);
  assert.deepEqual(topic(`${mail}, KmsMasterKeyId: alias/aws/sns`), ['error topic-key']);
  const own =
    '  Mail: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref Told, Protocol: email } }\n';
  assert.deepEqual(topic('', own), []);
});

const policy = (type: string, of: string, service: string) =>
  `  Policy:
    Type: ${type}
    Properties:
      ${of}: [!Ref Told]
      PolicyDocument:
        Statement:
          - { Effect: Allow, Action: '*', Resource: '*', Principal: { Service: ${service}.amazonaws.com } }
`;

test('what is told of events and notifications lets in who tells it', () => {
  const mail = 'Subscription: [{ Protocol: email, Endpoint: a@example.com }]';
  const told = (teller: string, type: string, rest = '') =>
    said(
      `Resources:\n  Told: { Type: ${type}, Properties: { ${/Topic/.test(type) ? mail : ''} } }\n${teller}${rest}`,
    );
  const rule = (arn: string) =>
    `  Rule: { Type: AWS::Events::Rule, Properties: { Targets: [{ Id: a, Arn: ${arn} }] } }\n`;
  const wrong = ['error told-lets-in'];
  const [topic, queue] = ['AWS::SNS::Topic', 'AWS::SQS::Queue'];
  assert.deepEqual(told(rule('!Ref Told'), topic), wrong);
  assert.deepEqual(told(rule('!Ref Told'), topic, policy('AWS::SNS::TopicPolicy', 'Topics', 'events')), []);
  assert.deepEqual(told(rule('!Ref Told'), topic, policy('AWS::SNS::TopicPolicy', 'Topics', 'sns')), wrong);
  assert.deepEqual(told(rule('!GetAtt Told.Arn'), queue), wrong);
  assert.deepEqual(
    told(rule('!GetAtt Told.Arn'), queue, policy('AWS::SQS::QueuePolicy', 'Queues', 'events')),
    [],
  );
  assert.deepEqual(told(rule('!ImportValue told'), queue), []);
  const notes =
    '  Notes: { Type: AWS::CodeStarNotifications::NotificationRule, Properties: ' +
    '{ Targets: [{ TargetType: SNS, TargetAddress: !Ref Told }] } }\n';
  assert.deepEqual(told(notes, topic), wrong);
  const own = policy('AWS::SNS::TopicPolicy', 'Topics', 'codestar-notifications');
  assert.deepEqual(told(notes, topic, own), []);
  assert.deepEqual(told(rule('!GetAtt Told.Arn'), 'AWS::Lambda::Function'), wrong);
  const permission = (name: string) =>
    '  May: { Type: AWS::Lambda::Permission, Properties: ' +
    `{ Principal: events.amazonaws.com, FunctionName: ${name} } }\n`;
  assert.deepEqual(told(rule('!GetAtt Told.Arn'), 'AWS::Lambda::Function', permission('!Ref Told')), []);
  // So does who gets what could not be told.
  const dead = (role: string) =>
    `  Rule: { Type: AWS::Events::Rule, Properties: { Targets: [{ Id: a, Arn: 'arn:aws:sqs:us-east-1:1:a', ${role}` +
    'DeadLetterConfig: { Arn: !GetAtt Told.Arn } }] } }\n';
  assert.deepEqual(told(dead(''), queue), wrong);
  assert.deepEqual(told(dead("RoleArn: 'arn:aws:iam::1:role/a', "), queue), wrong);
  assert.deepEqual(told(dead(''), queue, policy('AWS::SQS::QueuePolicy', 'Queues', 'events')), []);
  const redriven =
    "  Sub: { Type: AWS::SNS::Subscription, Properties: { TopicArn: 'arn:aws:sns:us-east-1:1:a', Protocol: http, " +
    'Endpoint: http://a.example, RedrivePolicy: { deadLetterTargetArn: !GetAtt Told.Arn } } }\n';
  assert.deepEqual(told(redriven, queue), wrong);
  assert.deepEqual(told(redriven, queue, policy('AWS::SQS::QueuePolicy', 'Queues', 'sns')), []);
  // A policy takes the place of the one that let alarms in.
  const alarmed = (rest: string) =>
    said(
      alarm({ AlarmActions: '[!Ref Told]' }, `  Told: { Type: ${topic}, Properties: { ${mail} } }\n${rest}`),
    );
  assert.deepEqual(alarmed(''), []);
  assert.deepEqual(alarmed(own), wrong);
  assert.deepEqual(alarmed(policy('AWS::SNS::TopicPolicy', 'Topics', 'cloudwatch')), []);
});
