import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { crc64nvme, type Crc64 } from './crc64nvme.ts';

/** Sums up bytes as they pass. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Base64, as S3 writes it. */
  digest(): string;
}

// AWS: S3 user guide, "Checking object integrity": what x-amz-checksum-<algorithm> may name.
const algorithms: Readonly<Record<string, () => Checksum>> = {
  crc32: () => crc((bytes, before) => crc32(bytes, before)),
  crc32c: () => crc(crc32c),
  crc64nvme: () => {
    let value: Crc64 = { high: 0, low: 0 };
    return {
      update: (bytes) => void (value = crc64nvme(bytes, value)),
      digest: () => base64Of(value.high, value.low),
    };
  },
  sha1: () => hashed('sha1'),
  sha256: () => hashed('sha256'),
  sha512: () => hashed('sha512'),
  md5: () => hashed('md5'),
};

export function checksumOf(algorithm: string): Checksum | undefined {
  return Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm]?.() : undefined;
}

/** Big-endian. */
function base64Of(...words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32BE(word, index * 4));
  return bytes.toString('base64');
}

function crc(step: (bytes: Uint8Array, before: number) => number): Checksum {
  let value = 0;
  return {
    update: (bytes) => void (value = step(bytes, value)),
    digest: () => base64Of(value),
  };
}

function hashed(name: string): Checksum {
  const digest = createHash(name);
  return { update: (bytes) => void digest.update(bytes), digest: () => digest.digest('base64') };
}
