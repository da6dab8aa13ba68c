import type { Scope } from '../../base/scope.ts';
import { own } from '../../base/own.ts';
import { isPolicy } from '../../dispatch/policy/document.ts';
import type { Tx } from '../../store/store.ts';
import { invalidAttribute, invalidParameter, invalidValue, unknownAttribute } from './errors.ts';
import { isFifo, queueArn, queueOfArn, type Queue } from './records.ts';

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html

/** Attributes that are whole numbers: from, to, and what they are unless set. */
const numbers: Readonly<Record<string, readonly [min: number, max: number, initial: number]>> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
};

/** Attributes with a few possible values, those of FIFO queues apart. */
const choices: Readonly<Record<string, readonly string[]>> = { SqsManagedSseEnabled: ['true', 'false'] };
const fifoChoices: Readonly<Record<string, readonly string[]>> = {
  FifoQueue: ['true'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

/** AWS: developer guide, "Amazon SQS policy quotas". */
const policyBytesMax = 8192;

const texts = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'];

/** Attributes that are told and cannot be set. */
export const counted = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
const told = [...counted, 'CreatedTimestamp', 'LastModifiedTimestamp', 'QueueArn'];

export const isAttribute = (name: string): boolean =>
  [numbers, choices, fifoChoices].some((known) => own<unknown>(known, name) !== undefined) ||
  texts.includes(name) ||
  told.includes(name);

export function numberOf(queue: Queue, attribute: string): number {
  return Number(queue.attributes[attribute] ?? numbers[attribute]![2]);
}

/** Every attribute that has a value, but for what is counted. */
export function attributesOf(scope: Scope, queue: Queue): Record<string, string> {
  const initial = Object.entries(numbers)
    .filter(([name]) => name !== 'KmsDataKeyReusePeriodSeconds' || queue.attributes['KmsMasterKeyId'])
    .map(([name, [, , value]]) => [name, String(value)]);
  return {
    QueueArn: queueArn(scope, queue.name),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ...(Object.fromEntries(initial) as Record<string, string>),
    // AWS: "SSE-SQS is enabled by default for newly created queues", unless a KMS key is named.
    SqsManagedSseEnabled: queue.attributes['KmsMasterKeyId'] ? 'false' : 'true',
    ...(isFifo(queue) && {
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    }),
    ...queue.attributes,
  };
}

/** Where attributes are set: the queue they are for, as it is. */
export interface Setting {
  readonly tx: Tx;
  readonly scope: Scope;
  readonly name: string;
  readonly fifo: boolean;
  readonly creating: boolean;
}

/** The attributes after some were set; an empty text takes one away. Refuses what AWS refuses. */
export function withAttributes(
  before: Queue['attributes'],
  given: Readonly<Record<string, string>>,
  setting: Setting,
): Queue['attributes'] {
  const after: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(given)) {
    if (texts.includes(name) && value === '') delete after[name];
    else after[name] = checked(name, value, setting);
    // AWS: one kind of encryption at a time: naming a key ends the other.
    if (name === 'KmsMasterKeyId' && value !== '') delete after['SqsManagedSseEnabled'];
    if (name === 'SqsManagedSseEnabled' && value === 'true') delete after['KmsMasterKeyId'];
  }
  if (after['FifoThroughputLimit'] === 'perMessageGroupId' && after['DeduplicationScope'] !== 'messageGroup')
    invalidParameter(
      'The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.',
    );
  return after;
}

function checked(name: string, value: string, setting: Setting): string {
  const range = own(numbers, name);
  if (range) {
    const [min, max] = range;
    if (!/^\d{1,10}$/.test(value) || Number(value) < min || Number(value) > max) invalidAttribute(name);
    return String(Number(value));
  }
  const fifo = own(fifoChoices, name);
  if (fifo && (!setting.fifo || (name === 'FifoQueue' && !setting.creating))) unknownAttribute(name);
  const allowed = fifo ?? own(choices, name);
  if (allowed && !allowed.includes(value)) invalidAttribute(name);
  if (!allowed && !texts.includes(name)) unknownAttribute(name);
  if (name === 'RedrivePolicy') checkRedrivePolicy(value, setting);
  if (name === 'RedriveAllowPolicy') checkRedriveAllowPolicy(value);
  if (name === 'Policy' && (Buffer.byteLength(value) > policyBytesMax || !isPolicy(value)))
    invalidAttribute(name);
  return value;
}

/** Where a queue's dead messages go, and after how many receives. */
export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export function redriveOf(queue: Queue): Redrive | undefined {
  const policy = jsonMap(queue.attributes['RedrivePolicy']);
  return (
    policy && {
      deadLetterTargetArn: String(policy['deadLetterTargetArn']),
      maxReceiveCount: Number(policy['maxReceiveCount']),
    }
  );
}

function checkRedrivePolicy(text: string, { tx, scope, name, fifo }: Setting): void {
  const refuse = (reason: string) => invalidValue(text, 'RedrivePolicy', reason);
  const policy = jsonMap(text) ?? refuse('Redrive policy is not a valid JSON map.');
  for (const key of ['deadLetterTargetArn', 'maxReceiveCount'])
    if (policy[key] === undefined) refuse(`Redrive policy does not contain mandatory attribute: ${key}.`);
  for (const key of Object.keys(policy))
    if (key !== 'deadLetterTargetArn' && key !== 'maxReceiveCount')
      refuse('Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].');
  const count = Number(policy['maxReceiveCount']);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    refuse(
      `Invalid value for maxReceiveCount: ${String(policy['maxReceiveCount'])}, valid values are from 1 to 1000 ` +
        'both inclusive.',
    );
  const dead =
    queueOfArn(tx, scope, String(policy['deadLetterTargetArn'])) ??
    refuse('Dead letter target does not exist.');
  if (isFifo(dead) !== fifo) refuse('Dead-letter queue must be same type of queue as the source.');
  if (!allowsSource(dead, queueArn(scope, name)))
    refuse('Dead-letter queue does not allow this source queue by its RedriveAllowPolicy.');
}

/** Whether a dead-letter queue takes the messages of a source. */
function allowsSource(dead: Queue, source: string): boolean {
  const policy = jsonMap(dead.attributes['RedriveAllowPolicy']);
  if (policy?.['redrivePermission'] === 'denyAll') return false;
  return policy?.['redrivePermission'] !== 'byQueue' || [policy['sourceQueueArns']].flat().includes(source);
}

function checkRedriveAllowPolicy(text: string): void {
  const refuse = (reason: string) => invalidValue(text, 'RedriveAllowPolicy', reason);
  const policy =
    jsonMap(text) ?? refuse('Amazon SQS can not create the redrive allow policy, as it is not JSON.');
  const permission = policy['redrivePermission'];
  const sources = policy['sourceQueueArns'];
  if (!['allowAll', 'denyAll', 'byQueue'].includes(String(permission)))
    refuse('Redrive permission must be one of allowAll, denyAll, byQueue.');
  if ((permission === 'byQueue') !== Array.isArray(sources))
    refuse('sourceQueueArns is given with the redrive permission byQueue, and with no other.');
  if (Array.isArray(sources) && (sources.length < 1 || sources.length > 10))
    refuse('sourceQueueArns takes from 1 to 10 queues.');
}

/** A text as a JSON object; undefined where it is none. */
export function jsonMap(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
