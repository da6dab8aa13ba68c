import type { Incoming } from '../incoming.ts';

const ofSignature = new Set(
  'algorithm credential date expires signature signedheaders security-token content-sha256'
    .split(' ')
    .map((word) => `x-amz-${word}`),
);

/** Signers put a presigned URL's headers into its query: they count as headers, where no header says otherwise. */
export function hoistedHeaders({ parameters, headers }: Incoming): void {
  for (const [name, [value]] of parameters) {
    const header = name.toLowerCase();
    const isHeader = header.startsWith('x-amz-') && !ofSignature.has(header) && !isOfBody(header);
    if (isHeader && value !== undefined && !headers.has(header)) headers.set(header, value);
  }
}

/** A checksum is made when the body is known, which is later than the URL: the SDK's is of an empty one. */
// AWS: unverified what S3 does with it. Here it is not believed, and not kept.
const isOfBody = (header: string): boolean => /^x-amz-checksum-(?!mode$|algorithm$|type$)/.test(header);
