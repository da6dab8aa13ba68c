import { Agent } from 'node:http';

/** How a call ended. */
export type Ending =
  | { readonly kind: 'answer'; readonly status: number; readonly output: Record<string, unknown> }
  | { readonly kind: 'error'; readonly status: number; readonly name: string; readonly message: string }
  /** The SDK itself refused the input; nothing was sent. */
  | { readonly kind: 'unsent'; readonly message: string }
  /** Neither an answer nor an error of AWS's. */
  | { readonly kind: 'broken'; readonly message: string };

interface Client {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<Record<string, unknown>>;
  destroy(): void;
}

/** No answer may take longer. */
export const patienceMs = 5_000;

/** Calls one service, and tries everything once. */
export interface Caller {
  call(operation: string, input: object): Promise<Ending>;
  close(): void;
}

/** Their clients call names under the endpoint's whatever they are told, and an address has none. */
const underName = new Set(['S3ControlClient']);

const onThisMachine = (_host: string, _options: object, found: (error: null, all: object[]) => void) =>
  found(null, [{ address: '127.0.0.1', family: 4 }]);

/** The official client of a service. */
export class SdkCaller implements Caller {
  readonly #sdk: Readonly<Record<string, new (options: object) => object>>;
  readonly #client: Client;

  constructor(sdk: object, endpoint: string) {
    this.#sdk = sdk as Readonly<Record<string, new (options: object) => object>>;
    const name = Object.keys(sdk).find((key) => /^[A-Z]\w*Client$/.test(key))!;
    this.#client = new this.#sdk[name]!({
      endpoint: underName.has(name) ? endpoint.replace('127.0.0.1', 'localhost') : endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
      maxAttempts: 1,
      disableHostPrefix: true,
      requestHandler: { httpAgent: new Agent({ keepAlive: true, lookup: onThisMachine as never }) },
      logger: { debug() {}, info() {}, warn() {}, error() {}, trace() {} },
    }) as Client;
  }

  async call(operation: string, input: object): Promise<Ending> {
    const command = new this.#sdk[`${operation}Command`]!(withoutPromise(input));
    try {
      const output = await this.#client.send(command, { abortSignal: AbortSignal.timeout(patienceMs) });
      return { kind: 'answer', status: statusOf(output) ?? 200, output: await read(output) };
    } catch (error) {
      return endingOf(error as Error);
    }
  }

  close(): void {
    this.#client.destroy();
  }
}

/** Whoever promises more bytes than come is waited for, and rightly: the length is left to the SDK. */
function withoutPromise(input: object): object {
  const { ContentLength: _promised, ...sent } = input as { readonly ContentLength?: number };
  return sent;
}

function endingOf(error: Error): Ending {
  const status = statusOf(error);
  const { name, message } = error;
  // What is too long for any HTTP server's head is answered before anybody knows whose call it is.
  if (status === 431) return { kind: 'unsent', message };
  if (status !== undefined) {
    const unread = message.includes('Deserialization error:') || name === 'SyntaxError';
    return unread
      ? { kind: 'broken', message: `${status} ${name}: ${message}` }
      : { kind: 'error', status, name, message };
  }
  const { code } = error as Error & { readonly code?: string };
  // Messages quote inputs, which may say anything.
  const isOfTransport =
    /abort|timeout|socket|^E(CONN|PIPE)/i.test(`${code ?? ''} ${name}`) ||
    message.startsWith('socket hang up');
  return { kind: isOfTransport ? 'broken' : 'unsent', message: `${name} ${code ?? ''}: ${message}` };
}

function statusOf(of: object): number | undefined {
  return (of as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** Reads what is streamed to its end. */
async function read(output: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { $metadata: _metadata, ...members } = output;
  const body = members['Body'] as { transformToByteArray?: () => Promise<Uint8Array> } | undefined;
  if (typeof body?.transformToByteArray === 'function') members['Body'] = await body.transformToByteArray();
  return members;
}
