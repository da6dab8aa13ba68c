import type * as sdk from '@aws-sdk/client-sts';
import { parseArn } from '../../../base/arn.ts';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { Tx } from '../../../store/store.ts';
import { assumeRoleDenied, durationTooLong, sessionMayNotGetSessionToken } from '../errors.ts';
import { sessions, type Answer, type SessionRecord } from '../records.ts';

/** A role as `iam` lends it. */
export interface LentRole {
  readonly arn: string;
  readonly roleId: string;
  readonly roleName: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
}

/** What other services lend to this one, through assemble.ts. */
export interface Lent {
  readonly findRole: (tx: Tx, arn: string) => LentRole | undefined;
  /** The user behind a long-term key. */
  readonly findUserId: (tx: Tx, accessKeyId: string) => string | undefined;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumeRole =
  (lent: Lent): Handler<sdk.AssumeRoleCommandInput, Answer<sdk.AssumeRoleCommandOutput>> =>
  (input, call) => {
    const role = lent.findRole(call.tx, input.RoleArn!);
    if (!role) assumeRoleDenied(call.caller.arn, input.RoleArn!);
    const duration = input.DurationSeconds ?? 3600;
    if (duration > role.maxSessionDuration) durationTooLong();
    const account = parseArn(role.arn)!.account;
    const name = `${role.roleName}/${input.RoleSessionName!}`;
    const session = issue(call, duration, {
      account,
      callerArn: `arn:aws:sts::${account}:assumed-role/${name}`,
      userId: `${role.roleId}:${input.RoleSessionName!}`,
    });
    return {
      Credentials: credentials(session, call.now + duration * 1000),
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.callerArn },
    };
  };

export const getSessionToken =
  (lent: Lent): Handler<sdk.GetSessionTokenCommandInput, Answer<sdk.GetSessionTokenCommandOutput>> =>
  (input, call) => {
    if (call.caller.arn.includes(':assumed-role/')) sessionMayNotGetSessionToken();
    // AWS: 12 hours for a user, one hour for an account's root.
    const duration = input.DurationSeconds ?? (call.caller.arn.endsWith(':root') ? 3600 : 43_200);
    const session = issue(call, duration, {
      account: call.account,
      callerArn: call.caller.arn,
      userId: userIdOf(lent, call),
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

function issue(
  call: Call,
  durationSeconds: number,
  who: Pick<SessionRecord, 'account' | 'callerArn' | 'userId'>,
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

function credentials(session: SessionRecord, expiration: number): sdk.Credentials {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secret,
    SessionToken: session.sessionToken,
    Expiration: new Date(expiration),
  };
}
