import { isTokenOctet, isValueOctet, octet, spells } from './octets.ts';

/** What reading a head answers instead of the offset behind it. */
export const incomplete = 0;
export const refused = -1;

export const headLimits = {
  // AWS: user guide, "HTTP 400: Bad request": 16K per request line, 16K per single header, 64K for the entire
  // header.
  line: 16 * 1024,
  head: 64 * 1024,
  /** Ours: AWS names no number. */
  fields: 256,
};

/**
 * The field lines of a head: where each name and value lies in the bytes that were read. Strict: exactly one
 * way to read them, or none. No folding, no bare LF, no space before the colon, no control characters (RFC
 * 9112 5). An object of this kind is used over and over; it knows the last head it read.
 */
export abstract class Fields {
  /** Four numbers for each field: name from and to, value from and to. */
  readonly spans = new Int32Array(headLimits.fields * 4);
  /** 1 for a field that is not to be passed on. */
  readonly dropped = new Uint8Array(headLimits.fields);
  count = 0;
  droppedCount = 0;

  /** Looks at field `index`; false refuses the head. */
  protected abstract take(bytes: Buffer, index: number): boolean;

  protected drop(index: number): boolean {
    if (this.dropped[index] === 0) {
      this.dropped[index] = 1;
      this.droppedCount++;
    }
    return true;
  }

  /** Reads up to the empty line. Answers the offset behind it, `incomplete` or `refused`. */
  protected readFields(bytes: Buffer, from: number): number {
    const end = bytes.length;
    const spans = this.spans;
    this.count = 0;
    this.droppedCount = 0;
    let at = from;
    while (at < end) {
      const lineStart = at;
      if (bytes[at] === octet.cr) return endOfHead(bytes, at);
      while (at < end && isTokenOctet[bytes[at]!] === 1) at++;
      if (at === end) return tooLong(end, lineStart);
      if (at === lineStart || bytes[at] !== octet.colon) return refused;
      const nameEnd = at++;
      while (at < end && (bytes[at] === octet.space || bytes[at] === octet.tab)) at++;
      const valueStart = at;
      while (at < end && isValueOctet[bytes[at]!] === 1) at++;
      if (at === end || (at + 1 === end && bytes[at] === octet.cr)) return tooLong(end, lineStart);
      if (bytes[at] !== octet.cr || bytes[at + 1] !== octet.lf) return refused;
      if (at - lineStart > headLimits.line || this.count === headLimits.fields) return refused;
      const index = this.count++;
      const span = index * 4;
      spans[span] = lineStart;
      spans[span + 1] = nameEnd;
      spans[span + 2] = valueStart;
      spans[span + 3] = trimmedEnd(bytes, valueStart, at);
      this.dropped[index] = 0;
      if (!this.take(bytes, index)) return refused;
      at += 2;
    }
    return incomplete;
  }

  nameLength(index: number): number {
    return this.spans[index * 4 + 1]! - this.spans[index * 4]!;
  }

  valueOf(bytes: Buffer, index: number): string {
    return bytes.toString('latin1', this.spans[index * 4 + 2]!, this.spans[index * 4 + 3]!);
  }

  /** Whether the value of a field is `word`, which is lower case, in any case. */
  valueSpells(bytes: Buffer, index: number, word: string): boolean {
    const from = this.spans[index * 4 + 2]!;
    return this.spans[index * 4 + 3]! - from === word.length && spells(bytes, from, word);
  }

  nameSpells(bytes: Buffer, index: number, word: string): boolean {
    return this.nameLength(index) === word.length && spells(bytes, this.spans[index * 4]!, word);
  }

  /** The values of all fields of a name (lower case), in order. */
  valuesOf(bytes: Buffer, name: string): string[] {
    const values: string[] = [];
    for (let i = 0; i < this.count; i++)
      if (this.nameSpells(bytes, i, name)) values.push(this.valueOf(bytes, i));
    return values;
  }

  /** AWS: `routing.http.drop_invalid_header_fields.enabled`: letters, digits and hyphens make a valid name. */
  dropInvalid(bytes: Buffer): void {
    for (let i = 0; i < this.count; i++) {
      const name = bytes.toString('latin1', this.spans[i * 4]!, this.spans[i * 4 + 1]!);
      if (!/^[A-Za-z0-9-]+$/.test(name)) this.drop(i);
    }
  }

  dropNamed(bytes: Buffer, name: string): void {
    for (let i = 0; i < this.count; i++) if (this.nameSpells(bytes, i, name)) this.drop(i);
  }

  /** The bytes of `[from, to)`, which are this head or its fields, without the lines that are dropped. */
  text(bytes: Buffer, from: number, to: number): string {
    if (this.droppedCount === 0) return bytes.toString('latin1', from, to);
    let text = '';
    let kept = from;
    for (let i = 0; i < this.count; i++) {
      if (this.dropped[i] === 0) continue;
      const lineStart = this.spans[i * 4]!;
      if (lineStart > kept) text += bytes.toString('latin1', kept, lineStart);
      kept = this.lineEnd(bytes, i);
    }
    return kept < to ? text + bytes.toString('latin1', kept, to) : text;
  }

  /** The offset behind the CR LF of a field's line. */
  lineEnd(bytes: Buffer, index: number): number {
    let at = this.spans[index * 4 + 3]!;
    while (bytes[at] !== octet.lf) at++;
    return at + 1;
  }
}

function endOfHead(bytes: Buffer, at: number): number {
  if (at + 1 === bytes.length) return incomplete;
  return bytes[at + 1] === octet.lf ? at + 2 : refused;
}

function tooLong(end: number, lineStart: number): number {
  return end - lineStart > headLimits.line ? refused : incomplete;
}

function trimmedEnd(bytes: Buffer, from: number, to: number): number {
  let end = to;
  while (end > from && (bytes[end - 1] === octet.space || bytes[end - 1] === octet.tab)) end--;
  return end;
}
