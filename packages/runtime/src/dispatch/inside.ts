import { parseArn } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import type { Scope } from '../base/scope.ts';
import type { Caller } from './service.ts';

/** Who an inside call is made as: a role's session, or an AWS service acting for itself. */
export function insideCaller(as: string, scope: Scope, session: string): Caller {
  const role = parseArn(as);
  if (!role) return { ...scope, arn: as, service: as };
  assert(role.resource.startsWith('role/'), `${as} is neither a role nor a service principal`);
  const name = role.resource.slice(role.resource.lastIndexOf('/') + 1);
  const arn = `arn:aws:sts::${role.account}:assumed-role/${name}/${session}`;
  return { account: role.account, region: scope.region, arn };
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
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, plain(member)]])),
  );
}
