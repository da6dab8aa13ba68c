import { createHash } from 'node:crypto';
import type { GetAuthorizationTokenRequest, GetAuthorizationTokenResponse } from '@aws-sdk/client-ecr';
import { alphabets } from '../../../base/ids.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { tokens } from '../records.ts';

/** AWS: GetAuthorizationToken, "valid for 12 hours". */
const validMs = 12 * 60 * 60 * 1000;

const keyLength = 64;

/** What was given out is kept as its hash; what has expired goes when the next is given out. */
export const getAuthorizationToken: Handler<GetAuthorizationTokenRequest, GetAuthorizationTokenResponse> = (
  _input,
  call,
) => {
  for (const token of tokens.list(call.tx, call))
    if (token.expiresAt <= call.now) tokens.delete(call.tx, call, token.hash);
  const password = passwordOf(call, call.ids.word(keyLength, alphabets.hex));
  const hash = hashOf(password);
  const expiresAt = call.now + validMs;
  tokens.put(call.tx, call, hash, { hash, arn: call.caller.arn, expiresAt });
  return {
    authorizationData: [
      {
        authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
        expiresAt: new Date(expiresAt),
        proxyEndpoint: call.endpoint,
      },
    ],
  };
};

/** It says which registry it is for, so that whoever is given it knows whom to ask. It has no colon in it. */
const passwordOf = ({ account, region }: Scope, key: string): string =>
  Buffer.from(JSON.stringify({ account, region, key })).toString('base64url');

interface VerifyInput {
  readonly password: string;
}
interface VerifyOutput {
  /** Who the password was given to. Undefined where it was given to nobody, or has expired. */
  readonly arn?: string;
}

/** Inside only: who logs in to the registry, in the scope of the call. */
export const verifyAuthorizationToken: Handler<VerifyInput, VerifyOutput> = ({ password }, call) => {
  const token = tokens.get(call.tx, call, hashOf(password));
  return token && token.expiresAt > call.now ? { arn: token.arn } : {};
};

const hashOf = (password: string): string => createHash('sha256').update(password).digest('hex');
