import { parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import {
  aliasNotFound,
  disabled,
  invalidKeyId,
  invalidKeyUsage,
  invalidState,
  keyNotFound,
  unsupported,
} from './errors.ts';
import { makeManagedKey, managedServices } from './making.ts';
import { aliasArn, aliases, keyArn, keys, type KeyRecord, type KeyUsage } from './records.ts';
import { requireAllowed } from './access.ts';

/** The key that an id, an alias or an ARN of either means; of another account only if its policy lets the caller. */
export function keyOf(call: Call, id: string, operation: string): KeyRecord {
  const arn = parseArn(id);
  const scope: Scope = arn ? { account: arn.account, region: arn.region } : call;
  const name = arn ? arn.resource : id;
  const key = name.startsWith('alias/')
    ? aliased(call, scope, name)
    : found(call, scope, arn ? name.replace(/^key\//, '') : name);
  if (scope.region !== call.region) keyNotFound(key.arn);
  requireAllowed(call, key, operation);
  return key;
}

/** The same, for those operations that must be asked in the key's own account. */
export function ownKeyOf(call: Call, id: string, operation: string): KeyRecord {
  const key = keyOf(call, id, operation);
  if (key.account !== call.account) keyNotFound(key.arn);
  return key;
}

/** The key, by its id or ARN alone. */
export function keyByIdOf(call: Call, id: string, operation: string): KeyRecord {
  if (/(?:^|:)alias\//.test(id)) invalidKeyId(id);
  return ownKeyOf(call, id, operation);
}

function found(call: Call, scope: Scope, keyId: string): KeyRecord {
  if (!/^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.test(keyId))
    if (!parseArn(keyId)) invalidKeyId(`'${keyId}'`);
  return keys.get(call.tx, scope, keyId) ?? keyNotFound(keyArn(scope, keyId));
}

/** AWS: keys that it manages are made when they are first used. */
function aliased(call: Call, scope: Scope, name: string): KeyRecord {
  const alias = aliases.get(call.tx, scope, name);
  const key = alias && keys.get(call.tx, scope, alias.targetKeyId);
  if (key) return key;
  const service = /^alias\/aws\/(.+)$/.exec(name)?.[1];
  const isOwn = scope.account === call.account && scope.region === call.region;
  if (service !== undefined && managedServices.includes(service) && isOwn)
    return makeManagedKey(call, service);
  return aliasNotFound(aliasArn(scope, name));
}

/** A key that can be used now, for this. */
export function requireUsable(key: KeyRecord, usage: KeyUsage, operation: string): void {
  if (key.state === 'Disabled') disabled(key.arn);
  requireAlive(key);
  if (key.keyUsage !== usage) invalidKeyUsage(key.arn, key.keyUsage, operation);
}

export function requireAlive(key: KeyRecord): void {
  if (key.state === 'PendingDeletion') invalidState(key.arn, 'pending deletion');
  if (key.state === 'PendingReplicaDeletion') invalidState(key.arn, 'pending replica deletion');
}

/** AWS: rotation is of symmetric encryption keys whose material is KMS's own. */
export function requireSymmetric(key: KeyRecord): void {
  if (key.keySpec !== 'SYMMETRIC_DEFAULT') unsupported('You cannot perform this operation on this key type.');
}

/** AWS: what AWS manages, its customers cannot change. */
export function requireCustomers(key: KeyRecord, operation: string): void {
  if (key.managedFor !== undefined)
    unsupported(`${operation} is not supported on AWS managed keys: ${key.arn}.`);
}
