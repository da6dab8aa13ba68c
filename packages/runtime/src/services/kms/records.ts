import { arnOf } from '../../base/arn.ts';
import { alphabets, derivedWord } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';

export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC';
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingReplicaDeletion';

export interface KeyRecord extends Scope {
  readonly keyId: string;
  readonly arn: string;
  readonly description: string;
  readonly keySpec: string;
  readonly keyUsage: KeyUsage;
  readonly state: KeyState;
  /** The service whose own key it is, of those that AWS manages: `s3`. */
  readonly managedFor?: string | undefined;
  readonly creationDate: number;
  readonly deletionDate?: number | undefined;
  /** Days. */
  readonly pendingWindow?: number | undefined;
  /** The region of the primary, of a multi-Region key. */
  readonly primaryRegion?: string | undefined;
  /** Regions of the replicas; kept by the primary. */
  readonly replicaRegions?: readonly string[] | undefined;
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Where its material is replaced by itself. */
  readonly rotation?: { readonly periodInDays: number; readonly next: number } | undefined;
  readonly rotations: readonly { readonly date: number; readonly type: 'AUTOMATIC' | 'ON_DEMAND' }[];
  /** Base64: of symmetric keys bytes, one for each rotation; of pairs one PKCS #8. The last one is used. */
  readonly materials: readonly string[];
}

export interface AliasRecord {
  readonly aliasName: string;
  readonly targetKeyId: string;
  readonly creationDate: number;
  readonly lastUpdatedDate: number;
}

export interface GrantRecord {
  readonly grantId: string;
  readonly grantToken: string;
  readonly keyId: string;
  readonly name?: string | undefined;
  readonly creationDate: number;
  readonly granteePrincipal: string;
  readonly retiringPrincipal?: string | undefined;
  readonly issuingAccount: string;
  readonly operations: readonly string[];
  readonly constraints?: object | undefined;
}

export const keys = collection<KeyRecord>('kms.keys');
/** Keyed by `alias/…`. */
export const aliases = collection<AliasRecord>('kms.aliases');
/** Keyed by `<key id>|<grant id>`. */
export const grants = collection<GrantRecord>('kms.grants');
/** The key that a call from inside has made, by the effect: it may be made again after a crash. */
export const madeFor = collection<{ readonly keyId: string }>('kms.made-for');

export const aliasArn = (scope: Scope, aliasName: string): string => arnOf('kms', scope, aliasName);
export const keyArn = (scope: Scope, keyId: string): string => arnOf('kms', scope, `key/${keyId}`);

/** AWS: "The identifier of the key material", 64 hex digits. */
export const materialId = (key: KeyRecord, index = key.materials.length - 1): string =>
  derivedWord(64, alphabets.hex, key.keyId, index);
