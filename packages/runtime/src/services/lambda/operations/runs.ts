import { EffectRefusal } from '../../../base/effects/effect.ts';
import type {
  FunctionInvoke,
  FunctionInvoked,
  FunctionStream,
  FunctionStreamed,
} from '../../../base/effects/function.ts';
import { alphabets } from '../../../base/ids.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { runtimeNotSupported, tooManyInvocations } from '../errors.ts';
import { choose, type Reference } from '../references.ts';
import { functionArn, functions, type Version } from '../records.ts';
import { processOf } from '../processes.ts';
import { provisionedFor } from './allocations.ts';
import { environmentOf } from './environments.ts';
import { report, reportThrottle } from './reports.ts';

export interface Wanted {
  readonly reference: Reference;
  readonly payload: string;
  readonly requestId: string;
  /** 1, but for invocations that are tried again. */
  readonly attempt: number;
}

/** Runs a function once, of the version that it is the turn of, and has CloudWatch told. */
export async function run(
  call: WaitingCall,
  wanted: Wanted,
): Promise<{ readonly invoked: FunctionInvoked; readonly version: Version }> {
  const { reference, requestId, attempt } = wanted;
  const { version, environment, asked } = await chosen(call, wanted);
  const effect = { type: 'function.invoke', ...asked, ...(attempt > 1 && { attempt }) } as const;
  const throttled = () => reportThrottle(call, reference, version);
  const invoked = await perform<FunctionInvoked>(call, effect, throttled);
  report(call, { version, reference, environment, invoked, requestId, attempt });
  return { invoked, version };
}

/** The same, answered while the function is running. CloudWatch is told when it is over, whoever still listens. */
export async function runStreaming(
  call: WaitingCall,
  wanted: Wanted,
): Promise<{ readonly streamed: FunctionStreamed; readonly version: Version }> {
  const { reference, requestId, attempt } = wanted;
  const { version, environment, asked } = await chosen(call, wanted);
  const throttled = () => reportThrottle(call, reference, version);
  const streamed = await perform<FunctionStreamed>(call, { type: 'function.stream', ...asked }, throttled);
  const over = streamed.over.then((invoked) => {
    report(call, { version, reference, environment, invoked, requestId, attempt });
    return invoked;
  });
  over.catch(() => undefined); // Whoever still listens is told.
  return { streamed: { ...streamed, over }, version };
}

/** The version whose turn it is, and how it is to be run. */
async function chosen(call: WaitingCall, { reference, payload, requestId }: Wanted) {
  const version = call.transaction(({ tx, ids }) => choose(tx, call, reference, () => draw(ids)));
  const environment = await environmentOf(version, call);
  const { revision, env } = environment;
  const asked = { ...askedOf(call, version, reference), revision, env, payload, requestId };
  return { version, environment, asked };
}

/** A number in [0, 1). */
function draw(ids: { word(length: number, alphabet: string): string }): number {
  return parseInt(ids.word(8, alphabets.hex), 16) / 0x1_0000_0000;
}

type Fixed = Omit<FunctionInvoke, 'type' | 'revision' | 'env' | 'payload' | 'requestId'>;

function askedOf(call: WaitingCall, version: Version, { name, qualifier }: Reference): Fixed {
  const { reserved, provisioned } = call.transaction(({ tx }) => ({
    reserved: functions.get(tx, call, name)?.reservedConcurrency,
    provisioned: provisionedFor(tx, call, version),
  }));
  const { format, systemLevel } = version.logging;
  return {
    ...processOf(call, version),
    invokedArn: functionArn(call, name, qualifier),
    logging: { format, systemLevel },
    ...(reserved !== undefined && { concurrencyMax: reserved }),
    ...(provisioned > 0 && { provisioned }),
    timeoutMs: version.timeoutSeconds * 1000,
  };
}

async function perform<Answer>(
  call: WaitingCall,
  effect: FunctionInvoke | FunctionStream,
  throttled: () => void,
): Promise<Answer> {
  try {
    return (await call.perform(effect)) as Answer;
  } catch (error) {
    if (!(error instanceof EffectRefusal)) throw error;
    if (error.code !== 'Throttled') return runtimeNotSupported(error.message);
    throttled();
    return tooManyInvocations();
  }
}
