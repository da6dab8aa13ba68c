import { parse, YAMLParseError } from 'yaml';
import type { BlobRef } from '../../../base/blob.ts';
import { isBlobRef } from '../../../base/blob.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { invalidDefinition, resultTooLong } from '../errors.ts';
import { definitionObject, substituted } from '../language/definition.ts';
import type { Json } from '../language/json.ts';

/** What a task asks of S3, where bodies are bytes; the language has texts. */
export interface BodyCall {
  readonly operation: string;
  readonly input: { readonly Body?: Json };
  /** The machine's role. */
  readonly as: string;
}

/** AWS: quotas, "Maximum input or output size: 256 KiB": what is longer fails the state, and is not read. */
const bytesMax = 262_144;

/** Asks S3 for a task. Any JSON may be given for a body, which is answered as text. */
// AWS: as seen in the wild.
export const callWithBody: WaitingHandler<BodyCall, object> = {
  async waits({ operation, input, as }, call) {
    const { Body } = input;
    const output: { readonly Body?: unknown } = await call.perform({
      type: 'aws.call',
      service: 's3',
      operation,
      input: Body === undefined ? input : { ...input, Body: await written(call, Body) },
      as,
      session: 'states',
      scope: { account: call.account, region: call.region },
    });
    return isBlobRef(output.Body) ? { ...output, Body: await textOf(call, output.Body) } : output;
  },
};

const written = (call: WaitingCall, body: Json): Promise<BlobRef> =>
  call.blobs.write(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

async function textOf(call: WaitingCall, blob: BlobRef): Promise<string> {
  if (blob.size > bytesMax) return resultTooLong();
  return Buffer.from(await call.blobs.read(blob)).toString();
}

interface Definition {
  readonly body: BlobRef;
  readonly substitutions?: Readonly<Record<string, unknown>>;
}

/** The house's own: a definition that lies in S3, for stacks; of YAML, as JSON. */
export const readDefinition: WaitingHandler<Definition, { readonly definition: string }> = {
  async waits({ body, substitutions }, call) {
    // AWS: quotas, "Maximum request size: 1 MB".
    if (body.size > definitionBytesMax) invalidDefinition('The definition is larger than 1 MB');
    const read = Buffer.from(await call.blobs.read(body)).toString();
    const text = substituted(read, substitutions);
    return { definition: definitionObject(text) ? text : ofYaml(text) };
  },
};

const definitionBytesMax = 1_048_576;

function ofYaml(text: string): string {
  try {
    return JSON.stringify(parse(text));
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return invalidDefinition(`The definition is neither JSON nor YAML: ${error.message}`);
  }
}
