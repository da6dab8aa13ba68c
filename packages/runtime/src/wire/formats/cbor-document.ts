import { Refusal } from '../refusal.ts';
import { put } from './json.ts';

/** Items nest no deeper than this. */
const depthMax = 128;

/** Reads one CBOR item: nothing is set aside that the bytes do not hold, whatever lengths they claim. */
export function parseCbor(bytes: Buffer): unknown {
  const reader = new CborReader(bytes);
  const value = reader.item(0);
  if (!reader.atEnd) throw malformed();
  return value;
}

/** Ends an item of indefinite length. */
const stop = Symbol('break');

class CborReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  item(depth: number): unknown {
    const value = this.#next(depth);
    if (value === stop) throw malformed();
    return value;
  }

  #next(depth: number): unknown {
    if (depth > depthMax) throw malformed();
    const head = this.#take(1)[0] as number;
    const major = head >> 5;
    const minor = head & 31;
    if (major === 7) return this.#simple(minor);
    const length = minor === 31 ? undefined : this.#argument(minor);
    switch (major) {
      case 0:
        return this.#defined(length);
      case 1:
        return negative(this.#defined(length));
      case 2:
        return this.#string(2, length);
      case 3:
        return this.#string(3, length).toString('utf8');
      case 4:
        return this.#list(length, depth);
      case 5:
        return this.#map(length, depth);
      default:
        return tagged(this.#defined(length), this.item(depth + 1));
    }
  }

  #simple(minor: number): unknown {
    switch (minor) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfFloat(this.#take(2).readUInt16BE());
      case 26:
        return this.#take(4).readFloatBE();
      case 27:
        return this.#take(8).readDoubleBE();
      case 31:
        return stop;
      default:
        throw malformed();
    }
  }

  #argument(minor: number): number | bigint {
    if (minor < 24) return minor;
    if (minor === 24) return this.#take(1).readUInt8();
    if (minor === 25) return this.#take(2).readUInt16BE();
    if (minor === 26) return this.#take(4).readUInt32BE();
    if (minor !== 27) throw malformed();
    const wide = this.#take(8).readBigUInt64BE();
    return wide <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wide) : wide;
  }

  #defined(length: number | bigint | undefined): number | bigint {
    if (length === undefined) throw malformed();
    return length;
  }

  #string(major: number, length: number | bigint | undefined): Buffer {
    if (length !== undefined) return this.#take(length);
    const pieces: Buffer[] = [];
    for (;;) {
      const head = this.#take(1)[0] as number;
      if (head === 0xff) return Buffer.concat(pieces);
      if (head >> 5 !== major || (head & 31) === 31) throw malformed();
      pieces.push(this.#take(this.#argument(head & 31)));
    }
  }

  #list(length: number | bigint | undefined, depth: number): unknown[] {
    const list: unknown[] = [];
    while (length === undefined || list.length < length) {
      const value = this.#next(depth + 1);
      if (value === stop) {
        if (length === undefined) break;
        throw malformed();
      }
      list.push(value);
    }
    return list;
  }

  #map(length: number | bigint | undefined, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let count = 0; length === undefined || count < length; count++) {
      const key = this.#next(depth + 1);
      if (key === stop && length === undefined) break;
      if (typeof key !== 'string') throw malformed();
      put(map, key, this.item(depth + 1));
    }
    return map;
  }

  #take(length: number | bigint): Buffer {
    if (length > this.#bytes.length - this.#at) throw malformed();
    const start = this.#at;
    this.#at += Number(length);
    return this.#bytes.subarray(start, this.#at);
  }
}

function negative(value: number | bigint): number | bigint {
  return typeof value === 'bigint' ? -1n - value : -1 - value;
}

/** Tag 1 is a time; others AWS's clients do not send where a schema has use for them. */
function tagged(tag: number | bigint, value: unknown): unknown {
  if (tag !== 1) return value;
  if (typeof value !== 'number' || Math.abs(value) > 8.64e12) throw malformed();
  return new Date(value * 1_000);
}

function halfFloat(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1_023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0
    ? sign * 2 ** -14 * (fraction / 1_024)
    : sign * 2 ** (exponent - 15) * (1 + fraction / 1_024);
}

function malformed(): Refusal {
  return new Refusal('Malformed', 'Request body is not valid CBOR');
}
