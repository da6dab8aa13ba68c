import { parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Call } from '../../dispatch/service.ts';
import { markedForDeletion, secretNotFound } from './errors.ts';

export interface SecretRecord {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly createdDate: number;
  readonly lastChangedDate: number;
  /** When it was deleted, and when it will be gone. */
  readonly deletedDate?: number | undefined;
  readonly goneDate?: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string | undefined;
  /** Oldest first. */
  readonly versions: readonly VersionRecord[];
  readonly rotation?: RotationRecord | undefined;
  readonly lastRotatedDate?: number | undefined;
}

export interface VersionRecord {
  readonly versionId: string;
  readonly createdDate: number;
  readonly stages: readonly string[];
}

export interface RotationRecord {
  readonly enabled: boolean;
  readonly lambdaArn: string;
  readonly rules: {
    readonly AutomaticallyAfterDays?: number | undefined;
    readonly Duration?: string | undefined;
    readonly ScheduleExpression?: string | undefined;
  };
  readonly next?: number | undefined;
}

/** A version's value, sealed. */
export interface ValueRecord {
  readonly kind: 'string' | 'binary';
  /** Base64. */
  readonly sealed: string;
  /** Tells, without opening it, whether another value is the same. */
  readonly digest: string;
  readonly kmsKeyArn: string;
}

export const secrets = collection<SecretRecord>('secretsmanager.secrets');
/** Keyed by `<ARN>|<version id>`. */
export const values = collection<ValueRecord>('secretsmanager.values');

export const valueKey = (secret: SecretRecord, versionId: string): string => `${secret.arn}|${versionId}`;

/** By its name, its ARN, or its ARN without the six characters at its end. */
export function findSecret(call: Call, id: string): SecretRecord | undefined {
  const arn = parseArn(id);
  if (arn?.service !== 'secretsmanager') return secrets.get(call.tx, call, id);
  if (arn.account !== call.account || arn.region !== call.region) return undefined;
  const name = arn.resource.replace(/^secret:/, '');
  const whole = secrets.get(call.tx, call, name.replace(/-[A-Za-z0-9]{6}$/, ''));
  return whole?.arn === id ? whole : secrets.get(call.tx, call, name);
}

export const secretOf = (call: Call, id: string): SecretRecord => findSecret(call, id) ?? secretNotFound();

/** A secret that is not about to go. */
export function liveSecretOf(call: Call, id: string): SecretRecord {
  const secret = secretOf(call, id);
  return secret.deletedDate === undefined ? secret : markedForDeletion();
}

export function putSecret(call: Call, secret: SecretRecord): SecretRecord {
  secrets.put(call.tx, call, secret.name, secret);
  return secret;
}

export function removeSecret(call: Call, secret: SecretRecord): void {
  for (const { versionId } of secret.versions) values.delete(call.tx, call, valueKey(secret, versionId));
  secrets.delete(call.tx, call, secret.name);
}

export const scopeOf = ({ account, region }: Scope): Scope => ({ account, region });
