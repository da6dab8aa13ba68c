import type { ChecksumAlgorithm, ChecksumType } from '@aws-sdk/client-s3';
import { checksumOf } from '../../base/checksums/checksum.ts';
import { invalidRequest } from './errors.ts';
import type { Checksums } from './records.ts';

/** AWS: user guide, "Checking object integrity", "Full object and composite checksum types". */
const types: Readonly<Record<string, readonly ChecksumType[]>> = {
  CRC64NVME: ['FULL_OBJECT'],
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  MD5: ['COMPOSITE'],
  SHA1: ['COMPOSITE'],
  SHA256: ['COMPOSITE'],
  SHA512: ['COMPOSITE'],
};

export interface ChecksumKind {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
}

/** What an upload in parts is summed up by; undefined where nobody asked. */
export function checksumKind(
  algorithm: string | undefined,
  type: string | undefined,
): ChecksumKind | undefined {
  if (algorithm === undefined) {
    if (type !== undefined)
      invalidRequest(
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      );
    return undefined;
  }
  const possible = Object.hasOwn(types, algorithm) ? types[algorithm]! : unknownAlgorithm();
  const chosen = type ?? possible[0]!;
  if (!possible.some((each) => each === chosen))
    invalidRequest(
      `The ${chosen} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  return { algorithm: algorithm as ChecksumAlgorithm, type: chosen as ChecksumType };
}

export const unknownAlgorithm = (): never =>
  invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: ' +
      `[${Object.keys(types).join(', ')}]`,
  );

export const memberOf = (algorithm: ChecksumAlgorithm): keyof Checksums =>
  `Checksum${algorithm}` as keyof Checksums;

/** The checksum of the parts' checksums, and how many there are. */
export function compositeOf(algorithm: ChecksumAlgorithm, ofParts: readonly string[]): string {
  const checksum = checksumOf(algorithm.toLowerCase())!;
  for (const each of ofParts) checksum.update(Buffer.from(each, 'base64'));
  return `${checksum.digest()}-${ofParts.length}`;
}
