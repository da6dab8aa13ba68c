import { parseArn } from '../../../base/arn.ts';
import { assert } from '../../../base/assert.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { isChat } from '../chat-endpoint.ts';
import {
  bodyOf,
  httpHeaders,
  lambdaEvent,
  mailOf,
  sqsAttributes,
  type Addressee,
  type Letter,
  type Signature,
} from '../envelopes.ts';

/** AWS: "Amazon SNS … waits for a response for 15 seconds". Wall time. */
const responseTimeoutMs = 15_000;

interface Sent {
  readonly letter: Letter;
  readonly to: Addressee;
  readonly signed?: Signature;
}

/** One attempt, as the effect that it is. Whatever is sent twice carries the same message id. */
export function effectOf({ letter, to, signed }: Sent): Effect {
  const { protocol, endpoint } = to;
  switch (protocol) {
    case 'http':
    case 'https': {
      if (isChat(endpoint)) return toChat(letter);
      const headers = httpHeaders(letter, to);
      const body = bodyOf(letter, to, signed);
      return { type: 'http.post', url: endpoint, headers, body, timeoutMs: responseTimeoutMs };
    }
    case 'sqs':
      return toQueue(endpoint, { letter, to, signed });
    case 'lambda': {
      const Payload = lambdaEvent(letter, to, signed);
      const input = { FunctionName: endpoint, InvocationType: 'Event', Payload };
      return called(['lambda', 'Invoke', input], endpoint, letter.topicArn);
    }
    default:
      assert(protocol.startsWith('email'), `a subscription of ${protocol} was refused`);
      return {
        type: 'mail.send',
        id: `${letter.messageId}.${letter.type}@penstock.invalid`,
        to: endpoint,
        ...mailOf(letter, to, signed),
      };
  }
}

const toChat = ({ topicArn, message }: Letter): Effect =>
  called(['chatbot', 'Hear', { topicArn, message }], topicArn, topicArn);

/** What a dead-letter queue gets: what a queue that subscribes would have got. */
export const deadLetter = ({ letter, to, signed }: Sent, queueArn: string): Effect =>
  toQueue(queueArn, { letter, to, signed });

function toQueue(
  arn: string,
  { letter, to, signed }: { letter: Letter; to: Addressee; signed: Signature | undefined },
): AwsCall {
  const { account, resource } = parseArn(arn)!;
  const attributes = to.raw && letter.type === 'Notification' ? sqsAttributes(letter) : {};
  const fifo = resource.endsWith('.fifo');
  const input = {
    QueueUrl: `${account}/${resource}`,
    MessageBody: bodyOf(letter, to, signed),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
    ...(letter.group !== undefined && { MessageGroupId: letter.group }),
    ...(fifo && { MessageDeduplicationId: letter.deduplicationId ?? letter.messageId }),
    // AWS: unverified: a message of a standard topic has no group, which a FIFO dead-letter queue would demand.
    ...(fifo && letter.group === undefined && { MessageGroupId: letter.messageId }),
  };
  return called(['sqs', 'SendMessage', input], arn, letter.topicArn);
}

/** A call as SNS itself, for a topic, where the thing called lives. */
function called(
  [service, operation, input]: readonly [service: string, operation: string, input: object],
  arn: string,
  sourceArn: string,
): AwsCall {
  const { account, region } = parseArn(arn)!;
  const as = servicePrincipal('sns');
  return { type: 'aws.call', service, operation, input, as, sourceArn, scope: { account, region } };
}
