const unreserved = /^[A-Za-z0-9\-._~]*$/;
const unreservedBytes = new Set(
  Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'),
);
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

/** Bytes of text off the network: node reads them as Latin-1, tests and signers write them as UTF-8. */
function bytesOf(text: string): Buffer {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return Buffer.from(text, 'utf8');
  return Buffer.from(text, 'latin1');
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Undoes percent-encoding byte by byte; what is not an encoding stays. `+` is a space where `plusIsSpace`. */
export function percentDecodedBytes(text: string, plusIsSpace = false): Buffer {
  const source = bytesOf(text);
  const target = Buffer.allocUnsafe(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    const high = byte === 37 ? hexDigit(source[i + 1]) : -1;
    const low = high < 0 ? -1 : hexDigit(source[i + 2]);
    if (low >= 0) {
      target[length++] = high * 16 + low;
      i += 2;
    } else target[length++] = byte === 43 && plusIsSpace ? 32 : byte;
  }
  return target.subarray(0, length);
}

/** Percent-encodes every byte that RFC 3986 does not leave alone, in upper-case hex. */
export function percentEncoded(bytes: Uint8Array | string): string {
  if (typeof bytes === 'string' && unreserved.test(bytes)) return bytes;
  let text = '';
  for (const byte of typeof bytes === 'string' ? bytesOf(bytes) : bytes)
    text += unreservedBytes.has(byte) ? String.fromCharCode(byte) : `%${hexOfByte[byte]}`;
  return text;
}

/** The one spelling of a component that all its spellings have in common. */
export function percentNormalized(text: string, plusIsSpace = false): string {
  return unreserved.test(text) ? text : percentEncoded(percentDecodedBytes(text, plusIsSpace));
}
