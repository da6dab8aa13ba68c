import type { AddPermissionCommandInput, RemovePermissionCommandInput } from '@aws-sdk/client-sns';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { enter, policyOf, type Policy, type Statement } from '../access.ts';
import { invalidParameter } from '../errors.ts';
import { topicArn, topics, type Topic } from '../records.ts';

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html
export const addPermission: Handler<AddPermissionCommandInput, object> = (input, asked) => {
  const { topic, call } = enter(asked, input.TopicArn, { action: 'AddPermission' });
  const { Label, AWSAccountId = [], ActionName = [] } = input;
  for (const account of AWSAccountId) if (!/^\d{12}$/.test(account)) invalidParameter('AccountId');
  const policy = policyOf(call, topic);
  const statements = statementsOf(policy);
  if (statements.some(({ Sid }) => Sid === Label)) invalidParameter('Statement already exists');
  const principals = AWSAccountId.map((account) => `arn:aws:iam::${account}:root`);
  const actions = ActionName.map((action) => `SNS:${action}`);
  const statement = {
    Sid: Label!,
    Effect: 'Allow',
    Principal: { AWS: principals.length === 1 ? principals[0] : principals },
    Action: actions.length === 1 ? actions[0] : actions,
    Resource: topicArn(call, topic.name),
  };
  keep(call, topic, { ...policy, Statement: [...statements, statement] });
  return {};
};

export const removePermission: Handler<RemovePermissionCommandInput, object> = (input, asked) => {
  const { topic, call } = enter(asked, input.TopicArn, { action: 'RemovePermission' });
  const policy = policyOf(call, topic);
  const Statement = statementsOf(policy).filter(({ Sid }) => Sid !== input.Label);
  keep(call, topic, { ...policy, Statement });
  return {};
};

function statementsOf({ Statement: given = [] }: Policy): readonly Statement[] {
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  return all.filter((each): each is Statement => typeof each === 'object' && each !== null);
}

function keep(call: Call, topic: Topic, policy: Policy): void {
  const attributes = { ...topic.attributes, Policy: JSON.stringify(policy) };
  topics.put(call.tx, call, topic.name, { ...topic, attributes });
}
