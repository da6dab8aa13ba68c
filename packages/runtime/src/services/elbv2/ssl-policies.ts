import type { SslPolicy } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TlsPolicy } from '../../base/effects/load-balancer.ts';
import { sslPolicyNotFound } from './errors.ts';

// AWS: user guide, "Security policies for your Application Load Balancer": protocols and ciphers, in their order.

const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const gcm = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];
const sha2 = [
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-RSA-AES256-SHA384',
];
const sha1 = [
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
];
const plainRsa = ['AES128-GCM-SHA256', 'AES128-SHA256', 'AES256-GCM-SHA384', 'AES256-SHA256'];
const plainRsaSha1 = ['AES128-SHA', 'AES256-SHA'];
const everything = [...gcm, ...sha2, ...sha1, ...plainRsa, ...plainRsaSha1];

interface Policy {
  /** The oldest and the newest: 1.0 is 0. */
  readonly versions: readonly [number, number];
  readonly ciphers: readonly string[];
}

const policies: Readonly<Record<string, Policy>> = {
  'ELBSecurityPolicy-2016-08': { versions: [0, 2], ciphers: everything },
  'ELBSecurityPolicy-TLS13-1-2-2021-06': { versions: [2, 3], ciphers: [...gcm, ...sha2] },
  'ELBSecurityPolicy-TLS13-1-2-Res-2021-06': { versions: [2, 3], ciphers: gcm },
  'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06': { versions: [2, 3], ciphers: [...gcm, ...sha2, ...plainRsa] },
  'ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06': { versions: [2, 3], ciphers: everything },
  'ELBSecurityPolicy-TLS13-1-1-2021-06': { versions: [1, 3], ciphers: everything },
  'ELBSecurityPolicy-TLS13-1-0-2021-06': { versions: [0, 3], ciphers: everything },
  'ELBSecurityPolicy-TLS13-1-3-2021-06': { versions: [3, 3], ciphers: [] },
  'ELBSecurityPolicy-TLS-1-2-Ext-2018-06': { versions: [2, 2], ciphers: everything },
  'ELBSecurityPolicy-TLS-1-2-2017-01': { versions: [2, 2], ciphers: [...gcm, ...sha2, ...plainRsa] },
  'ELBSecurityPolicy-TLS-1-1-2017-01': { versions: [1, 2], ciphers: everything },
  'ELBSecurityPolicy-FS-1-2-Res-2020-10': { versions: [2, 2], ciphers: gcm },
  'ELBSecurityPolicy-FS-1-2-Res-2019-08': { versions: [2, 2], ciphers: [...gcm, ...sha2] },
  'ELBSecurityPolicy-FS-1-2-2019-08': { versions: [2, 2], ciphers: [...gcm, ...sha2, ...sha1] },
  'ELBSecurityPolicy-FS-1-1-2019-08': { versions: [1, 2], ciphers: [...gcm, ...sha2, ...sha1] },
  'ELBSecurityPolicy-FS-2018-06': { versions: [0, 2], ciphers: [...gcm, ...sha2, ...sha1] },
};

/** AWS: user guide: the default of an HTTPS listener made by the API. */
export const defaultSslPolicy = 'ELBSecurityPolicy-2016-08';

export function checkSslPolicy(name: string): string {
  return Object.hasOwn(policies, name) ? name : sslPolicyNotFound(name);
}

/** What the data plane speaks. TLS 1.0 and 1.1, which nothing should speak any more, are left out of every policy. */
export function tlsPolicyOf(name: string): TlsPolicy {
  const { versions, ciphers } = policies[name]!;
  const newest = versions[1] === 3 ? 'TLSv1.3' : 'TLSv1.2';
  return {
    minVersion: versions[0] === 3 ? 'TLSv1.3' : 'TLSv1.2',
    maxVersion: newest,
    ciphers: [...(versions[1] === 3 ? tls13 : []), ...ciphers].join(':'),
  };
}

export function sslPolicyAnswers(names: readonly string[] | undefined): SslPolicy[] {
  const wanted = names?.length ? names.map(checkSslPolicy) : Object.keys(policies);
  return wanted.map((Name) => {
    const { versions, ciphers } = policies[Name]!;
    const all = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].slice(versions[0], versions[1] + 1);
    const every = [...(versions[1] === 3 ? tls13 : []), ...ciphers];
    return {
      Name,
      SslProtocols: all,
      Ciphers: every.map((cipher, index) => ({ Name: cipher, Priority: index + 1 })),
      SupportedLoadBalancerTypes: ['application', 'network'],
    };
  });
}
