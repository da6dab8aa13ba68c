import { parseArn } from '../base/arn.ts';
import { AwsError } from '../base/aws-error.ts';
import type { AwsCall, AwsWait } from '../base/effects/aws.ts';
import type { Scope } from '../base/scope.ts';
import type { Caller } from './service.ts';

/** Who an inside call is made as: a role's session, or an AWS service acting for itself. */
export function insideCaller(as: string, scope: Scope, session: string): Caller {
  const role = parseArn(as);
  if (!role) return { ...scope, arn: as, service: as };
  const name = role.resource.slice(role.resource.lastIndexOf('/') + 1);
  const arn = `arn:aws:sts::${role.account}:assumed-role/${name}/${session}`;
  return { account: role.account, region: scope.region, arn };
}

/** Who an effect is performed as, and for what. */
export function callerWhoAsks(asks: AwsCall | AwsWait): Caller {
  const { as, scope, service, session = service, sourceArn, sourceAccount } = asks;
  const caller = insideCaller(as, scope, session);
  if (sourceArn === undefined && sourceAccount === undefined) return caller;
  return {
    ...caller,
    ...(sourceArn !== undefined && { sourceArn }),
    ...(sourceAccount !== undefined && { sourceAccount }),
  };
}

/** What a user named as a role may be the ARN of something else, which nobody can act as. */
export function requireAssumable(as: string): void {
  const role = parseArn(as);
  if (!role || (role.service === 'iam' && role.resource.startsWith('role/'))) return;
  // AWS: STS says so of a role that is not there. Unverified of an ARN that is of no role.
  const why = `Not authorized to perform: sts:AssumeRole on resource: ${as}`;
  throw new AwsError('AccessDenied', why, {}, 403);
}

/**
 * An answer as a flow sees it: plain data that can be written down. Dates become ISO 8601, bytes become their
 * text;
 * members that are undefined go.
 */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (member === undefined) continue;
    if (name === '__proto__') Object.defineProperty(copy, name, { value: plain(member), enumerable: true });
    else copy[name] = plain(member);
  }
  return copy;
}
