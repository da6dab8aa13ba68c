import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BlobRef } from './blob.ts';
import type { Scope } from './scope.ts';

/** A link by which whoever has it gets a blob's bytes for a while, without a signature of his own. */
export interface Download {
  /** `/_penstock/<service>/<account>/<region>/<sha256>/<name>`. */
  readonly address: string;
  /** House time, whole seconds. */
  readonly expires: string;
  readonly signature: string;
}

export interface DownloadParts extends Scope {
  readonly service: string;
  readonly blob: BlobRef;
  readonly name: string;
  readonly expiresAt: number;
}

/** Signs a link with the service's secret; to be written after the endpoint. */
export function signedDownload(secret: string, parts: DownloadParts): string {
  const { service, account, region, blob, name, expiresAt } = parts;
  const address = `/_penstock/${service}/${account}/${region}/${blob.sha256}/${encodeURIComponent(name)}`;
  const expires = String(Math.floor(expiresAt / 1000));
  return `${address}?Expires=${expires}&Signature=${signatureOf(secret, address, expires)}`;
}

/** Whether a link was signed with this secret, and is still good. */
export function isGoodDownload(
  secret: string,
  { address, expires, signature }: Download,
  now: number,
): boolean {
  const wanted = Buffer.from(signatureOf(secret, address, expires));
  const given = Buffer.from(signature);
  return wanted.length === given.length && timingSafeEqual(wanted, given) && Number(expires) * 1000 >= now;
}

const signatureOf = (secret: string, address: string, expires: string): string =>
  createHmac('sha256', secret).update(`${address}\n${expires}`).digest('hex');
