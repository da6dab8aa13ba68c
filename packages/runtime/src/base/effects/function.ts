import type { BlobRef } from '../blob.ts';

/**
 * Runs a function once over the Lambda Runtime API, in a process of its own that is kept warm between
 * invocations.
 */
export interface FunctionInvoke {
  readonly type: 'function.invoke';
  /** The qualified ARN of the version. */
  readonly function: string;
  /** Changes with code or configuration: processes of another revision are not used. */
  readonly revision: string;
  readonly code: BlobRef;
  /** e.g. `nodejs22.x`. */
  readonly runtime: string;
  /** e.g. `index.handler`. */
  readonly functionHandler: string;
  readonly env: Readonly<Record<string, string>>;
  /** Wall time: a function computes for real, whatever the house's clock. */
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** JSON text. */
  readonly payload: string;
  /** The request id, and what makes a repeated invocation recognisable. */
  readonly requestId: string;
}
export interface FunctionInvoked {
  /** JSON text: the answer, or the error object where `functionError` is set. */
  readonly payload: string;
  /** AWS's `X-Amz-Function-Error`: `Unhandled` where the function threw, timed out or died. */
  readonly functionError?: 'Unhandled';
  /** What it printed, as Lambda logs it: START, its lines, END, REPORT. */
  readonly log: string;
  readonly durationMs: number;
}

/** Ends the processes kept for a function. */
export interface FunctionRemove {
  readonly type: 'function.remove';
  readonly function: string;
}
