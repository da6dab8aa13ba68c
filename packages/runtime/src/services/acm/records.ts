import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { certificateNotFound, invalidArn } from './errors.ts';
import type { Facts } from './facts.ts';

export interface CertificateRecord {
  readonly arn: string;
  readonly type: 'IMPORTED' | 'AMAZON_ISSUED';
  readonly domainName: string;
  readonly names: readonly string[];
  readonly createdAt: number;
  /** When it was imported or issued, the last time. */
  readonly obtainedAt?: number | undefined;
  /** Absent while it is being issued. */
  readonly material?: Material | undefined;
  /** ARNs of load balancers. */
  readonly inUseBy: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Of a certificate that was asked for. */
  readonly request?: {
    readonly validationMethod: 'DNS' | 'EMAIL';
    /** Of DNS validation: what the CNAME record of each name would say. */
    readonly token?: string | undefined;
    readonly idempotencyToken?: string | undefined;
    /** PEM. */
    readonly key: string;
    readonly keyAlgorithm: 'RSA_2048' | 'EC_prime256v1' | 'EC_secp384r1';
  };
}

/** PEM. */
export interface Material {
  readonly certificate: string;
  readonly chain?: string | undefined;
  readonly key: string;
  readonly facts: Facts;
}

/** Who signs what is asked for here: one for the whole house, so that it need be trusted only once. */
export interface AuthorityRecord {
  readonly key: string;
  readonly certificate: string;
}

/** Keyed by ARN. */
export const certificates = collection<CertificateRecord>('acm.certificates');
export const authorities = collection<AuthorityRecord>('acm.authorities');
export const accounts = collection<{ readonly daysBeforeExpiry: number }>('acm.accounts');

/** Not an account's or a region's: the house's own. */
export const house: Scope = { account: 'house', region: 'house' };

export const certificateArn = (scope: Scope, id: string): string => arnOf('acm', scope, `certificate/${id}`);

export function certificateOf(call: Call, arn: string): CertificateRecord {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'acm' || !parsed.resource.startsWith('certificate/')) invalidArn(arn);
  return certificates.get(call.tx, call, arn) ?? certificateNotFound(arn, call.account);
}

export function putCertificate(call: Call, certificate: CertificateRecord): void {
  certificates.put(call.tx, call, certificate.arn, certificate);
}
