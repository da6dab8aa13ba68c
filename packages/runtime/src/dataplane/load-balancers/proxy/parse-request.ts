import { FramedFields } from './framing.ts';
import { isTargetOctet, isTokenOctet, octet, spells } from './octets.ts';
import { headLimits, incomplete, refused } from './parse-fields.ts';

/** A request's head. What it says is true until the next one is read with the same object. */
export class RequestHead extends FramedFields {
  start = 0;
  methodEnd = 0;
  targetStart = 0;
  targetEnd = 0;
  /** Where the first field line begins. */
  fieldsStart = 0;
  /** HTTP/1.0 or HTTP/1.1. */
  minor = 1;
  expectsContinue = false;
  /** -1 where there is none. */
  host = -1;
  /** How many `X-Forwarded-For` lines there are. */
  forwardedForCount = 0;
  /** -1 where there is none. */
  trace = -1;

  /** Answers the offset behind the head, `incomplete` or `refused`. */
  read(bytes: Buffer, from: number): number {
    if (bytes[from] === octet.cr && from + 1 === bytes.length) return incomplete;
    const start = skipEmptyLine(bytes, from);
    this.unsupportedCoding = false;
    this.start = start;
    const fields = this.#readLine(bytes, start);
    if (fields <= 0) return fields;
    this.expectsContinue = false;
    this.host = this.trace = -1;
    this.forwardedForCount = 0;
    const end = this.readFramedFields(bytes, fields);
    if (end === incomplete) return bytes.length - start > headLimits.head ? refused : incomplete;
    if (end === refused || end - start > headLimits.head) return refused;
    return this.#isSound(bytes) ? end : refused;
  }

  method(bytes: Buffer): string {
    return bytes.toString('latin1', this.start, this.methodEnd);
  }

  target(bytes: Buffer): string {
    return bytes.toString('latin1', this.targetStart, this.targetEnd);
  }

  hostValue(bytes: Buffer): string {
    return this.host < 0 ? '' : this.valueOf(bytes, this.host);
  }

  /** Whether `Host` ends with a port. */
  namesPort(bytes: Buffer): boolean {
    const from = this.spans[this.host * 4 + 2]!;
    let at = this.spans[this.host * 4 + 3]! - 1;
    while (at > from && bytes[at]! >= octet.zero && bytes[at]! <= octet.zero + 9) at--;
    return at >= from && bytes[at] === octet.colon;
  }

  dropHost(): void {
    if (this.host >= 0) this.drop(this.host);
  }

  methodIs(bytes: Buffer, method: string): boolean {
    if (this.methodEnd - this.start !== method.length) return false;
    for (let i = 0; i < method.length; i++) if (bytes[this.start + i] !== method.charCodeAt(i)) return false;
    return true;
  }

  #readLine(bytes: Buffer, start: number): number {
    const end = bytes.length;
    let at = start;
    while (at < end && isTokenOctet[bytes[at]!] === 1) at++;
    if (at === end) return at - start > 32 ? refused : incomplete;
    if (at === start || bytes[at] !== octet.space) return refused;
    this.methodEnd = at++;
    this.targetStart = at;
    while (at < end && isTargetOctet[bytes[at]!] === 1) at++;
    if (at - start > headLimits.line) return refused;
    if (at === end) return incomplete;
    if (at === this.targetStart || bytes[at] !== octet.space) return refused;
    this.targetEnd = at++;
    return this.#readVersion(bytes, at);
  }

  #readVersion(bytes: Buffer, at: number): number {
    const version = 'HTTP/1.';
    for (let i = 0; i < version.length; i++) {
      if (at + i === bytes.length) return incomplete;
      if (bytes[at + i] !== version.charCodeAt(i)) return refused;
    }
    if (at + 10 > bytes.length) return bytes.length - at > 9 ? refused : incomplete;
    this.minor = bytes[at + 7]! - octet.zero;
    const sound = (this.minor === 0 || this.minor === 1) && bytes[at + 8] === octet.cr;
    if (!sound || bytes[at + 9] !== octet.lf) return refused;
    this.fieldsStart = at + 10;
    return this.fieldsStart;
  }

  protected override takeOther(bytes: Buffer, index: number): boolean {
    const at = this.spans[index * 4]!;
    switch (this.nameLength(index)) {
      case 4:
        if (!spells(bytes, at, 'host')) return true;
        if (this.host >= 0) return false;
        this.host = index;
        return true;
      case 6:
        if (spells(bytes, at, 'expect')) this.expectsContinue = true;
        return true;
      case 15:
        if (spells(bytes, at, 'x-forwarded-for')) {
          this.forwardedForCount++;
          this.drop(index);
        } else if (spells(bytes, at, 'x-amzn-trace-id')) {
          this.trace = index;
          this.drop(index);
        }
        return true;
      case 16:
        if (spells(bytes, at, 'x-forwarded-port')) this.drop(index);
        return true;
      case 17:
        if (spells(bytes, at, 'x-forwarded-proto')) this.drop(index);
        return true;
      default:
        return true;
    }
  }

  /** What only the whole head can tell. RFC 9112 3.2 and 6.1. */
  #isSound(bytes: Buffer): boolean {
    if (this.chunked && this.minor === 0) return false;
    if (this.host < 0) {
      if (this.minor === 1) return false;
    } else if (!isHost(bytes, this.spans[this.host * 4 + 2]!, this.spans[this.host * 4 + 3]!)) return false;
    const first = bytes[this.targetStart];
    if (first === 0x2f) return true;
    if (first === 0x2a) return this.targetEnd - this.targetStart === 1 && this.methodIs(bytes, 'OPTIONS');
    return this.methodIs(bytes, 'CONNECT') || this.#isAbsolute(bytes);
  }

  /**
   * `http://host/path`, whose host is also that of the Host field: two different ones could be told apart two
   * ways.
   */
  #isAbsolute(bytes: Buffer): boolean {
    const target = /^http:\/\/([^/?#@]+)(?:[/?]|$)/i.exec(this.target(bytes));
    return target !== null && this.host >= 0 && target[1] === this.hostValue(bytes);
  }
}

/** RFC 9112 2.2: one empty line before a request is forgiven. */
function skipEmptyLine(bytes: Buffer, from: number): number {
  return bytes[from] === octet.cr && bytes[from + 1] === octet.lf ? from + 2 : from;
}

/**
 * A registered name, an IPv4 address or a bracketed IPv6 one, and perhaps a port. Empty is allowed by RFC
 * 9112 3.2.
 */
export function isHost(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isHostOctet[bytes[at]!] === 0) return false;
  return true;
}

const isHostOctet = Uint8Array.from({ length: 256 }, (_, code) =>
  /[A-Za-z0-9\-._~%!$&'()*+;=:[\]]/.test(String.fromCharCode(code)) ? 1 : 0,
);
