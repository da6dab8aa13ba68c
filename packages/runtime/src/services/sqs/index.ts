import type { Service } from '../../dispatch/service.ts';
import { clearingFlow } from './flow/clearing.ts';
import { moveTaskFlow } from './flow/move-task.ts';
import { queueFlow } from './flow/queue.ts';
import { getQueueAttributes, setQueueAttributes } from './operations/attributes.ts';
import {
  cancelMessageMoveTask,
  listMessageMoveTasks,
  moveMessages,
  startMessageMoveTask,
} from './operations/move-tasks.ts';
import { addPermission, removePermission } from './operations/permissions.ts';
import {
  createQueue,
  deleteQueue,
  getQueueUrl,
  listDeadLetterSourceQueues,
  listQueues,
  purgeQueue,
} from './operations/queues.ts';
import { receiveMessage } from './operations/receiving.ts';
import { sendMessage, sendMessageBatch } from './operations/sending.ts';
import { clearShelf, sweep } from './operations/sweeping.ts';
import { listQueueTags, tagQueue, untagQueue } from './operations/tags.ts';
import { awaitMessage } from './operations/awaiting.ts';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from './operations/visibility.ts';
import { queueInlinePolicy, queuePolicy } from './resources/queue-policy.ts';
import { queue } from './resources/queue.ts';

export const sqs: Service = {
  name: 'sqs',
  sdk: () => import('@aws-sdk/client-sqs'),
  model: 'sqs',
  // AWS: developer guide, "Logging Amazon SQS API calls using AWS CloudTrail", data events.
  dataEvents: new Set([
    'ChangeMessageVisibility',
    'ChangeMessageVisibilityBatch',
    'DeleteMessage',
    'DeleteMessageBatch',
    'ReceiveMessage',
    'SendMessage',
    'SendMessageBatch',
  ]),
  operations: {
    AddPermission: addPermission,
    CancelMessageMoveTask: cancelMessageMoveTask,
    ChangeMessageVisibility: changeMessageVisibility,
    ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
    CreateQueue: createQueue,
    DeleteMessage: deleteMessage,
    DeleteMessageBatch: deleteMessageBatch,
    DeleteQueue: deleteQueue,
    GetQueueAttributes: getQueueAttributes,
    GetQueueUrl: getQueueUrl,
    ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
    ListMessageMoveTasks: listMessageMoveTasks,
    ListQueueTags: listQueueTags,
    ListQueues: listQueues,
    PurgeQueue: purgeQueue,
    ReceiveMessage: receiveMessage,
    RemovePermission: removePermission,
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    SetQueueAttributes: setQueueAttributes,
    StartMessageMoveTask: startMessageMoveTask,
    TagQueue: tagQueue,
    UntagQueue: untagQueue,
  },
  inside: { AwaitMessage: awaitMessage, Clear: clearShelf, MoveMessages: moveMessages, Sweep: sweep },
  flows: [clearingFlow, moveTaskFlow, queueFlow],
  resources: [queue, queuePolicy, queueInlinePolicy],
};
