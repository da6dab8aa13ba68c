import { EffectRefusal } from '../../base/effects/effect.ts';

/** An entry of a tar; its content must be read before the next one is asked for. */
export interface TarEntry {
  readonly kind: 'file' | 'folder' | 'link' | 'hard link' | 'device';
  readonly name: string;
  /** What a link leads to. */
  readonly target: string;
  readonly size: number;
  readonly mode: number;
  content(): AsyncGenerator<Buffer>;
}

const blockBytes = 512;
/** Names and attributes: none is longer in what people make. */
const attributesBytesMax = 1024 * 1024;

const kinds: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hard link',
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '5': 'folder',
  '6': 'device',
};

/** Reads a tar as POSIX and GNU write it: ustar, pax records, GNU's long names. */
export async function* entriesOf(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const bytes = new Blocks(source);
  let attributes: Readonly<Record<string, string>> = {};
  for (;;) {
    const header = await bytes.take(blockBytes);
    if (header === undefined || header.every((byte) => byte === 0)) return;
    if (!isWhole(header)) throw damaged('a header is damaged');
    const kind = String.fromCharCode(header[156]!);
    const size = attributes['size'] === undefined ? numberAt(header, 124, 12) : Number(attributes['size']);
    if ('xgLK'.includes(kind)) {
      attributes = { ...attributes, ...attributesOf(kind, await smallContent(bytes, size)) };
      continue;
    }
    const content = contentOf(bytes, size);
    yield { ...namesOf(header, kinds[kind], attributes), size, content: () => content };
    for await (const _ of content); // What nobody wanted is passed over.
    await bytes.take(paddingOf(size));
    attributes = {};
  }
}

async function* contentOf(bytes: Blocks, size: number): AsyncGenerator<Buffer> {
  for (let left = size; left > 0;) {
    const chunk = await bytes.some(left);
    left -= chunk.length;
    yield chunk;
  }
}

function namesOf(
  header: Buffer,
  kind: TarEntry['kind'] | undefined,
  attributes: Readonly<Record<string, string>>,
): Pick<TarEntry, 'kind' | 'name' | 'target' | 'mode'> {
  if (!kind) throw damaged(`an entry is of the unknown kind ${header[156]}`);
  const prefix = textAt(header, 257, 6) === 'ustar' ? textAt(header, 345, 155) : '';
  const short = textAt(header, 0, 100);
  const name = attributes['path'] ?? (prefix === '' ? short : `${prefix}/${short}`);
  const target = attributes['linkpath'] ?? textAt(header, 157, 100);
  const isFolder = kind === 'file' && name.endsWith('/'); // As tars older than POSIX say it.
  return { kind: isFolder ? 'folder' : kind, name, target, mode: numberAt(header, 100, 8) };
}

async function smallContent(bytes: Blocks, size: number): Promise<Buffer> {
  if (size > attributesBytesMax) throw damaged(`attributes of ${size} bytes`);
  const content = await bytes.take(size + paddingOf(size));
  return (content ?? Buffer.alloc(0)).subarray(0, size);
}

function attributesOf(kind: string, content: Buffer): Record<string, string> {
  const text = () => content.toString().replace(/\0.*$/s, '');
  if (kind === 'L') return { path: text() };
  if (kind === 'K') return { linkpath: text() };
  if (kind === 'g') return {}; // For all entries: comments and the like; nothing that we obey.
  const found: Record<string, string> = {};
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(32, at);
    const length = Number(content.subarray(at, space).toString());
    if (space < 0 || !(length > 0)) throw damaged('attributes are damaged');
    const record = content.subarray(space + 1, at + length - 1).toString();
    const equals = record.indexOf('=');
    found[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  return found;
}

/** Octal digits; or, where they are too few, GNU's binary with the highest bit set. */
function numberAt(header: Buffer, at: number, length: number): number {
  if (header[at]! & 0x80) {
    const value = header.subarray(at + length - 8, at + length).readBigUInt64BE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('a number is too large');
    return Number(value);
  }
  const text = textAt(header, at, length).trim();
  return text === '' ? 0 : Number.parseInt(text, 8);
}

function textAt(header: Buffer, at: number, length: number): string {
  return header
    .subarray(at, at + length)
    .toString()
    .replace(/\0.*$/s, '');
}

/** The sum of all bytes, with spaces where the sum itself is. */
function isWhole(header: Buffer): boolean {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return sum === numberAt(header, 148, 8);
}

const paddingOf = (size: number): number => (blockBytes - (size % blockBytes)) % blockBytes;

const damaged = (why: string) =>
  new EffectRefusal('CannotStartContainer', `a layer is no tar that can be read: ${why}`);

/** Bytes by the number, out of chunks of any length. */
class Blocks {
  readonly #source: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Undefined at the end. */
  async take(length: number): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    for (let left = length; left > 0;) {
      if (!(await this.#fill())) {
        if (left === length) return undefined;
        throw damaged('it ends too early');
      }
      const piece = this.#cut(left);
      left -= piece.length;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** As much as is there, at least a byte. */
  async some(lengthMax: number): Promise<Buffer> {
    if (!(await this.#fill())) throw damaged('it ends too early');
    return this.#cut(lengthMax);
  }

  #cut(lengthMax: number): Buffer {
    const piece = this.#chunk.subarray(0, lengthMax);
    this.#chunk = this.#chunk.subarray(piece.length);
    return piece;
  }

  async #fill(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#chunk = next.value;
    }
    return true;
  }
}
