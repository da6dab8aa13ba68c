import type { InvocationResponse, InvokeCommandInput } from '@aws-sdk/client-lambda';
import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { FunctionInvoked } from '../../../base/effects/function.ts';
import { alphabets, derivedUuid } from '../../../base/ids.ts';
import { flowId, type WaitingCall, type WaitingHandler } from '../../../dispatch/service.ts';
import { payloadNotJson, requestTooLarge, runtimeNotSupported } from '../errors.ts';
import { invocationFlow, type Invocation } from '../flow/invocation.ts';
import { choose, referenceOf, resolve, type Reference } from '../references.ts';
import { functionArn, type Version } from '../records.ts';
import { environmentOf } from './environments.ts';
import { report } from './reports.ts';

/** AWS: quotas, "Invocation payload: 6 MB synchronous, 1 MB asynchronous". */
const payloadBytesMax = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

interface Invoke extends Omit<InvokeCommandInput, 'Payload'> {
  /** From inside the house, where calls are plain data, a payload comes as text. */
  readonly Payload?: Uint8Array | string;
}

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
export const invoke: WaitingHandler<Invoke, InvocationResponse> = {
  async waits(input, call) {
    const type = input.InvocationType ?? 'RequestResponse';
    const payload = payloadOf(input.Payload, payloadBytesMax[type]);
    const reference = referenceOf(input.FunctionName!, input.Qualifier);
    if (type === 'DryRun') {
      call.transaction(({ tx }) => resolve(tx, call, reference));
      return { StatusCode: 204 };
    }
    const requestId = requestIdOf(call);
    if (type === 'Event') return queue(call, reference, payload, requestId);
    const { invoked, version } = await run(call, { reference, payload, requestId });
    return {
      StatusCode: 200,
      ExecutedVersion: version.version,
      ...(invoked.functionError && { FunctionError: invoked.functionError }),
      ...(input.LogType === 'Tail' && { LogResult: logTail(invoked.log) }),
      Payload: Buffer.from(invoked.payload),
    };
  },
};

type Attempt = Pick<Invocation, 'functionName' | 'qualifier' | 'payload'>;

/** One attempt at an invocation that nobody waits for; its answer is not kept. */
export const runInvocation: WaitingHandler<Attempt, { FunctionError?: string }> = {
  async waits({ functionName, qualifier, payload }, call) {
    const { invoked } = await run(call, {
      reference: { name: functionName, qualifier },
      payload,
      requestId: requestIdOf(call),
    });
    return invoked.functionError ? { FunctionError: invoked.functionError } : {};
  },
};

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
  return call.transaction(({ tx, flows }) => {
    resolve(tx, call, reference);
    const id = flowId(invocationFlow.kind, call, requestId);
    const { name: functionName, qualifier } = reference;
    const begun = { attempt: 0, over: false, flow: id };
    const state: Invocation = { functionName, qualifier, payload, ...begun, ...placeOf(call) };
    // An inside call made again after a crash has queued its invocation already.
    if (!flows.state(id)) flows.start(invocationFlow.kind, id, state);
    return { StatusCode: 202 };
  });
}

const placeOf = ({ account, region }: WaitingCall) => ({ account, region });

interface Wanted {
  readonly reference: Reference;
  readonly payload: string;
  readonly requestId: string;
}

async function run(call: WaitingCall, { reference, payload, requestId }: Wanted) {
  const version = call.transaction(({ tx, ids }) => choose(tx, call, reference, () => draw(ids)));
  const environment = await environmentOf(version, call);
  const invoked = await perform(version, call, {
    revision: environment.revision,
    env: environment.env,
    payload,
    requestId,
  });
  report(call, { version, reference, environment, invoked, requestId });
  return { invoked, version };
}

/** A number in [0, 1). */
function draw(ids: { word(length: number, alphabet: string): string }): number {
  return parseInt(ids.word(8, alphabets.hex), 16) / 0x1_0000_0000;
}

async function perform(
  version: Version,
  call: WaitingCall,
  run: {
    readonly revision: string;
    readonly env: Readonly<Record<string, string>>;
    readonly payload: string;
    readonly requestId: string;
  },
): Promise<FunctionInvoked> {
  try {
    return await call.perform({
      type: 'function.invoke',
      function: functionArn(call, version.functionName, version.version),
      code: version.code,
      runtime: version.runtime,
      functionHandler: version.functionHandler,
      timeoutMs: version.timeoutSeconds * 1000,
      memoryMb: version.memoryMb,
      ...run,
    });
  } catch (error) {
    if (!(error instanceof EffectRefusal)) throw error;
    return runtimeNotSupported(error.message);
  }
}

/** AWS: "the last 4 KB of the execution log (base64-encoded)". */
const logTail = (log: string): string => Buffer.from(log).subarray(-4096).toString('base64');
