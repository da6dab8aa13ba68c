import { parseArn } from '../../../base/arn.ts';
import { percentDecoded } from '../../../base/percent-decoded.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { responses, type ResponseRecord } from '../records.ts';

interface OpenInput {
  readonly kind: ResponseRecord['kind'];
  readonly stackId: string;
  readonly logicalId: string;
}

// AWS: custom resources answer to a bucket of its own in each region, of these names.
const buckets = {
  custom: (region: string) => `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`,
  condition: (region: string) => `cloudformation-waitcondition-${region}`,
};

/** What the paths of all such URLs begin with. */
export const responsePrefixes = [
  '/cloudformation-custom-resource-response-',
  '/cloudformation-waitcondition-',
];

/** The house's own: makes a URL by which somebody outside tells a stack something, as AWS does with presigned ones. */
export const openResponse: Handler<OpenInput, { readonly id: string; readonly url: string }> = (
  input,
  call,
) => {
  const { kind, stackId, logicalId } = input;
  const id = call.ids.uuid();
  const secret = call.ids.uuid();
  responses.put(call.tx, call, id, { kind, secret, answers: [] });
  const object = encodeURIComponent(`${stackId}|${logicalId}|${id}`);
  const url = `${call.endpoint}/${buckets[kind](call.region)}/${object}?Signature=${secret}`;
  return { id, url };
};

/** The house's own: what has been told so far. */
export const readResponse: Handler<{ readonly id: string }, { readonly answers: readonly string[] }> = (
  { id },
  call,
) => ({ answers: responses.get(call.tx, call, id)?.answers ?? [] });

export interface Signal {
  readonly Status?: string;
  readonly UniqueId?: string;
  readonly Data?: string;
  readonly Reason?: string;
}

export interface Signals {
  readonly signals: readonly Signal[];
  readonly failed: boolean;
}

/** The house's own: the signals that have been put to a wait condition's handle. */
export const readSignals: Handler<{ readonly id: string }, Signals> = ({ id }, call) => {
  const signals = distinct(responses.get(call.tx, call, id)?.answers ?? []);
  return { signals, failed: signals.some(({ Status }) => Status !== 'SUCCESS') };
};

/** AWS: a second signal of the same UniqueId does not count. What is no JSON is no signal. */
function distinct(answers: readonly string[]): readonly Signal[] {
  const byId = new Map<string, Signal>();
  for (const text of answers) {
    const signal = signalOf(text);
    if (signal?.UniqueId !== undefined && !byId.has(signal.UniqueId)) byId.set(signal.UniqueId, signal);
  }
  return [...byId.values()];
}

function signalOf(text: string): Signal | undefined {
  try {
    const signal: unknown = JSON.parse(text);
    return typeof signal === 'object' && signal !== null ? signal : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** AWS: unverified for how long such a URL can be put to. */
const presignedMs = 2 * 3_600_000;

const isOver = ({ closedAt = Infinity }: ResponseRecord, now: number): boolean =>
  closedAt + presignedMs <= now;

/**
 * The house's own: nobody listens any more. Who was asked and has not answered yet may still put to the URL: to be
 * refused would make a function fail, which is then invoked again, long after it was called off.
 */
export const closeResponse: Handler<{ readonly id: string }, object> = ({ id }, call) => {
  const record = responses.get(call.tx, call, id);
  if (!record) return {};
  if (record.answers.length > 0) responses.delete(call.tx, call, id);
  else responses.put(call.tx, call, id, { ...record, id, closedAt: call.now });
  for (const each of responses.list(call.tx, call))
    if (each.id !== undefined && isOver(each, call.now)) responses.delete(call.tx, call, each.id);
  return {};
};

interface TakeInput {
  /** The path and the query of the URL. */
  readonly path: string;
  readonly body: string;
}

/** The house's own, told by the door: somebody has put their answer to a URL. Answers whether it was one of ours. */
export const takeResponse: Handler<TakeInput, { readonly taken: boolean }> = ({ path, body }, call) => {
  const named = responseOf(path);
  const record = named && responses.get(call.tx, call, named.id);
  if (!record || record.secret !== named.secret || isOver(record, call.now)) return { taken: false };
  if (record.closedAt !== undefined) return { taken: true };
  responses.put(call.tx, call, named.id, { ...record, answers: [...record.answers, body] });
  return { taken: true };
};

/** Whom a URL of ours is about. */
export function responseOf(path: string) {
  const url = URL.parse(path, 'http://house');
  if (!url) return undefined;
  const [stackId = '', , id = ''] = percentDecoded(url.pathname.split('/')[2] ?? '')?.split('|') ?? [];
  const arn = parseArn(stackId);
  const secret = url.searchParams.get('Signature');
  if (!arn || secret === null) return undefined;
  return { account: arn.account, region: arn.region, id, secret };
}
