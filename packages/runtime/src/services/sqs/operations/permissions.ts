import type { AddPermissionCommandInput, RemovePermissionCommandInput } from '@aws-sdk/client-sqs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { enter } from '../access.ts';
import { jsonMap } from '../attributes.ts';
import { invalidParameter, invalidValue, tooManyActions } from '../errors.ts';
import { queueArn, queues, type Queue } from '../records.ts';

/** AWS: "An Amazon SQS policy can have a maximum of seven actions per statement." */
const actionsMax = 7;

interface Statement {
  readonly Sid?: string;
}

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
export const addPermission: Handler<AddPermissionCommandInput, object> = (input, call) => {
  const { queue } = enter(call, input.QueueUrl, 'AddPermission');
  const { Label, AWSAccountIds = [], Actions = [] } = input;
  if (!/^[\w-]{1,80}$/.test(Label!))
    invalidParameter(
      'Label can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
    );
  if (Actions.length > actionsMax) tooManyActions(Actions.length);
  for (const account of AWSAccountIds)
    if (!/^\d{12}$/.test(account)) invalidValue(`[${account}]`, 'PrincipalId', 'Unable to verify.');
  const before = statementsOf(queue);
  if (before.some(({ Sid }) => Sid === Label)) invalidValue(Label, 'Label', 'Already exists.');
  const principals = AWSAccountIds.map((account) => `arn:aws:iam::${account}:root`);
  const actions = Actions.map((action) => `SQS:${action}`);
  const statement = {
    Sid: Label!,
    Effect: 'Allow',
    Principal: { AWS: principals.length === 1 ? principals[0] : principals },
    Action: actions.length === 1 ? actions[0] : actions,
    Resource: queueArn(call, queue.name),
  };
  keep(call, queue, [...before, statement]);
  return {};
};

export const removePermission: Handler<RemovePermissionCommandInput, object> = (input, call) => {
  const { queue } = enter(call, input.QueueUrl, 'RemovePermission');
  const before = statementsOf(queue);
  const after = before.filter(({ Sid }) => Sid !== input.Label);
  if (after.length === before.length)
    invalidValue(input.Label, 'Label', "can't find label on existing policy.");
  keep(call, queue, after);
  return {};
};

function statementsOf(queue: Queue): readonly Statement[] {
  return [jsonMap(queue.attributes['Policy'])?.['Statement'] ?? []].flat() as readonly Statement[];
}

function keep(call: Call, queue: Queue, statements: readonly Statement[]): void {
  const { Policy: _former, ...others } = queue.attributes;
  const before = jsonMap(queue.attributes['Policy']) ?? {
    Version: '2008-10-17',
    Id: `${queueArn(call, queue.name)}/SQSDefaultPolicy`,
  };
  const Policy = JSON.stringify({ ...before, Statement: statements });
  const attributes = statements.length === 0 ? others : { ...others, Policy };
  queues.put(call.tx, call, queue.name, { ...queue, attributes, modifiedAt: call.now });
}
