import type { Call } from '../../dispatch/service.ts';
import { idempotencyParameterMismatch } from './errors.ts';
import { requestTokens } from './pull-request-records.ts';

/** Makes something once for each token of a client's, and answers its id. */
export function onceFor(
  call: Call,
  { operation, token, request }: { operation: string; token: string | undefined; request: object },
  make: () => string,
): string {
  if (token === undefined) return make();
  const key = `${operation}|${token}`;
  const known = requestTokens.get(call.tx, call, key);
  const text = JSON.stringify(request);
  if (known) return known.request === text ? known.id : idempotencyParameterMismatch();
  const id = make();
  requestTokens.put(call.tx, call, key, { request: text, id });
  return id;
}
