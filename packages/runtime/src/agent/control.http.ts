import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { untilAnswered } from './asking.ts';
import {
  commandOf,
  diagnosticsOf,
  specificationOf,
  type Command,
  type Control,
  type Outcome,
  type Specification,
} from './control.ts';

/** Who an agent is, and where its service is. */
export interface ControlParts {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  }>;
  /** The ARN of its EC2 instance, or of its IAM user or session. */
  readonly host: string;
  readonly signal: AbortSignal;
}

/** The service said no: asking again is no use. */
export class Refusal extends Error {}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

const target = 'CodeDeployCommandService_v20141006';

/** AWS's private service of agents, for which there is no SDK: signed JSON over HTTP. */
export class HttpControl implements Control {
  readonly #parts: ControlParts;
  readonly #signer: SignatureV4;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    const { region, credentials } = parts;
    this.#signer = new SignatureV4({ service: 'codedeploy-commands', region, credentials, sha256: Sha256 });
  }

  async poll(): Promise<Command | undefined> {
    return commandOf(await this.#ask('PollHostCommand', { HostIdentifier: this.#parts.host }));
  }

  async specification(executionId: string): Promise<Specification> {
    const asked = { DeploymentExecutionId: executionId, HostIdentifier: this.#parts.host };
    return specificationOf(await this.#ask('GetDeploymentSpecification', asked));
  }

  async acknowledge(commandId: string): Promise<boolean> {
    const asked = {
      HostCommandIdentifier: commandId,
      Diagnostics: { Format: 'JSON', Payload: JSON.stringify({ IsCommandNoop: false }) },
    };
    const { CommandStatus } = await this.#ask('PutHostCommandAcknowledgement', asked);
    return CommandStatus !== 'Failed' && CommandStatus !== 'Succeeded';
  }

  async complete(commandId: string, outcome: Outcome): Promise<void> {
    await this.#ask('PutHostCommandComplete', {
      HostCommandIdentifier: commandId,
      CommandStatus: outcome.succeeded ? 'Succeeded' : 'Failed',
      Diagnostics: { Format: 'JSON', Payload: diagnosticsOf(outcome) },
    });
  }

  async #ask(operation: string, input: object): Promise<Readonly<Record<string, unknown>>> {
    const ask = async () => {
      const response = await this.#once(operation, JSON.stringify(input));
      if (response?.ok) return JSON.parse(response.text) as Readonly<Record<string, unknown>>;
      if (response && response.status < 500 && response.status !== 429)
        throw new Refusal(`${operation}: ${response.text}`);
      return undefined;
    };
    return untilAnswered(ask, this.#parts.signal);
  }

  /** Nothing, where nobody answers, or whoever did was gone before the end of it. */
  async #once(operation: string, body: string): Promise<Answer | undefined> {
    const url = new URL(this.#parts.endpoint);
    const signed = await this.#signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: '/',
      query: {},
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${target}.${operation}`,
      },
      body,
    });
    try {
      const { signal } = this.#parts;
      const response = await fetch(url, { method: 'POST', headers: signed.headers, body, signal });
      return { ok: response.ok, status: response.status, text: await response.text() };
    } catch {
      this.#parts.signal.throwIfAborted();
      return undefined;
    }
  }
}

/** What the signer hashes by. */
class Sha256 {
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | Uint8Array);
  }
  update(chunk: string | Uint8Array): void {
    this.#hash.update(chunk);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    this.#hash = createHash('sha256');
  }
}
