import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw, deflateRawSync, type ZlibOptions } from 'node:zlib';

/** A file to be put into a zip. */
export interface FileToZip {
  readonly place: string;
  readonly name: string;
  readonly bytes: number;
  /** Permissions. */
  readonly mode: number;
}

/** Beyond these a zip has to be of another kind (ZIP64), or its files do not fit into memory. */
const limits = { files: 60_000, bytes: 1024 ** 3, fileBytes: 32 * 1024 * 1024 };
/** Files of this size are read and packed at once: each step aside takes longer than their bytes. */
const smallBytesMax = 64 * 1024;
/** How many of them, before other work of the process gets its turn. */
const filesInARow = 16;

/** Whether this can be written as a plain zip. */
export function isPlain(files: readonly FileToZip[]): boolean {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const fits = files.every(
    (file) => file.bytes <= limits.fileBytes && Buffer.byteLength(file.name) <= 0xffff,
  );
  return files.length <= limits.files && bytes <= limits.bytes && fits;
}

/** Writes a plain zip: the same files give the same bytes, whenever and wherever. */
export async function writeZip(zipFile: string, files: readonly FileToZip[]): Promise<void> {
  const descriptor = openSync(zipFile, 'w');
  try {
    const central: Buffer[] = [];
    let offset = 0;
    for (const [index, file] of files.entries()) {
      if (index % filesInARow === filesInARow - 1) await new Promise((resolve) => setImmediate(resolve));
      const packed = file.bytes <= smallBytesMax ? packedAtOnce(file) : await packedAside(file);
      central.push(centralHeader(packed, offset));
      offset += write(descriptor, [localHeader(packed), packed.bytes]);
    }
    write(descriptor, [...central, endOf(central, offset)]);
  } finally {
    closeSync(descriptor);
  }
}

interface Packed {
  readonly name: Buffer;
  readonly mode: number;
  readonly bytes: Buffer;
  readonly deflated: boolean;
  readonly unpackedBytes: number;
  readonly crc32: number;
}

function packedAtOnce(file: FileToZip): Packed {
  const bytes = readFileSync(file.place);
  return packedOf(file, bytes, deflateRawSync(bytes, forSize(bytes.length)));
}

/** No more of a window, tables and room than the bytes can use: most of the time would go into making them. */
function forSize(bytes: number): ZlibOptions {
  const windowBits = Math.min(15, Math.max(9, Math.ceil(Math.log2(bytes + 1))));
  return { windowBits, memLevel: Math.max(1, windowBits - 7), chunkSize: bytes + 64 };
}

async function packedAside(file: FileToZip): Promise<Packed> {
  const bytes = await readFile(file.place);
  return packedOf(file, bytes, await promisify(deflateRaw)(bytes));
}

function packedOf({ name, mode }: FileToZip, bytes: Buffer, deflated: Buffer): Packed {
  const isSmaller = deflated.length < bytes.length;
  return {
    name: Buffer.from(name),
    mode,
    bytes: isSmaller ? deflated : bytes,
    deflated: isSmaller,
    unpackedBytes: bytes.length,
    crc32: crc32(bytes),
  };
}

/** What both headers tell, from the version that is needed to the length of what is told besides. */
function fieldsOf({ name, bytes, deflated, unpackedBytes, crc32: sum }: Packed): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x800, 2); // Names are UTF-8.
  fields.writeUInt16LE(deflated ? 8 : 0, 4);
  fields.writeUInt16LE(0x21, 8); // 1 January 1980, the first day that a zip can tell.
  fields.writeUInt32LE(sum, 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(unpackedBytes, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

const localHeader = (packed: Packed): Buffer =>
  Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fieldsOf(packed), packed.name]);

function centralHeader(packed: Packed, offset: number): Buffer {
  const place = Buffer.alloc(14);
  place.writeUInt32LE(((0o100000 | packed.mode) << 16) >>> 0, 6);
  place.writeUInt32LE(offset, 10);
  // Made on Unix, so that it has a mode.
  return Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), fieldsOf(packed), place, packed.name]);
}

function endOf(central: readonly Buffer[], offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(
    central.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return end;
}

/** Answers how many bytes that were. */
function write(descriptor: number, pieces: readonly Buffer[]): number {
  const bytes = Buffer.concat(pieces);
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
  return bytes.length;
}
