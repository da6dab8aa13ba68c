import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

// What can be asked of certificates in PEM, before anybody words a refusal.

/** Undefined where it is none, or more than one. */
export function certificateIn(pem: string): X509Certificate | undefined {
  if (blocksIn(pem).length !== 1) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

export function blocksIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** Undefined where it is none, or is sealed with a passphrase. */
export function privateKeyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** Whether each of the chain has signed the one before it, the first one the certificate. */
export function isVouchedFor(certificate: X509Certificate, chain: string): boolean {
  const blocks = blocksIn(chain);
  let last = certificate;
  for (const block of blocks) {
    const next = certificateIn(block);
    if (!next || !last.checkIssued(next) || !last.verify(next.publicKey)) return false;
    last = next;
  }
  return blocks.length > 0;
}

/** Host names that it is for, lower case: its alternative names, or its common one where it has none. */
export function hostNamesIn(certificate: X509Certificate): string[] {
  const alternative = (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice(4).toLowerCase());
  const common = commonNameIn(certificate);
  return alternative.length > 0 || common === undefined ? alternative : [common];
}

export function commonNameIn(certificate: X509Certificate): string | undefined {
  return /(?:^|\n)CN=(.*)/.exec(certificate.subject)?.[1]?.toLowerCase();
}
