import type {
  GetQueueAttributesCommandInput,
  GetQueueAttributesResult,
  SetQueueAttributesCommandInput,
} from '@aws-sdk/client-sqs';
import type { Handler } from '../../../dispatch/service.ts';
import { enter } from '../access.ts';
import { activityOf, used } from '../activity.ts';
import { attributesOf, counted, isAttribute, withAttributes } from '../attributes.ts';
import { unknownAttribute } from '../errors.ts';
import { isFifo, queues } from '../records.ts';
import { hiddenNow, shelfOf } from '../shelf.ts';

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
export const getQueueAttributes: Handler<GetQueueAttributesCommandInput, GetQueueAttributesResult> = (
  input,
  asked,
) => {
  const { queue, call } = enter(asked, input.QueueUrl, 'GetQueueAttributes');
  const names: readonly string[] = input.AttributeNames ?? [];
  for (const name of names) if (name !== 'All' && !isAttribute(name)) unknownAttribute(name);
  if (names.length === 0) return {};
  const wants = (name: string): boolean => names.includes('All') || names.includes(name);
  const all: Record<string, string> = attributesOf(call, queue);
  if (counted.some(wants)) {
    const { delayed, inFlight } = hiddenNow(shelfOf(call.tx, call, queue, call.now));
    const { messages } = activityOf(call, queue);
    all['ApproximateNumberOfMessages'] = String(messages - delayed - inFlight);
    all['ApproximateNumberOfMessagesNotVisible'] = String(inFlight);
    all['ApproximateNumberOfMessagesDelayed'] = String(delayed);
  }
  return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => wants(name))) };
};

export const setQueueAttributes: Handler<SetQueueAttributesCommandInput, object> = (input, call) => {
  const { queue } = enter(call, input.QueueUrl, 'SetQueueAttributes');
  const { name } = queue;
  const setting = { tx: call.tx, scope: call, name, fifo: isFifo(queue), creating: false };
  const attributes = withAttributes(queue.attributes, input.Attributes as Record<string, string>, setting);
  queues.put(call.tx, call, name, { ...queue, attributes, modifiedAt: call.now });
  // Messages that are too old by a shorter retention go at the next full minute.
  used(call, queue, (activity) => activity);
  return {};
};
