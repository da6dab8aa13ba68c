import type * as sdk from '@aws-sdk/client-sts';
import { parseArn } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { isChained, requireTrust, sessionOf, sessionTags } from '../asking.ts';
import {
  assumeRoleDenied,
  chainedTooLong,
  durationTooLong,
  invalidTags,
  malformedPolicy,
  sessionMayNotCall,
  unknownAccessKey,
} from '../errors.ts';
import { secondFactorAt } from '../second-factor.ts';
import type { Lent } from '../lending.ts';
import { sessions, type Answer, type SessionRecord } from '../records.ts';

type Assume = Given<sdk.AssumeRoleCommandInput>;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumeRole =
  (lent: Lent): Handler<Assume, Answer<sdk.AssumeRoleCommandOutput>> =>
  (input, call) => {
    const role = lent.findRole(call.tx, input.RoleArn);
    if (!role) assumeRoleDenied(call.caller.arn, input.RoleArn);
    checkTags(input);
    requireTrust(lent, call, role, input);
    const duration = input.DurationSeconds ?? 3600;
    if (duration > 3600 && isChained(call)) chainedTooLong();
    if (duration > role.maxSessionDuration) durationTooLong();
    const account = parseArn(role.arn)!.account;
    const name = `${role.roleName}/${input.RoleSessionName}`;
    const sourceIdentity = input.SourceIdentity ?? sessionOf(call)?.sourceIdentity;
    const session = issue(call, duration, {
      account,
      callerArn: `arn:aws:sts::${account}:assumed-role/${name}`,
      userId: `${role.roleId}:${input.RoleSessionName}`,
      ...sessionTags(call, input),
      ...sessionPolicies(input),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    });
    return {
      Credentials: credentials(session, call.now + duration * 1000),
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.callerArn },
      SourceIdentity: sourceIdentity,
      PackedPolicySize: packedSize(input),
    };
  };

/** AWS: "Passing session tags in AWS STS": keys differ also but for their case, and transitive ones are among them. */
export function checkTags({
  Tags = [],
  TransitiveTagKeys = [],
}: Pick<Assume, 'Tags' | 'TransitiveTagKeys'>): void {
  const keys = Tags.map(({ Key }) => Key.toLowerCase());
  if (new Set(keys).size < keys.length)
    invalidTags('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  if (TransitiveTagKeys.some((key) => !keys.includes(key.toLowerCase())))
    invalidTags('The specified transitive tag key must be included in the requested tags.');
}

export function sessionPolicies({
  Policy,
  PolicyArns,
}: Pick<Assume, 'Policy' | 'PolicyArns'>): Pick<SessionRecord, 'policy' | 'policyArns'> {
  if (Policy !== undefined && !isJson(Policy)) malformedPolicy();
  return {
    ...(Policy !== undefined && { policy: Policy }),
    ...(PolicyArns && { policyArns: PolicyArns.flatMap(({ arn }) => arn ?? []) }),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** AWS: "A percentage value that indicates the packed size of the session policies and session tags combined". */
// AWS: unverified how it is packed; this is the share of the 2,048 characters that policies may have.
export function packedSize({
  Policy = '',
  PolicyArns = [],
  Tags = [],
}: Pick<Assume, 'Policy' | 'PolicyArns' | 'Tags'>): number | undefined {
  const size = Policy.length + JSON.stringify([PolicyArns, Tags]).length - '[[],[]]'.length;
  return size === 0 ? undefined : Math.ceil((100 * size) / 2048);
}

export const getSessionToken =
  (lent: Lent): Handler<sdk.GetSessionTokenCommandInput, Answer<sdk.GetSessionTokenCommandOutput>> =>
  (input, call) => {
    if (/:(assumed-role|federated-user)\//.test(call.caller.arn)) sessionMayNotCall('GetSessionToken');
    // AWS: 12 hours for a user, one hour for an account's root.
    const isRoot = call.caller.arn.endsWith(':root');
    const asked = input.DurationSeconds ?? (isRoot ? 3600 : 43_200);
    const duration = isRoot ? Math.min(asked, 3600) : asked;
    const mfaAt = secondFactorAt(call, input);
    const session = issue(call, duration, {
      account: call.account,
      callerArn: call.caller.arn,
      userId: userIdOf(lent, call),
      ...(mfaAt !== undefined && { mfaAt }),
    });
    return { Credentials: credentials(session, call.now + duration * 1000) };
  };

export const getCallerIdentity =
  (lent: Lent): Handler<sdk.GetCallerIdentityCommandInput, Answer<sdk.GetCallerIdentityCommandOutput>> =>
  (_input, call) => ({
    UserId: userIdOf(lent, call),
    Account: call.account,
    Arn: call.caller.arn,
  });

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html */
export const getAccessKeyInfo =
  (lent: Lent): Handler<Given<sdk.GetAccessKeyInfoCommandInput>, Answer<sdk.GetAccessKeyInfoCommandOutput>> =>
  ({ AccessKeyId: id }, call) => {
    const named = /^\d{12}$/.test(id) ? id : undefined;
    const Account = sessions.get(call.tx, id)?.account ?? lent.findAccount(call.tx, id) ?? named;
    return { Account: Account ?? unknownAccessKey() };
  };

/** Hands out credentials, for as long as they are good. */
export function issue(
  call: Call,
  durationSeconds: number,
  who: Omit<SessionRecord, 'accessKeyId' | 'secret' | 'sessionToken' | 'expiresAt'>,
): SessionRecord {
  sessions.forgetExpired(call.tx, call.now);
  const letters = `${alphabets.upper}${alphabets.lower.slice(0, 26)}`;
  const session: SessionRecord = {
    accessKeyId: `ASIA${call.ids.word(16, alphabets.base32)}`,
    secret: call.ids.word(40, letters),
    sessionToken: call.ids.word(128, letters),
    ...who,
    ...(call.caller.service === undefined && { expiresAt: call.now + durationSeconds * 1000 }),
  };
  sessions.put(call.tx, session);
  return session;
}

/** AWS's unique id of the caller: of a session, of a user, or the account itself for its root. */
function userIdOf(lent: Lent, call: Call): string {
  const { accessKeyId } = call.caller;
  if (accessKeyId === undefined) return call.account;
  return sessions.get(call.tx, accessKeyId)?.userId ?? lent.findUserId(call.tx, accessKeyId) ?? call.account;
}

export function credentials(session: SessionRecord, expiration: number): sdk.Credentials {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secret,
    SessionToken: session.sessionToken,
    Expiration: new Date(expiration),
  };
}
