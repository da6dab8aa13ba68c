import type { Call } from '../../../dispatch/service.ts';
import { idempotencyMismatch } from '../errors.ts';
import { startTokens } from '../records.ts';

/** AWS: StartBuild, idempotencyToken: "valid for 5 minutes". */
const tokenMs = 5 * 60 * 1000;

export interface Asked {
  readonly token: string | undefined;
  readonly request: object;
}

/** Begins something and answers its id; or the id of what the token has begun before. */
export function once(call: Call, project: string, { token, request }: Asked, begin: () => string): string {
  if (token === undefined) return begin();
  const key = `${project}|${token}`;
  const known = startTokens.get(call.tx, call, key);
  const text = JSON.stringify(request);
  if (known && known.at + tokenMs > call.now) {
    if (known.request !== text) idempotencyMismatch(token);
    return known.buildId;
  }
  const buildId = begin();
  forgetOldTokens(call, project);
  startTokens.put(call.tx, call, key, { token, buildId, at: call.now, request: text });
  return buildId;
}

function forgetOldTokens(call: Call, project: string): void {
  for (const token of startTokens.list(call.tx, call, { prefix: `${project}|` }))
    if (token.at + tokenMs <= call.now) startTokens.delete(call.tx, call, `${project}|${token.token}`);
}
