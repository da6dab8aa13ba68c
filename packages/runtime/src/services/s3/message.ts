import { parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import type { Scope } from '../../base/scope.ts';
import type { Destination } from './notifications.ts';
import type { BucketRecord } from './records.ts';

/** A call by which S3 tells somebody something. */
export interface Message {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly scope: Scope;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

type Source = Pick<BucketRecord, 'name' | 'owner'>;

export function messageTo({ service, arn }: Destination, body: string, of: Source): Message {
  const parsed = parseArn(arn);
  assert(parsed, `${arn} was read when it was configured`);
  const { account, region, resource } = parsed;
  const scope = { account, region };
  const common = { service, scope, sourceArn: `arn:aws:s3:::${of.name}`, sourceAccount: of.owner };
  switch (service) {
    case 'sqs': {
      const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${resource}`;
      return { ...common, operation: 'SendMessage', input: { QueueUrl, MessageBody: body } };
    }
    case 'sns': {
      const input = { TopicArn: arn, Subject: 'Amazon S3 Notification', Message: body };
      return { ...common, operation: 'Publish', input };
    }
    case 'lambda': {
      const input = { FunctionName: arn, InvocationType: 'Event', Payload: body };
      return { ...common, operation: 'Invoke', input };
    }
  }
}
