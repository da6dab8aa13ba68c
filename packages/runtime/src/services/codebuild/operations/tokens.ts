import type { Call } from '../../../dispatch/service.ts';
import { idempotencyMismatch } from '../errors.ts';
import { sequenceKey, startTokens, type TokenRecord } from '../records.ts';

/** AWS: StartBuild, idempotencyToken: "valid for 5 minutes". */
const tokenMs = 5 * 60 * 1000;

export interface Asked {
  readonly token: string | undefined;
  readonly request: object;
}

/** Begins something and answers its id; or the id of what the token has begun before. */
export function once(call: Call, project: string, { token, request }: Asked, begin: () => string): string {
  if (token === undefined) return begin();
  const known = knownToken(call, project, token);
  const text = JSON.stringify(request);
  if (known) {
    if (known.request !== text) idempotencyMismatch(token);
    return known.buildId;
  }
  const buildId = begin();
  forgetOldTokens(call, project);
  const row = { token, buildId, at: call.now, request: text };
  startTokens.put(call.tx, call, keyOf(project, row), row);
  return buildId;
}

/** It is of this window of time, or of the one before. */
function knownToken(call: Call, project: string, token: string): TokenRecord | undefined {
  const at = (ago: number) => startTokens.get(call.tx, call, keyOf(project, { token, at: call.now - ago }));
  const known = at(0) ?? at(tokenMs);
  return known && isValid(call, known) ? known : undefined;
}

/** More than come with a build, so that none is left; and few, so that no build has to look through thousands. */
const forgottenAtOnce = 8;

function forgetOldTokens(call: Call, project: string): void {
  const oldest = (limit: number) => startTokens.list(call.tx, call, { prefix: `${project}|`, limit });
  const isOld = (row: TokenRecord): boolean => !isValid(call, row);
  if (!oldest(1).some(isOld)) return;
  for (const row of oldest(forgottenAtOnce))
    if (isOld(row)) startTokens.delete(call.tx, call, keyOf(project, row));
}

const isValid = (call: Call, { at }: TokenRecord): boolean => at + tokenMs > call.now;

/** The oldest first. */
const keyOf = (project: string, { token, at }: Pick<TokenRecord, 'token' | 'at'>): string =>
  `${project}|${sequenceKey(Math.floor(at / tokenMs))}|${token}`;
