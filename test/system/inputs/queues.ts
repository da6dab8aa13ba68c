import { account, type Make } from './words.ts';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:${account}:${name}`;

/** A queue with messages and a place for dead ones, and one in which they keep their order. */
export async function layQueues(make: Make): Promise<void> {
  await make('sqs', 'CreateQueue', { QueueName: 'ground-dead' });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('ground-dead'), maxReceiveCount: '1' });
  const { QueueUrl = '' } =
    (await make('sqs', 'CreateQueue', {
      QueueName: 'ground',
      Attributes: { VisibilityTimeout: '1', RedrivePolicy },
      tags: { k: 'v' },
    })) ?? {};
  const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
  await make('sqs', 'SendMessage', { QueueUrl, MessageBody: 'text', DelaySeconds: 1, MessageAttributes });
  const Entries = [
    { Id: 'a', MessageBody: 'one' },
    { Id: 'b', MessageBody: 'two' },
  ];
  await make('sqs', 'SendMessageBatch', { QueueUrl, Entries });
  const asked = { QueueUrl, MaxNumberOfMessages: 2, MessageAttributeNames: ['All'] };
  const { Messages: [message] = [] } = (await make('sqs', 'ReceiveMessage', asked)) ?? {};
  if (message) {
    const { ReceiptHandle } = message;
    await make('sqs', 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 5 });
    await make('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
  }
  await make('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: '0' } });
  await make('sqs', 'StartMessageMoveTask', { SourceArn: arnOf('ground-dead') });
  const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
  const ordered = await make('sqs', 'CreateQueue', { QueueName: 'ground.fifo', Attributes });
  const said = { MessageBody: 'text', MessageGroupId: 'group', MessageDeduplicationId: 'once' };
  await make('sqs', 'SendMessage', { QueueUrl: ordered?.QueueUrl, ...said });
}
