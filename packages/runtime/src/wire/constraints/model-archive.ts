import { open, type FileHandle } from 'node:fs/promises';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { assert } from '../../base/assert.ts';

interface Entry {
  readonly offset: number;
  readonly compressedSize: number;
  readonly method: number;
  /** By itself, inside the archive: as newer versions have their models. */
  readonly zipped: boolean;
}

/**
 * The models of botocore inside the zip of the AWS CLI. Of its thousands of files only the directory is read (half a
 * megabyte, some milliseconds), and then one service's model at a time.
 */
export class ModelArchive {
  readonly #file: string;
  #entries: Promise<ReadonlyMap<string, Entry>> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** The newest version of a service's model, as JSON; undefined where there is none. */
  async model(service: string): Promise<Buffer | undefined> {
    const handle = await open(this.#file, 'r');
    try {
      const entries = await (this.#entries ??= readDirectory(handle));
      const folder = `/botocore/data/${service}/`;
      const versions = [...entries.keys()].filter((name) => name.includes(folder)).sort();
      const entry = entries.get(versions.at(-1) ?? '');
      return entry && (await readEntry(handle, entry));
    } finally {
      await handle.close();
    }
  }
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const endOfDirectory = Buffer.from('PK\x05\x06', 'latin1');

async function readDirectory(handle: FileHandle): Promise<ReadonlyMap<string, Entry>> {
  const { size } = await handle.stat();
  const tail = await read(handle, Math.max(0, size - 65_557), 65_557);
  const end = tail.lastIndexOf(endOfDirectory);
  assert(end >= 0, 'the archive of the models is a zip file');
  const directory = await read(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 46 <= directory.length;) {
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('latin1', at + 46, at + 46 + nameLength);
    if (/\/service-2\.json(?:\.gz)?$/.test(name))
      entries.set(name, {
        zipped: name.endsWith('.gz'),
        offset: directory.readUInt32LE(at + 42),
        compressedSize: directory.readUInt32LE(at + 20),
        method: directory.readUInt16LE(at + 10),
      });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function readEntry(handle: FileHandle, entry: Entry): Promise<Buffer> {
  const header = await read(handle, entry.offset, 30);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const bytes = await read(handle, start, entry.compressedSize);
  const file = entry.method === 0 ? bytes : inflateRawSync(bytes);
  return entry.zipped ? gunzipSync(file) : file;
}
