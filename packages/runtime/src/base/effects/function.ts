import type { BlobRef } from '../blob.ts';
import type { ContainerImage } from './container.ts';

/** What a process of a function is started with. */
export interface FunctionProcess {
  /** The qualified ARN of the version. */
  readonly function: string;
  /** Changes with code or configuration: processes of another revision are not used. */
  readonly revision: string;
  /** A zip; of an image, its manifest. */
  readonly code: BlobRef;
  /** e.g. `nodejs22.x`. Undefined where an image says what runs it. */
  readonly runtime?: string | undefined;
  /** e.g. `index.handler`. Undefined where an image says what to run. */
  readonly functionHandler?: string | undefined;
  /** Zips whose files lie in /opt, later ones over earlier ones. */
  readonly layers?: readonly BlobRef[];
  readonly image?: FunctionImage | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
}

/**
 * Runs a function once over the Lambda Runtime API, in a process of its own that is kept warm between
 * invocations.
 */
export interface FunctionInvoke extends FunctionProcess {
  readonly type: 'function.invoke';
  /** As it was invoked: of an alias, or without a version. */
  readonly invokedArn?: string;
  /** Wall time: a function computes for real, whatever the house's clock. */
  readonly timeoutMs: number;
  readonly logging?: FunctionLogging;
  /** How many processes of the version are kept ready; none unless said. */
  readonly provisioned?: number;
  /** How many invocations of the function may run at once, of all its versions; refused as `Throttled` beyond. */
  readonly concurrencyMax?: number | undefined;
  /** JSON text. */
  readonly payload: string;
  /** The request id, and what makes a repeated invocation recognisable. */
  readonly requestId: string;
  /** Which attempt at the request this is, where it is made more than once. */
  readonly attempt?: number;
}

/**
 * Runs a function as `function.invoke` does, and answers as soon as the function begins to. Only for handlers that
 * wait: what it answers cannot be written down.
 */
export interface FunctionStream extends Omit<FunctionInvoke, 'type' | 'attempt'> {
  readonly type: 'function.stream';
}

/** An answer while it is being written. */
export interface FunctionStreamed {
  /** What the function says of it. */
  readonly contentType: string;
  readonly pieces: AsyncIterable<Uint8Array>;
  /** How it went, when it is over; its payload is that of a failure alone. */
  readonly over: Promise<FunctionInvoked>;
}

export interface FunctionInvoked {
  /** JSON text: the answer, or the error object where `functionError` is set. */
  readonly payload: string;
  /** AWS's `X-Amz-Function-Error`: `Unhandled` where the function threw, timed out or died. */
  readonly functionError?: 'Unhandled';
  /** What it printed, as Lambda logs it: START, its lines, END, REPORT. */
  readonly log: string;
  readonly durationMs: number;
  /** How many invocations of the function were under way when it began, itself included. */
  readonly concurrent: number;
}

/** An image, and what is run of it instead of what it says. */
export interface FunctionImage {
  readonly content: ContainerImage;
  readonly entryPoint?: readonly string[] | undefined;
  readonly command?: readonly string[] | undefined;
  readonly workingDirectory?: string | undefined;
}

export interface FunctionLogging {
  readonly format: 'Text' | 'JSON';
  /** Of Lambda's own lines: DEBUG, INFO, WARN. */
  readonly systemLevel?: string | undefined;
}

/** Ends the processes kept for a function. */
export interface FunctionRemove {
  readonly type: 'function.remove';
  readonly function: string;
}

/**
 * Keeps so many processes of a version ready, whether anybody asks for them or not: done when they are.
 * Refused where one of them cannot begin. With 0 they are processes like others again.
 */
export interface FunctionProvision extends FunctionProcess {
  readonly type: 'function.provision';
  readonly count: number;
}
