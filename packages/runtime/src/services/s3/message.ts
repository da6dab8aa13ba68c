import { parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import type { Scope } from '../../base/scope.ts';
import type { Destination } from './notifications.ts';

/** A call by which S3 tells somebody something. */
export interface Message {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly scope: Scope;
}

export function messageTo({ service, arn }: Destination, body: string): Message {
  const parsed = parseArn(arn);
  assert(parsed, `${arn} was read when it was configured`);
  const { account, region, resource } = parsed;
  const scope = { account, region };
  switch (service) {
    case 'sqs': {
      const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${resource}`;
      return { service, operation: 'SendMessage', input: { QueueUrl, MessageBody: body }, scope };
    }
    case 'sns': {
      const input = { TopicArn: arn, Subject: 'Amazon S3 Notification', Message: body };
      return { service, operation: 'Publish', input, scope };
    }
    case 'lambda': {
      const input = { FunctionName: arn, InvocationType: 'Event', Payload: body };
      return { service, operation: 'Invoke', input, scope };
    }
  }
}
