import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, readdirSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { assert } from '../../base/assert.ts';
import { cannot } from './refusal.ts';
import { statOf } from './root-files.ts';

export interface Layer {
  /** Of the tar. */
  readonly diffId: string;
  /** Of the gzipped tar. */
  readonly digest: string;
  readonly size: number;
}

/** Packs a folder: the same names, bytes and permissions give the same digest, whenever and wherever. */
export async function packLayer(folder: string, file: string): Promise<Layer> {
  const [plain, zipped] = [createHash('sha256'), createHash('sha256')];
  let size = 0;
  await pipeline(
    Readable.from(tarOf(folder)),
    tap((bytes) => void plain.update(bytes)),
    createGzip(),
    tap((bytes) => {
      zipped.update(bytes);
      size += bytes.length;
    }),
    createWriteStream(file),
  );
  return { diffId: digestOf(plain), digest: digestOf(zipped), size };
}

const digestOf = (hash: Hash): string => `sha256:${hash.digest('hex')}`;

function tap(see: (bytes: Buffer) => void): Transform {
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      see(bytes);
      done(null, bytes);
    },
  });
}

const blockBytes = 512;

/** A tar as POSIX has it (ustar, with pax records for what it cannot say): by name, no times, all root's. */
async function* tarOf(folder: string): AsyncGenerator<Buffer> {
  for (const { name, place, stats } of entriesOf(folder, '')) {
    const link = stats.isSymbolicLink() ? readlinkSync(place) : '';
    const kind = stats.isDirectory() ? '5' : link ? '2' : '0';
    const size = kind === '0' ? stats.size : 0;
    yield* headersOf({ name, link, kind, size, mode: stats.mode & 0o7777 });
    if (size > 0) yield* contentOf(place, size);
  }
  yield Buffer.alloc(2 * blockBytes);
}

interface Entry {
  readonly name: string;
  readonly place: string;
  readonly stats: Stats;
}

function* entriesOf(folder: string, prefix: string): Generator<Entry> {
  const names = readdirSync(folder).sort(byBytes);
  for (const each of names) {
    const place = path.join(folder, each);
    const stats = statOf(place);
    assert(stats, 'nobody else changes the files of an image that is being built');
    const name = prefix + each;
    if (stats.isDirectory()) {
      yield { name: `${name}/`, place, stats };
      yield* entriesOf(place, `${name}/`);
    } else if (stats.isFile() || stats.isSymbolicLink()) yield { name, place, stats };
    else cannot(`keep ${name} in the image: it is neither file, folder nor link`);
  }
}

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

async function* contentOf(place: string, size: number): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const bytes of createReadStream(place) as AsyncIterable<Buffer>) {
    read += bytes.length;
    yield bytes;
  }
  assert(read === size, 'nobody else changes the files of an image that is being built');
  yield padding(size);
}

const padding = (size: number): Buffer => Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);

interface Header {
  readonly name: string;
  readonly link: string;
  readonly kind: string;
  readonly size: number;
  readonly mode: number;
}

const nameBytesMax = 100;
/** What eleven octal digits can say. */
const sizeMax = 8 ** 11 - 1;

function* headersOf(entry: Header): Generator<Buffer> {
  const records: string[] = [];
  if (isLong(entry.name)) records.push(record('path', entry.name));
  if (isLong(entry.link)) records.push(record('linkpath', entry.link));
  if (entry.size > sizeMax) records.push(record('size', String(entry.size)));
  if (records.length > 0) {
    const text = Buffer.from(records.join(''));
    yield headerOf({ name: 'PaxHeaders/entry', link: '', kind: 'x', size: text.length, mode: 0o644 });
    yield text;
    yield padding(text.length);
  }
  yield headerOf(entry);
}

/** Too long for a header, or not in ASCII. */
const isLong = (text: string): boolean => Buffer.byteLength(text) > nameBytesMax || /[^\x20-\x7e]/.test(text);

/** A pax record begins with its own length, that number's digits included. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  length = bytes + String(length).length;
  return `${length}${rest}`;
}

function headerOf({ name, link, kind, size, mode }: Header): Buffer {
  const block = Buffer.alloc(blockBytes);
  const text = (value: string, at: number, bytes: number) =>
    void Buffer.from(value).copy(block, at, 0, bytes);
  const octal = (value: number, at: number, bytes: number) =>
    text(`${value.toString(8).padStart(bytes - 1, '0')}\0`, at, bytes);
  text(name, 0, nameBytesMax);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size > sizeMax ? 0 : size, 124, 12);
  octal(0, 136, 12);
  text(' '.repeat(8), 148, 8);
  text(kind, 156, 1);
  text(link, 157, nameBytesMax);
  text('ustar\x0000', 257, 8);
  octal(0, 329, 8);
  octal(0, 337, 8);
  const sum = block.reduce((total, byte) => total + byte, 0);
  text(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return block;
}
