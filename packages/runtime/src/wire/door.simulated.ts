import { createHash } from 'node:crypto';
import { AwsError } from '../base/aws-error.ts';
import type { BlobRef } from '../base/blob.ts';
import type { CallRequest, Credentials, Door } from '../dispatch/door.ts';
import { LazyService } from '../dispatch/lazy-service.ts';
import type { Service } from '../dispatch/service.ts';

/** Whose signature is right in the tests of `wire`: the caller of AWS's own signing examples, and a session. */
export const testSecret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const account = '000000000000';

const keys: Readonly<Record<string, Credentials>> = {
  AKIDEXAMPLE: {
    secrets: ['another', testSecret],
    caller: { account, arn: `arn:aws:iam::${account}:root`, accessKeyId: 'AKIDEXAMPLE' },
  },
  ASIASESSION: {
    secrets: [testSecret],
    sessionToken: 'the-token/+=',
    caller: { account, arn: `arn:aws:sts::${account}:assumed-role/r/s`, accessKeyId: 'ASIASESSION' },
  },
  ASIAEXPIRED: {
    secrets: [testSecret],
    sessionToken: 'the-token/+=',
    expiresAt: 1,
    caller: { account, arn: `arn:aws:sts::${account}:assumed-role/r/s`, accessKeyId: 'ASIAEXPIRED' },
  },
};

/** A door without a house behind it: handlers are given their input and the call as it came, blobs are in memory. */
export class SimulatedDoor implements Door {
  readonly services: readonly LazyService[];
  readonly calls: CallRequest[] = [];
  readonly #bytes = new Map<string, Buffer>();

  constructor(services: readonly Service[]) {
    this.services = services.map((service) => LazyService.of(service));
  }

  credentials(accessKeyId: string): Credentials | undefined {
    return Object.hasOwn(keys, accessKeyId) ? keys[accessKeyId] : undefined;
  }

  async call(request: CallRequest): Promise<unknown> {
    this.calls.push(request);
    const operation = request.service.operations[request.operation];
    if (typeof operation !== 'function')
      throw new AwsError('InternalFailure', 'not a plain handler', {}, 500);
    return operation(request.input, { ...request.caller, caller: request.caller } as never);
  }

  async report(name: string, operation: string, input: object): Promise<unknown> {
    const service = this.services.find((each) => each.name === name)?.here;
    const handler = service?.inside?.[operation];
    if (typeof handler !== 'function') throw new AwsError('InternalFailure', 'not a plain handler', {}, 500);
    return handler(input, {} as never);
  }

  readonly xmlElsewhere = new Set(['cloudfront']);

  readonly blobs: Door['blobs'] = {
    write: async (bytes) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of bytes) pieces.push(piece);
      return this.keep(Buffer.concat(pieces));
    },
    read: (blob, range) => this.#read(blob, range),
  };

  keep(bytes: Buffer): BlobRef {
    const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    const blob: BlobRef = { sha256: digest('sha256'), md5: digest('md5'), size: bytes.length };
    this.#bytes.set(blob.sha256, bytes);
    return blob;
  }

  async *#read(
    blob: BlobRef,
    range?: { readonly start: number; readonly end: number },
  ): AsyncGenerator<Uint8Array> {
    const bytes = this.#bytes.get(blob.sha256) ?? Buffer.alloc(0);
    const wanted = range ? bytes.subarray(range.start, range.end + 1) : bytes;
    for (let at = 0; at < wanted.length; at += 65_536) yield wanted.subarray(at, at + 65_536);
  }
}
