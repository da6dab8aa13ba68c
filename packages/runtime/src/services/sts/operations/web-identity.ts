import type * as sdk from '@aws-sdk/client-sts';
import { parseArn } from '../../../base/arn.ts';
import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { HttpGot } from '../../../base/effects/http.ts';
import type { Given } from '../../../base/given.ts';
import { isAllowedBy } from '../../../dispatch/policy/resource-policy.ts';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import {
  durationTooLong,
  incorrectAudience,
  noProvider,
  notAToken,
  noVerificationKey,
  providerSilent,
  tokenExpired,
  webIdentityDenied,
  wrongSignature,
} from '../errors.ts';
import type { Lent, LentProvider, LentRole } from '../lending.ts';
import type { Answer } from '../records.ts';
import { isSignedWith, keysFor, readToken, type Token } from '../token.ts';
import { credentials, issue, packedSize, sessionPolicies } from './sessions.ts';

type Assume = Given<sdk.AssumeRoleWithWebIdentityCommandInput>;

/**
 * Who an identity provider vouches for becomes a role, e.g. a workflow of GitHub Actions. First the provider's keys are
 * fetched, as often as they are needed.
 */
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
export const assumeRoleWithWebIdentity = (
  lent: Lent,
): WaitingHandler<Assume, Answer<sdk.AssumeRoleWithWebIdentityCommandOutput>> => ({
  async waits(input, call) {
    const token = readToken(input.WebIdentityToken) ?? notAToken();
    const { account } = parseArn(input.RoleArn) ?? webIdentityDenied();
    const issuer = token.issuer.replace(/^https:\/\//, '').replace(/\/$/, '');
    const find = ({ tx }: Call) => lent.findOidcProvider(tx, account, issuer);
    const provider = call.transaction(find) ?? noProvider(token.issuer);
    if (!token.audiences.some((each) => provider.clientIds.includes(each))) incorrectAudience();
    const at = await requireGenuine(call, token, { issuer, provider });
    const now = Math.floor((at ?? call.now) / 1000);
    if (now >= token.expiry) tokenExpired(now, token.expiry);
    return call.transaction((inner) => {
      const role = lent.findRole(inner.tx, input.RoleArn) ?? webIdentityDenied();
      requireTrust(inner, role, input, { token, issuer, provider });
      return assumed(inner, role, input, { token, provider });
    });
  },
});

interface Vouched {
  readonly token: Token;
  readonly issuer: string;
  readonly provider: LentProvider;
}

/** Answers when, on the wall, the provider has vouched for the token. */
// AWS: OpenID Connect Discovery 1.0: the provider's configuration says where its keys are.
async function requireGenuine(
  call: WaitingCall,
  token: Token,
  { issuer, provider }: Omit<Vouched, 'token'>,
): Promise<number | undefined> {
  const configuration = await documentAt(
    call,
    `https://${issuer}/.well-known/openid-configuration`,
    provider,
  );
  const { jwks_uri: address } = (configuration.document ?? {}) as { readonly jwks_uri?: unknown };
  if (typeof address !== 'string' || !address.startsWith('https://')) noVerificationKey();
  const { document, at } = await documentAt(call, address, provider);
  const keys = keysFor(token, document);
  if (keys.length === 0) noVerificationKey();
  if (!keys.some((key) => isSignedWith(key, token))) wrongSignature();
  return at;
}

/** What a provider has to say is short; it is waited for no longer than AWS's own clients wait for STS. */
const documentBytesMax = 256 * 1024;
const documentTimeoutMs = 5000;

async function documentAt(call: WaitingCall, url: string, { thumbprints }: LentProvider) {
  const limits = { bytesMax: documentBytesMax, timeoutMs: documentTimeoutMs };
  try {
    const got: HttpGot = await call.perform({ type: 'http.get', url, thumbprints, ...limits });
    if (got.status !== 200) noVerificationKey();
    return { document: JSON.parse(got.body) as unknown, at: got.at };
  } catch (error) {
    if (error instanceof EffectRefusal && error.retryable) providerSilent(error.message);
    if (error instanceof EffectRefusal || error instanceof SyntaxError) noVerificationKey();
    throw error;
  }
}

/** Refuses whom the role's trust policy does not name. */
// AWS: IAM user guide, "Available keys for AWS OIDC federation": `<issuer>:sub`, `<issuer>:aud` and other claims.
function requireTrust(call: Call, role: LentRole, input: Assume, { token, issuer, provider }: Vouched): void {
  const claims = [...token.claims].map(([name, values]): [string, readonly string[]] => [
    `${issuer}:${name}`.toLowerCase(),
    values,
  ]);
  const context = new Map<string, readonly string[]>([
    ...claims,
    ['aws:federatedprovider', [provider.arn]],
    ['sts:rolesessionname', [input.RoleSessionName]],
    ['aws:currenttime', [new Date(call.now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(call.now / 1000))]],
  ]);
  const request = { arns: [], account: '', federated: provider.arn, context };
  const { assumeRolePolicyDocument } = role;
  if (!isAllowedBy(assumeRolePolicyDocument, 'sts:AssumeRoleWithWebIdentity', request)) webIdentityDenied();
}

function assumed(call: Call, role: LentRole, input: Assume, { token, provider }: Omit<Vouched, 'issuer'>) {
  const duration = input.DurationSeconds ?? 3600;
  if (duration > role.maxSessionDuration) durationTooLong();
  const { account } = parseArn(role.arn)!;
  const session = issue(call, duration, {
    account,
    callerArn: `arn:aws:sts::${account}:assumed-role/${role.roleName}/${input.RoleSessionName}`,
    userId: `${role.roleId}:${input.RoleSessionName}`,
    ...sessionPolicies(input),
  });
  return {
    Credentials: credentials(session, call.now + duration * 1000),
    SubjectFromWebIdentityToken: token.subject,
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.callerArn },
    PackedPolicySize: packedSize(input),
    Provider: provider.arn,
    Audience: token.audiences.find((each) => provider.clientIds.includes(each)),
  };
}
