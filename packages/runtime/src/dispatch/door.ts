import type { BlobRef } from '../base/blob.ts';
import type { LazyService } from './lazy-service.ts';
import type { Caller, Service } from './service.ts';

/** The one door, as `wire` knows it. */
export interface Door {
  readonly services: readonly LazyService[];
  /** Signing names of AWS's services that nobody serves here and whose clients want to be refused in XML. */
  readonly xmlElsewhere?: ReadonlySet<string>;
  /**
   * Who may be behind an access key, and by which secret a signature of theirs is made. Undefined: no such
   * key.
   */
  credentials(accessKeyId: string, sessionToken: string | undefined): Credentials | undefined;
  /**
   * Answers after what was done is durable; throws `AwsError` for what AWS promises, anything else is a bug.
   */
  call(request: CallRequest): Promise<any>;
  /** An inside operation that `wire` asks for itself, e.g. whether a bucket lets a page of another origin in. */
  report(service: string, operation: string, input: object): Promise<any>;
  readonly blobs: {
    /** Keeps a streamed body. The sizes and digests of the reference are of the bytes that came. */
    write(bytes: AsyncIterable<Uint8Array>): Promise<BlobRef>;
    /** `start` and `end` (inclusive) cut a range out. */
    read(blob: BlobRef, range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
  };
}

export interface Credentials {
  /** More than one where the house does not know which of its conventions the caller follows. */
  readonly secrets: readonly string[];
  /** What must come with a temporary key. */
  readonly sessionToken?: string;
  /** House time, where the key expires. */
  readonly expiresAt?: number;
  /** The caller, but for the region, which the signature names. */
  readonly caller: Omit<Caller, 'region'>;
}

export interface CallRequest {
  readonly service: Service;
  readonly operation: string;
  /** Validated against the schema. */
  readonly input: any;
  readonly caller: Caller;
  readonly requestId: string;
  readonly endpoint: string;
  /** Calls the listener when the caller has hung up. Answers how to stop listening. */
  readonly onGone?: (listener: () => void) => () => void;
}
