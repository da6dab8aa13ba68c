import { FramedFields } from './framing.ts';
import { decimalOf, isValueOctet, octet, spells } from './octets.ts';
import { headLimits, incomplete, refused } from './parse-fields.ts';

/** A response's head. What it says is true until the next one is read with the same object. */
export class ResponseHead extends FramedFields {
  /** Three digits, 100 to 599. */
  status = 0;
  minor = 1;
  /** Where the first field line begins. */
  fieldsStart = 0;
  /** From `Keep-Alive: timeout=5`: how long the target keeps an idle connection; -1 where it does not say. */
  keepAliveSeconds = -1;

  /** Answers the offset behind the head, `incomplete` or `refused`. */
  read(bytes: Buffer, from: number): number {
    const fields = this.#readLine(bytes, from);
    if (fields <= 0) return fields;
    this.keepAliveSeconds = -1;
    const end = this.readFramedFields(bytes, fields);
    if (end === incomplete) return bytes.length - from > headLimits.head ? refused : incomplete;
    if (end - from > headLimits.head || (this.chunked && this.minor === 0)) return refused;
    return end;
  }

  #readLine(bytes: Buffer, start: number): number {
    const version = 'HTTP/1.';
    for (let i = 0; i < version.length; i++) {
      if (start + i === bytes.length) return incomplete;
      if (bytes[start + i] !== version.charCodeAt(i)) return refused;
    }
    if (bytes.length < start + 13) return incomplete;
    this.minor = bytes[start + 7]! - octet.zero;
    if (this.minor !== 0 && this.minor !== 1) return refused;
    if (bytes[start + 8] !== octet.space) return refused;
    this.status = decimalOf(bytes, start + 9, start + 12);
    if (this.status < 100 || this.status > 599) return refused;
    return this.#readReason(bytes, start + 12);
  }

  #readReason(bytes: Buffer, from: number): number {
    let at = from;
    if (bytes[at] === octet.space) at++;
    else if (bytes[at] !== octet.cr) return refused;
    while (at < bytes.length && isValueOctet[bytes[at]!] === 1) at++;
    if (at + 1 >= bytes.length) return at - from > headLimits.line ? refused : incomplete;
    if (bytes[at] !== octet.cr || bytes[at + 1] !== octet.lf) return refused;
    this.fieldsStart = at + 2;
    return this.fieldsStart;
  }

  protected override takeOther(bytes: Buffer, index: number): boolean {
    if (this.nameLength(index) === 10 && spells(bytes, this.spans[index * 4]!, 'keep-alive')) {
      const timeout = /(?:^|[,\s])timeout=(\d{1,6})/i.exec(this.valueOf(bytes, index));
      if (timeout) this.keepAliveSeconds = Number(timeout[1]);
    }
    return true;
  }
}
