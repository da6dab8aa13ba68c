import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { StateError } from '../language/json.ts';

/** Ours: such a file lies in memory whole, as one text. */
export const fileBytesMax = 256 * 1024 * 1024;

// AWS: developer guide, "ItemReader": files may be compressed by gzip or ZSTD. By which, their first bytes say.
const forms = [
  { begin: Buffer.from([0x1f, 0x8b]), unpack: gunzipSync },
  { begin: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), unpack: zstdDecompressSync },
];

/** The bytes of a file that may be compressed. AWS: unverified words. */
export function unpacked(bytes: Buffer): Buffer {
  const form = forms.find(({ begin }) => bytes.subarray(0, begin.length).equals(begin));
  if (!form) return bytes;
  try {
    return form.unpack(bytes, { maxOutputLength: fileBytesMax });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new StateError('States.ItemReaderFailed', 'The file could not be decompressed');
  }
}

export const tooLarge = (): StateError =>
  new StateError('States.ItemReaderFailed', `Penstock reads files of ${fileBytesMax} bytes at most`);
