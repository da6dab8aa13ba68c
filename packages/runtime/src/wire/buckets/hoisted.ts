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
    const isHeader = header.startsWith('x-amz-') && !ofSignature.has(header);
    if (isHeader && value !== undefined && !headers.has(header)) headers.set(header, value);
  }
}
