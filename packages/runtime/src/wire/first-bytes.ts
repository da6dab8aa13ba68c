/** For whom a connection is, by what it says first. */
export interface Addressed {
  /** `Host`, or the name that is asked for by TLS. */
  readonly host: string;
  readonly secure: boolean;
}

/** The first byte of whoever speaks TLS. */
const handshake = 22;

export const speaksTls = (bytes: Buffer): boolean => bytes[0] === handshake;

/** Undefined where nobody is named, or not yet. */
export function addressedBy(bytes: Buffer): Addressed | undefined {
  const secure = speaksTls(bytes);
  const host = secure ? serverName(bytes) : hostField(bytes);
  return host === undefined ? undefined : { host, secure };
}

/** `Host` may be there before the rest of the head is. */
function hostField(bytes: Buffer): string | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.toString('latin1', 0, end < 0 ? bytes.length : end + 2);
  return /\r\nhost:[ \t]*([^\r\n]*?)[ \t]*\r\n/i.exec(head)?.[1];
}

/** RFC 8446 4.1.2, RFC 6066 3: the name in a ClientHello. One that goes on in a second record is not read. */
function serverName(bytes: Buffer): string | undefined {
  const hello = new Reading(bytes);
  hello.skip(3 + 2 + 4 + 2 + 32);
  hello.skip(hello.number(1));
  hello.skip(hello.number(2));
  hello.skip(hello.number(1));
  hello.skip(2);
  while (!hello.isOver) {
    const [kind, length] = [hello.number(2), hello.number(2)];
    if (kind !== serverNameKind) {
      hello.skip(length);
      continue;
    }
    hello.skip(2 + 1);
    return hello.text(hello.number(2));
  }
  return undefined;
}

const serverNameKind = 0;

/** Reads on, and is over when nothing is left. */
class Reading {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.#at >= this.#bytes.length;
  }

  skip(count: number): void {
    this.#at += count;
  }

  number(size: number): number {
    const from = this.#at;
    this.skip(size);
    return this.isOver && this.#at > this.#bytes.length ? 0 : this.#bytes.readUIntBE(from, size);
  }

  text(length: number): string | undefined {
    const from = this.#at;
    this.skip(length);
    return this.#at > this.#bytes.length ? undefined : this.#bytes.toString('latin1', from, this.#at);
  }
}
