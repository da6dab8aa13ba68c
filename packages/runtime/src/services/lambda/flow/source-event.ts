import { parseArn } from '../../../base/arn.ts';
import { readPattern } from '../../../base/pattern/pattern.ts';

/** A message as `sqs:ReceiveMessage` answers it. */
export interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** AWS: developer guide, "Using Lambda with Amazon SQS": what a function is given of a message. */
function recordOf(message: Message, source: string): object {
  const attributes = Object.entries(message.MessageAttributes ?? {});
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes.map(([name, value]) => [name, attributeOf(value)])),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: source,
    awsRegion: parseArn(source)?.region ?? '',
  };
}

const attributeOf = ({ DataType, StringValue, BinaryValue }: MessageAttribute) => ({
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
});

export const eventOf = (messages: readonly Message[], source: string): string =>
  JSON.stringify({ Records: messages.map((message) => recordOf(message, source)) });

/**
 * Whether a filter lets a message through: patterns see the body as JSON where it is, and as text where not. AWS:
 * "Using event filtering with an Amazon SQS event source": what does not fit is deleted.
 */
export function isWanted(message: Message, filters: readonly string[], source: string): boolean {
  if (filters.length === 0) return true;
  const record = { ...recordOf(message, source), body: bodyOf(message) };
  return filters.some((pattern) => readPattern(pattern)(record));
}

function bodyOf({ Body }: Message): unknown {
  try {
    return JSON.parse(Body) as unknown;
  } catch {
    return Body;
  }
}

/**
 * The messages of a batch that a function has done, where it reports failures. AWS: "Implementing partial batch
 * responses": an answer that cannot be understood, or names what was not in the batch, means that none was.
 */
export function doneOf(messages: readonly Message[], payload: string): readonly Message[] {
  const failed = failuresIn(payload);
  if (!failed) return [];
  const ids = new Set(messages.map(({ MessageId }) => MessageId));
  if (failed.some((id) => !ids.has(id))) return [];
  return messages.filter(({ MessageId }) => !failed.includes(MessageId));
}

/** Undefined where the answer is none that AWS would understand. */
function failuresIn(payload: string): string[] | undefined {
  const failures = reported(payload);
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((each: { itemIdentifier?: unknown } | null) => each?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && id !== '') ? (ids as string[]) : undefined;
}

function reported(payload: string): unknown {
  try {
    const answer = JSON.parse(payload === '' ? 'null' : payload) as { batchItemFailures?: unknown } | null;
    return answer?.batchItemFailures ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
