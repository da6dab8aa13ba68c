import { AwsError } from '../../../base/aws-error.ts';
import { derivedWord, alphabets } from '../../../base/ids.ts';
import { isPassable } from '../../../base/passed-role.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { logGroupOf } from '../describing.ts';
import { crossAccountRole, roleNotAssumable } from '../errors.ts';
import { sessions, versionKey, type Session, type Version } from '../records.ts';

/** Credentials are made anew when they would expire within this, house time. */
const renewBeforeMs = 15 * 60 * 1000;

/** What a version runs in. */
export interface Environment {
  /** Changes whenever a process kept warm may no longer be used. */
  readonly revision: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logStream: string;
}

/** Gives a version its role's credentials, and the variables that AWS sets. */
export async function environmentOf(version: Version, call: WaitingCall): Promise<Environment> {
  const session = await sessionOf(version, call);
  const logGroup = logGroupOf(version);
  const revision = `${version.revisionId}/${session.accessKeyId}`;
  const logStream = logStreamOf(version, revision, call.now);
  return {
    revision,
    logGroup,
    logStream,
    env: {
      ...version.environment,
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
      AWS_REGION: call.region,
      AWS_DEFAULT_REGION: call.region,
      AWS_ENDPOINT_URL: call.endpoint,
      ...loggingVariables(version),
      ...(version.runtime !== undefined && { AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}` }),
      AWS_LAMBDA_FUNCTION_NAME: version.functionName,
      AWS_LAMBDA_FUNCTION_VERSION: version.version,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    },
  };
}

// AWS: "Using AWS Lambda environment variables": the runtime reads the log's format and level from these.
function loggingVariables({ logging }: Version): Record<string, string> {
  if (logging.format !== 'JSON') return {};
  return { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel ?? 'INFO' };
}

/** `2026/11/21/[$LATEST]<32 hex digits>`: one stream for each day and environment. */
function logStreamOf(version: Version, revision: string, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version.version}]${derivedWord(32, alphabets.hex, revision)}`;
}

async function sessionOf(version: Version, call: WaitingCall): Promise<Session> {
  const key = versionKey(version.functionName, version.version);
  const isGood = (kept: Session | undefined): kept is Session =>
    kept?.role === version.role && kept.expiresAt > call.now + renewBeforeMs;
  const kept = call.transaction(({ tx }) => sessions.get(tx, call, key));
  if (isGood(kept)) return kept;
  const session = await assumeRole(version.role, version.functionName, call);
  return call.transaction(({ tx }) => {
    // Who invokes meanwhile makes one, too: the first is everybody's, since each would want processes of its own.
    const first = sessions.get(tx, call, key);
    if (isGood(first)) return first;
    sessions.put(tx, call, key, session);
    return session;
  });
}

/** A session is called by its function. AWS: STS has names of at least two characters; unverified what Lambda adds. */
const sessionName = (functionName: string): string => functionName.padEnd(2, '_');

export async function assumeRole(role: string, name: string, call: WaitingCall): Promise<Session> {
  if (!isPassable(call, role)) crossAccountRole();
  try {
    const { Credentials } = await call.perform({
      type: 'aws.call',
      service: 'sts',
      operation: 'AssumeRole',
      input: { RoleArn: role, RoleSessionName: sessionName(name) },
      as: servicePrincipal('lambda'),
      scope: { account: call.account, region: call.region },
    });
    return {
      role,
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
      expiresAt: new Date(Credentials.Expiration).getTime(),
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return roleNotAssumable();
  }
}
