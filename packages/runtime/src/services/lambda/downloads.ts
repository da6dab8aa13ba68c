import { alphabets } from '../../base/ids.ts';
import type { BlobRef } from '../../base/blob.ts';
import { isGoodDownload, signedDownload, type Download } from '../../base/signed-download.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';

/** What links to packages are signed with; an account and region has one from its first package on. */
const secrets = collection<string>('lambda.downloadSecrets');

const secretLength = 64;

/** AWS: "a presigned URL that's valid for 10 minutes". */
const validMs = 10 * 60_000;

/** To be asked wherever a package is kept, so that whoever reads later need not write. */
export function ensureDownloads(call: Call): void {
  if (secrets.get(call.tx, call, '') === undefined)
    secrets.put(call.tx, call, '', call.ids.word(secretLength, alphabets.hex));
}

/** Where the bytes of a package can be had for a while, by whoever has the URL. */
export function downloadUrl(call: Call, blob: BlobRef, name: string): string {
  const secret = secrets.get(call.tx, call, '') ?? '';
  const { account, region, now } = call;
  const parts = { service: 'lambda', account, region, blob, name, expiresAt: now + validMs };
  return `${call.endpoint}${signedDownload(secret, parts)}`;
}

/** Inside only: whether a URL is one that was given out here and is still good. */
export function verifyDownload(download: Download, call: Call): { readonly good: boolean } {
  const secret = secrets.get(call.tx, call, '');
  return { good: secret !== undefined && isGoodDownload(secret, download, call.now) };
}
