import { limits } from './client-limits.ts';
import type { Group } from './group.ts';
import type { RequestHead } from './parse-request.ts';

/** Why a request cannot be passed to the targets of a group: the status that says so; undefined where it can. */
export function unfit(
  { line, tongue: { speaks } }: Pick<Group, 'line' | 'tongue'>,
  { head, bytes, http2 }: { readonly head: RequestHead; readonly bytes: Buffer; readonly http2: boolean },
): 400 | 413 | 464 | undefined {
  if (line !== '') {
    // AWS: "Use Lambda functions as targets", Limits.
    if (head.upgrades) return 400;
    return head.contentLength > limits.functionBodyBytes ? 413 : undefined;
  }
  // AWS: user guide, "HTTP 464": what a client speaks and what targets understand do not go together.
  if (speaks && !http2) return 464;
  if (speaks === 'GRPC') return head.methodIs(bytes, 'POST') ? undefined : 464;
  return !speaks && http2 && head.valuesOf(bytes, 'content-type').some(isCall) ? 464 : undefined;
}

/** A content type of gRPC's own; `application/grpc-web` is spoken in any HTTP. */
export const isCall = (contentType: string): boolean => /^application\/grpc(?:[+;]|$)/i.test(contentType);
