import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { parseArn } from '../../../base/arn.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { doneOf, eventOf, isWanted, type Message } from './source-event.ts';

/** A queue's messages on their way to a function. */
export interface Mapping extends Scope, MappingSettings {
  readonly uuid: string;
  readonly queueArn: string;
  /** Received, and not yet given to the function: the next batch. */
  readonly gathered: readonly Message[];
  /** When the next batch is given away, full or not. */
  readonly flushAt?: number | undefined;
  /** When it is tried again, after the queue could not be read. */
  readonly retryAt?: number | undefined;
  /** Batches that the function works on, by name. */
  readonly running: Readonly<Record<string, readonly Message[]>>;
  /** How many batches and removals have begun: what they are named by. */
  readonly count: number;
  readonly isReceiving: boolean;
  readonly lastResult: string;
}

/** What may be changed. */
export interface MappingSettings {
  readonly enabled: boolean;
  /** Of the function, by whom the queue is read. */
  readonly role: string;
  /** As it is invoked. */
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly filters: readonly string[];
  readonly reportsFailures: boolean;
  readonly concurrencyMax: number;
}

export interface MappingChanged {
  readonly type: 'MappingChanged';
  readonly settings: MappingSettings;
}

/** After the queue could not be read. AWS: unverified how long Lambda waits. */
const retryMs = 60_000;
/** What SQS answers and deletes at once, at most. */
const messagesMax = 10;

export const mappingFlow: Flow<Mapping, MappingChanged> = { kind: 'lambda.mapping', decide };

function decide(mapping: Mapping, fact: MappingChanged | EngineFact, now: number): Decision<Mapping> {
  switch (fact.type) {
    case 'Started':
      return goOn(mapping, {}, now);
    case 'MappingChanged':
      return changed({ ...mapping, ...fact.settings }, now);
    case 'WakeTime':
      return goOn({ ...mapping, retryAt: undefined }, {}, now);
    case 'EffectSucceeded':
      return succeeded(mapping, fact, now);
    case 'EffectFailed':
      return failed(mapping, fact, now);
    case 'FlowEnded':
      assert(false, 'a mapping awaits no other flow');
      return { state: mapping };
    default:
      return never(fact);
  }
}

/** Whoever is not to receive any more gives away what there is; whoever is to, begins. */
function changed(mapping: Mapping, now: number): Decision<Mapping> {
  if (mapping.enabled) return goOn(mapping, {}, now);
  const stopped = goOn({ ...mapping, isReceiving: false, retryAt: undefined, flushAt: now }, {}, now);
  return { ...stopped, cancels: ['await', 'receive'] };
}

function succeeded(mapping: Mapping, { effect, output }: { effect: string; output: any }, now: number) {
  if (effect === 'await') return { state: mapping, effects: { receive: receive(mapping) } };
  if (effect === 'receive') return received({ ...mapping, isReceiving: false }, output.Messages ?? [], now);
  if (!(effect in mapping.running)) return goOn(mapping, {}, now);
  return invoked(mapping, effect, output, now);
}

function failed(mapping: Mapping, { effect, reason }: { effect: string; reason: string }, now: number) {
  if (effect === 'await' || effect === 'receive') {
    const lastResult = `PROBLEM: ${reason}`;
    return goOn({ ...mapping, isReceiving: false, retryAt: now + retryMs, lastResult }, {}, now);
  }
  // A batch that could not be given away shows again in the queue when its time is over.
  const lastResult = effect in mapping.running ? 'PROBLEM: Function call failed' : mapping.lastResult;
  return goOn(without({ ...mapping, lastResult }, effect), {}, now);
}

/** What nobody wants goes; the rest waits for its batch. */
function received(before: Mapping, messages: readonly Message[], now: number): Decision<Mapping> {
  const wanted = messages.filter((message) => isWanted(message, before.filters, before.queueArn));
  const unwanted = messages.filter((message) => !wanted.includes(message));
  const gathered = [...before.gathered, ...wanted];
  const flushAt = gathered.length > 0 ? (before.flushAt ?? now + before.windowMs) : undefined;
  const lastResult = messages.length > 0 ? 'OK' : before.lastResult;
  const mapping = { ...before, gathered, flushAt, lastResult, count: before.count + 1 };
  return goOn(mapping, removal(mapping, unwanted), now);
}

function invoked(before: Mapping, batch: string, output: any, now: number): Decision<Mapping> {
  const messages = before.running[batch]!;
  const isBroken = output.FunctionError !== undefined;
  const reported = before.reportsFailures ? doneOf(messages, output.Payload ?? '') : messages;
  const done = isBroken ? [] : reported;
  const lastResult = isBroken ? 'PROBLEM: Function call failed' : 'OK';
  const mapping = without({ ...before, lastResult, count: before.count + 1 }, batch);
  return goOn(mapping, removal(mapping, done), now);
}

type Effects = Readonly<Record<string, Effect>>;

/** Gives away what is due, and receives while there is room. */
function goOn(before: Mapping, effects: Effects, now: number): Decision<Mapping> {
  const { mapping, begun } = give(before, now);
  const isFull = mapping.gathered.length >= mapping.batchSize;
  const isHeld = mapping.retryAt !== undefined && mapping.retryAt > now;
  const begins = mapping.enabled && !mapping.isReceiving && !isFull && !isHeld && hasRoom(mapping);
  const state = begins ? { ...mapping, isReceiving: true } : mapping;
  const due = [
    mapping.gathered.length > 0 && hasRoom(mapping) ? mapping.flushAt : undefined,
    mapping.retryAt,
  ];
  const wakes = due.filter((at) => at !== undefined);
  return {
    state,
    effects: { ...effects, ...begun, ...(begins && { await: awaiting(mapping) }) },
    wakeAt: wakes.length > 0 ? Math.min(...wakes) : undefined,
  };
}

const hasRoom = ({ running, concurrencyMax }: Mapping): boolean =>
  Object.keys(running).length < concurrencyMax;

function give(before: Mapping, now: number): { readonly mapping: Mapping; readonly begun: Effects } {
  const { gathered, batchSize, flushAt = Infinity } = before;
  const isDue = gathered.length >= batchSize || (gathered.length > 0 && flushAt <= now);
  if (!isDue || !hasRoom(before)) return { mapping: before, begun: {} };
  const name = `batch-${before.count + 1}`;
  const messages = gathered.slice(0, batchSize);
  const rest = gathered.slice(batchSize);
  const mapping = {
    ...before,
    gathered: rest,
    flushAt: rest.length > 0 ? flushAt : undefined,
    running: { ...before.running, [name]: messages },
    count: before.count + 1,
  };
  const more = give(mapping, now);
  return { mapping: more.mapping, begun: { [name]: invocation(before, messages), ...more.begun } };
}

function without(mapping: Mapping, batch: string): Mapping {
  const { [batch]: _, ...running } = mapping.running;
  return { ...mapping, running };
}

const scopeOf = ({ account, region }: Mapping) => ({ account, region });

function invocation(mapping: Mapping, messages: readonly Message[]): AwsCall {
  const Payload = eventOf(messages, mapping.queueArn);
  return {
    type: 'aws.call',
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName: mapping.functionArn, Payload },
    as: servicePrincipal('lambda'),
    scope: scopeOf(mapping),
  };
}

const awaiting = (mapping: Mapping): Effect =>
  queueCall(mapping, 'AwaitMessage', servicePrincipal('sqs'), {});

const receive = (mapping: Mapping): Effect =>
  queueCall(mapping, 'ReceiveMessage', mapping.role, {
    MaxNumberOfMessages: Math.min(messagesMax, mapping.batchSize - mapping.gathered.length),
    WaitTimeSeconds: 0,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
    // By which the queue knows the call when it is made again after a crash.
    ReceiveRequestAttemptId: mapping.uuid,
  });

/** Deletes messages, ten at a time. */
function removal(mapping: Mapping, messages: readonly Message[]): Effects {
  const pieces = Array.from({ length: Math.ceil(messages.length / messagesMax) }, (_, index) =>
    messages.slice(index * messagesMax, (index + 1) * messagesMax),
  );
  return Object.fromEntries(
    pieces.map((piece, index) => [
      `removal-${mapping.count}-${index}`,
      queueCall(mapping, 'DeleteMessageBatch', mapping.role, {
        Entries: piece.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle })),
      }),
    ]),
  );
}

function queueCall(mapping: Mapping, operation: string, as: string, more: object): AwsCall {
  const { account = '', region = '', resource = '' } = parseArn(mapping.queueArn) ?? {};
  const input = { QueueUrl: `${account}/${resource}`, ...more };
  return { type: 'aws.call', service: 'sqs', operation, input, as, scope: { account, region } };
}
