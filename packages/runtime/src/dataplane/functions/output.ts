import { StringDecoder } from 'node:string_decoder';

/** Reads one of a process's outputs: passes text on, and notices the mark that ends an invocation's. */
export class OutputReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #print: (text: string) => void;
  /** What may be the beginning of a mark. */
  #held = '';
  #mark = '';
  #seen: () => void = () => {};

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  /**
   * Settles when this mark has been read, and everything before it printed. To be asked before it is written.
   */
  ended(requestId: string): Promise<void> {
    this.#mark = `\0end of ${requestId}\0`;
    return new Promise((resolve) => (this.#seen = resolve));
  }

  read(bytes: Buffer): void {
    this.#take(this.#held + this.#decoder.write(bytes));
  }

  /** The output has been closed: nothing more will come. */
  close(): void {
    this.#print(this.#held);
    this.#held = '';
    this.#seen();
  }

  #take(text: string): void {
    this.#held = '';
    const at = text.indexOf('\0');
    if (at < 0) return this.#print(text);
    this.#print(text.slice(0, at));
    const rest = text.slice(at);
    if (this.#mark !== '' && rest.startsWith(this.#mark)) {
      this.#seen();
      this.#take(rest.slice(this.#mark.length));
    } else if (this.#mark.startsWith(rest)) {
      this.#held = rest;
    } else {
      this.#print('\0');
      this.#take(rest.slice(1));
    }
  }
}
