import type {
  InvocationResponse,
  InvokeCommandInput,
  InvokeWithResponseStreamCommandInput,
  InvokeWithResponseStreamResponseEvent,
} from '@aws-sdk/client-lambda';
import type { FunctionStreamed } from '../../../base/effects/function.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { Scope } from '../../../base/scope.ts';
import { flowId, type WaitingCall, type WaitingHandler } from '../../../dispatch/service.ts';
import type { Tx } from '../../../store/store.ts';
import { enter } from '../access.ts';
import { payloadNotJson, requestTooLarge } from '../errors.ts';
import { invocationFlow, type AsyncSettings, type AttemptMade, type Invocation } from '../flow/invocation.ts';
import { resolve, type Reference } from '../references.ts';
import { eventInvokeConfigs, functionArn, latest, qualifiedKey, type Version } from '../records.ts';
import { run, runStreaming } from './runs.ts';

/** AWS: quotas, "Invocation payload: 6 MB synchronous, 1 MB asynchronous". */
const payloadBytesMax = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

interface Invoke extends Omit<InvokeCommandInput, 'Payload'> {
  /** From inside the house, where calls are plain data, a payload comes as text. */
  readonly Payload?: Uint8Array | string;
}

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
export const invoke: WaitingHandler<Invoke, InvocationResponse> = {
  async waits(input, asked) {
    const type = input.InvocationType ?? 'RequestResponse';
    const payload = payloadOf(input.Payload, payloadBytesMax[type]);
    const { call, reference } = enter(asked, input);
    if (type === 'DryRun') {
      call.transaction(({ tx }) => resolve(tx, call, reference));
      return { StatusCode: 204 };
    }
    const requestId = requestIdOf(call);
    if (type === 'Event') return queue(call, reference, payload, requestId);
    const { invoked, version } = await run(call, { reference, payload, requestId, attempt: 1 });
    return {
      StatusCode: 200,
      ExecutedVersion: version.version,
      ...(invoked.functionError && { FunctionError: invoked.functionError }),
      ...(input.LogType === 'Tail' && { LogResult: logTail(invoked.log) }),
      Payload: Buffer.from(invoked.payload),
    };
  },
};

interface InvokeStreaming extends Omit<InvokeWithResponseStreamCommandInput, 'Payload'> {
  readonly Payload?: Uint8Array | string;
}

/** Answers while the function is running. What a function says that does not stream is one piece. */
// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
export const invokeWithResponseStream: WaitingHandler<InvokeStreaming, object> = {
  async waits(input, asked) {
    const payload = payloadOf(input.Payload, payloadBytesMax.RequestResponse);
    const { call, reference } = enter(asked, input);
    if (input.InvocationType === 'DryRun') {
      call.transaction(({ tx }) => resolve(tx, call, reference));
      return { StatusCode: 204, EventStream: [] };
    }
    const requestId = requestIdOf(call);
    const wanted = { reference, payload, requestId, attempt: 1 };
    const { streamed, version } = await runStreaming(call, wanted);
    return {
      StatusCode: 200,
      ExecutedVersion: version.version,
      // A URL tells its visitors; over the wire, the stream is one of events.
      ResponseStreamContentType: streamed.contentType,
      EventStream: eventsOf(streamed, input.LogType === 'Tail'),
    };
  },
};

async function* eventsOf(
  { pieces, over }: FunctionStreamed,
  tells: boolean,
): AsyncGenerator<InvokeWithResponseStreamResponseEvent> {
  for await (const Payload of pieces) yield { PayloadChunk: { Payload } };
  const { functionError, payload, log } = await over;
  yield {
    InvokeComplete: {
      ...(functionError && { ErrorCode: functionError, ErrorDetails: payload }),
      ...(tells && { LogResult: logTail(log) }),
    },
  } as InvokeWithResponseStreamResponseEvent;
}

type Attempt = Pick<Invocation, 'functionName' | 'qualifier' | 'payload' | 'requestId' | 'attempt'>;

/** One attempt at an invocation that nobody waits for. */
export const runInvocation: WaitingHandler<Attempt, AttemptMade> = {
  async waits({ functionName, qualifier, payload, requestId, attempt }, call) {
    const reference = { name: functionName, qualifier };
    const { invoked, version } = await run(call, { reference, payload, requestId, attempt });
    const { functionError } = invoked;
    return {
      ran: {
        executedVersion: version.version,
        payload: invoked.payload,
        ...(functionError !== undefined && { functionError }),
      },
      settings: call.transaction(({ tx }) => asyncSettings(tx, call, reference, version)),
    };
  },
};

/** AWS: "MaximumRetryAttempts … 0 to 2", "MaximumEventAgeInSeconds … 60 to 21,600"; the most where nothing is said. */
const defaults = { retriesMax: 2, ageSecondsMax: 21_600 };

function asyncSettings(tx: Tx, scope: Scope, reference: Reference, version: Version): AsyncSettings {
  const key = qualifiedKey(reference.name, reference.qualifier ?? latest);
  const config = eventInvokeConfigs.get(tx, scope, key);
  return {
    role: version.role,
    retriesMax: config?.retriesMax ?? defaults.retriesMax,
    ageMsMax: (config?.ageSecondsMax ?? defaults.ageSecondsMax) * 1000,
    onSuccess: config?.onSuccess,
    onFailure: config?.onFailure,
    deadLetterArn: version.deadLetterArn,
  };
}

/** The same for every repetition of an inside call, so that the data plane recognises it. */
function requestIdOf(call: WaitingCall): string {
  return !call.effectId ? call.transaction(({ ids }) => ids.uuid()) : derivedUuid('lambda', call.effectId);
}

function payloadOf(payload: Uint8Array | string | undefined, bytesMax: number): string {
  const text = typeof payload === 'string' ? payload : Buffer.from(payload ?? []).toString();
  if (Buffer.byteLength(text) > bytesMax) requestTooLarge(bytesMax);
  if (text === '') return '{}';
  try {
    JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    payloadNotJson(error.message);
  }
  return text;
}

function queue(call: WaitingCall, reference: Reference, payload: string, requestId: string) {
  return call.transaction(({ tx, flows, now }) => {
    const version = resolve(tx, call, reference);
    const id = flowId(invocationFlow.kind, call, requestId);
    const { name: functionName, qualifier } = reference;
    const state: Invocation = {
      account: call.account,
      region: call.region,
      functionName,
      qualifier,
      functionArn: functionArn(call, functionName, qualifier ?? latest),
      requestId,
      payload,
      ...asyncSettings(tx, call, reference, version),
      queuedAt: now,
      attempt: 0,
      turnedAway: 0,
      over: false,
      flow: id,
    };
    // An inside call made again after a crash has queued its invocation already.
    if (!flows.state(id)) flows.start(invocationFlow.kind, id, state);
    return { StatusCode: 202 };
  });
}

/** AWS: "the last 4 KB of the execution log (base64-encoded)". */
const logTail = (log: string): string => Buffer.from(log).subarray(-4096).toString('base64');
