import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { markOf } from '../../../base/revocation-list.ts';
import type { ClientCertificates } from '../../../base/effects/load-balancer.ts';

/** Whether a client that has shaken hands may come in. */
export function isAdmitted(
  socket: TLSSocket,
  clients: ClientCertificates | undefined,
  revoked: ReadonlySet<string>,
): boolean {
  if (clients?.mode !== 'verify') return true;
  const isGood = socket.authorized || (clients.ignoreExpiry && reasonOf(socket) === 'CERT_HAS_EXPIRED');
  return isGood && !isRevoked(socket, revoked);
}

/** Whether it, or one of those that vouch for it, is on a list. */
export const isRevoked = (socket: TLSSocket, revoked: ReadonlySet<string>): boolean =>
  revoked.size > 0 && chainOf(socket).some((certificate) => revoked.has(markOf(certificate)));

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let each = socket.getPeerX509Certificate(); each; each = each.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === each!.fingerprint256)) break; // It vouches for itself.
    chain.push(each);
  }
  return chain;
}

/** What clients may not say themselves, where the load balancer does: lower case. */
export const mtlsFields: readonly string[] = [
  'x-amzn-mtls-clientcert',
  'x-amzn-mtls-clientcert-issuer',
  'x-amzn-mtls-clientcert-leaf',
  'x-amzn-mtls-clientcert-serial-number',
  'x-amzn-mtls-clientcert-subject',
  'x-amzn-mtls-clientcert-validity',
];

/** What targets are told of a client's certificate. AWS: user guide, "Mutual authentication with TLS", its headers. */
export function mtlsLines(socket: TLSSocket, { mode }: ClientCertificates): string {
  const leaf = socket.getPeerX509Certificate();
  if (!leaf) return '';
  if (mode === 'passthrough') {
    const chain = chainOf(socket).map((each) => each.toString());
    return `X-Amzn-Mtls-Clientcert: ${encoded(chain.join(''))}\r\n`;
  }
  const { serial, subject, validity } = wordsOf(leaf);
  const lines = {
    'Serial-Number': serial,
    Issuer: distinguished(leaf.issuer),
    Subject: subject,
    Validity: validity,
    Leaf: encoded(leaf.toString()),
  };
  return Object.entries(lines)
    .map(([name, value]) => `X-Amzn-Mtls-Clientcert-${name}: ${value}\r\n`)
    .join('');
}

const wordsOf = (leaf: X509Certificate) => ({
  serial: leaf.serialNumber,
  subject: distinguished(leaf.subject),
  validity: `NotBefore=${timeOf(leaf.validFromDate)};NotAfter=${timeOf(leaf.validToDate)}`,
});

/** What a client's certificate says of itself, where it showed one. */
export function clientOf(socket: TLSSocket) {
  const leaf = socket.getPeerX509Certificate();
  return leaf && wordsOf(leaf);
}

/** AWS: user guide, "Connection log entries", tls_verify_status: which it is of the rarer ones is unverified. */
export function verdictOn(
  socket: TLSSocket,
  { failed, revoked }: { readonly failed?: boolean; readonly revoked?: boolean },
): string {
  if (!failed) return 'Success';
  if (revoked) return 'Failed:ClientCertCrlHit';
  if (!socket.getPeerX509Certificate()) return 'Failed:UnmappedConnectionError';
  switch (reasonOf(socket)) {
    case 'CERT_HAS_EXPIRED':
      return 'Failed:ClientCertExpired';
    case 'CERT_NOT_YET_VALID':
      return 'Failed:ClientCertNotYetValid';
    default:
      return 'Failed:ClientCertUntrusted';
  }
}

const reasonOf = ({ authorizationError: error }: TLSSocket): string =>
  String((error as { code?: string } | undefined)?.code ?? error);

/** AWS: "URL-encoded PEM format … with +=/ as safe characters". */
const encoded = (pem: string): string =>
  encodeURIComponent(pem).replace(/%2B|%3D|%2F/g, (each) => decodeURIComponent(each));

/** RFC 2253: the last comes first. What no field of HTTP may hold is left out. */
const distinguished = (lines: string): string =>
  lines
    .split('\n')
    .toReversed()
    .join(',')
    .replace(/[^\x20-\x7e]/g, '');

const timeOf = (date: Date): string => date.toISOString().replace('.000Z', 'Z');
