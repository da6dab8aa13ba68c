import { hexValue, isTokenOctet, isValueOctet, octet, spells } from './octets.ts';

/** Bytes to pass on: a part of what was read, or something of our own. */
export type Piece = Buffer | string;

const limits = {
  /** Ours: real clients send none; endless ones were a denial of service (CVE-2024-22019). */
  extensionBytes: 1024,
  trailerBytes: 16 * 1024,
  /** 13 digits count exactly in a double. */
  sizeDigits: 13,
};

/** RFC 9110 6.5.1: what must not come in a trailer: framing, routing, and what was judged with the head. */
const forbiddenTrailers = ['content-length', 'transfer-encoding', 'host', 'trailer', 'connection'];

type State = 'size' | 'extension' | 'size-lf' | 'data' | 'data-cr' | 'data-lf' | 'trailer' | 'ended';

/**
 * Reads a chunked body piece by piece, strictly, and passes it on in one plain form: no extensions, no
 * doubtful sizes, trailers checked. `keepFraming` false passes on the data alone, for HTTP/1.0.
 */
export class ChunkedBody {
  readonly #keepFraming: boolean;
  #state: State = 'size';
  #digits = 0;
  #size = 0;
  #extension = 0;
  #trailer = '';

  constructor(keepFraming: boolean) {
    this.#keepFraming = keepFraming;
  }

  /** The lines behind the last chunk, and the empty one. Known when it has ended. */
  get trailer(): string {
    return this.#trailer;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  /**
   * Reads on; what is to be passed on is appended to `pieces`. Answers how many bytes belonged to the body
   * (fewer than given only where it has ended), or -1 where it is malformed.
   */
  read(bytes: Buffer, pieces: Piece[]): number {
    let at = 0;
    while (at < bytes.length && this.#state !== 'ended') {
      at = this.#state === 'data' ? this.#readData(bytes, at, pieces) : this.#readOctet(bytes, at, pieces);
      if (at < 0) return -1;
    }
    return at;
  }

  #readData(bytes: Buffer, at: number, pieces: Piece[]): number {
    const end = Math.min(bytes.length, at + this.#size);
    pieces.push(bytes.subarray(at, end));
    this.#size -= end - at;
    if (this.#size === 0) this.#state = 'data-cr';
    return end;
  }

  #readOctet(bytes: Buffer, at: number, pieces: Piece[]): number {
    const code = bytes[at]!;
    switch (this.#state) {
      case 'size':
        return this.#readSize(code) ? at + 1 : -1;
      case 'extension':
        if (code === octet.cr) this.#state = 'size-lf';
        else if (isValueOctet[code] !== 1 || ++this.#extension > limits.extensionBytes) return -1;
        return at + 1;
      case 'size-lf':
        if (code !== octet.lf) return -1;
        this.#begin(pieces);
        return at + 1;
      case 'data-cr':
        this.#state = 'data-lf';
        return code === octet.cr ? at + 1 : -1;
      case 'data-lf':
        if (this.#keepFraming) pieces.push('\r\n');
        this.#state = 'size';
        return code === octet.lf ? at + 1 : -1;
      default:
        return this.#readTrailer(code, pieces) ? at + 1 : -1;
    }
  }

  #readSize(code: number): boolean {
    const digit = hexValue[code]!;
    if (digit < 16) {
      this.#size = this.#size * 16 + digit;
      return ++this.#digits <= limits.sizeDigits;
    }
    if (this.#digits === 0) return false;
    if (code === octet.cr) this.#state = 'size-lf';
    else if (code === octet.semicolon) this.#state = 'extension';
    else return false;
    return true;
  }

  #begin(pieces: Piece[]): void {
    this.#digits = 0;
    if (this.#size > 0) {
      if (this.#keepFraming) pieces.push(this.#size.toString(16) + '\r\n');
      this.#state = 'data';
    } else this.#state = 'trailer';
  }

  #readTrailer(code: number, pieces: Piece[]): boolean {
    this.#trailer += String.fromCharCode(code);
    if (this.#trailer.length > limits.trailerBytes) return false;
    if (code !== octet.lf) return true;
    if (this.#trailer !== '\r\n' && !this.#trailer.endsWith('\r\n\r\n')) return isTrailer(this.#trailer);
    if (this.#keepFraming) pieces.push('0\r\n' + this.#trailer);
    this.#state = 'ended';
    return true;
  }
}

/** Judges the last line of what has come; those before were judged when they came. */
function isTrailer(lines: string): boolean {
  const line = Buffer.from(lines.slice(lines.lastIndexOf('\n', lines.length - 2) + 1), 'latin1');
  let at = 0;
  while (isTokenOctet[line[at]!] === 1) at++;
  if (at === 0 || line[at] !== octet.colon) return false;
  if (forbiddenTrailers.some((name) => name.length === at && spells(line, 0, name))) return false;
  at++;
  while (at < line.length && isValueOctet[line[at]!] === 1) at++;
  return at === line.length - 2 && line[at] === octet.cr;
}

export function asChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}
