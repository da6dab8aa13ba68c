// Looks into a zip just far enough to tell that it is one: its end record and its central directory.

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytesMin = 22;
const commentBytesMax = 65535;

/**
 * The sum of its files' sizes when unpacked, in bytes; undefined where the bytes are not a zip with files in
 * it.
 */
export function unzippedSize(zip: Uint8Array): number | undefined {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = endRecord(bytes);
  if (end === undefined) return undefined;
  let offset = bytes.readUInt32LE(end + 16);
  let size = 0;
  const count = bytes.readUInt16LE(end + 10);
  if (count === 0) return undefined;
  for (let entry = 0; entry < count; entry++) {
    if (offset + 46 > bytes.length || bytes.readUInt32LE(offset) !== entrySignature) return undefined;
    size += bytes.readUInt32LE(offset + 24);
    const [name, extra, comment] = [28, 30, 32].map((at) => bytes.readUInt16LE(offset + at));
    offset += 46 + name! + extra! + comment!;
  }
  return size;
}

function endRecord(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - endBytesMin - commentBytesMax);
  for (let at = bytes.length - endBytesMin; at >= first; at--) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  return undefined;
}
