import type { KeyObject, X509Certificate } from 'node:crypto';
import {
  blocksIn,
  certificateIn,
  commonNameIn,
  hostNamesIn,
  isVouchedFor,
  privateKeyIn,
} from '../../base/certificate-reading.ts';
import { invalid } from './errors.ts';

/** What a certificate says, in ACM's spelling. */
export interface Facts {
  readonly serial: string;
  readonly subject: string;
  readonly issuer: string;
  readonly domainName: string;
  readonly names: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
  readonly keyAlgorithm: string;
  readonly signatureAlgorithm: string;
}

/** Reads a certificate, and holds its chain and its key against it. */
// AWS: user guide, "Troubleshoot certificate import problems"; the words of the refusals about keys are unverified.
export function factsOf(certificate: string, chain: string | undefined, key: string): Facts {
  const read = one(certificate);
  const privateKey =
    privateKeyIn(key) ??
    invalid('The private key is not PEM-encoded, or it is encrypted with a password or a passphrase.');
  if (!read.checkPrivateKey(privateKey))
    invalid('The private key does not match the public key in the certificate.');
  if (chain !== undefined && !isVouchedFor(read, chain))
    invalid('Could not validate the certificate with the certificate chain.');
  const names = hostNamesIn(read);
  return {
    serial: read.serialNumber.toLowerCase().match(/../g)!.join(':'),
    subject: nameOf(read.subject),
    issuer: /(?:^|\n)O=(.*)/.exec(read.issuer)?.[1] ?? nameOf(read.issuer).replace(/^CN=/, ''),
    domainName: commonNameIn(read) ?? names[0] ?? '',
    names,
    notBefore: read.validFromDate.getTime(),
    notAfter: read.validToDate.getTime(),
    keyAlgorithm: keyAlgorithmOf(read.publicKey),
    signatureAlgorithm: signatureAlgorithmOf(read),
  };
}

function one(pem: string): X509Certificate {
  if (blocksIn(pem).length > 1)
    invalid(
      'The certificate field contains more than one certificate. You can specify only one certificate in this field.',
    );
  return certificateIn(pem) ?? invalid('The certificate field is not a PEM-encoded X.509 certificate.');
}

const nameOf = (name: string): string => name.split('\n').join(',');

function keyAlgorithmOf(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return `RSA_${modulusLength}`;
  if (key.asymmetricKeyType === 'ec') return `EC_${namedCurve}`;
  return invalid('The certificate uses an unsupported key algorithm.');
}

/** OpenSSL says `sha256WithRSAEncryption` and `ecdsa-with-SHA256` where ACM says SHA256WITHRSA and SHA256WITHECDSA. */
function signatureAlgorithmOf({ signatureAlgorithm = '' }: X509Certificate): string {
  const [, digest] = /^ecdsa-with-(\w+)$/.exec(signatureAlgorithm) ?? [];
  if (digest !== undefined) return `${digest}WITHECDSA`;
  return signatureAlgorithm.replace(/Encryption$/, '').toUpperCase();
}
