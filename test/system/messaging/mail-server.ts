import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Options {
  readonly authOptional: boolean;
  readonly disabledCommands: readonly string[];
  onData(stream: NodeJS.ReadableStream, session: object, done: () => void): void;
}

// It comes without types.
const { SMTPServer } = createRequire(import.meta.url)('smtp-server') as {
  readonly SMTPServer: new (
    options: Options,
  ) => Pick<Server, 'listen' | 'close'> & { readonly server: Server };
};

/** A server of mail, by `smtp-server`. */
export class MailServer {
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => void this.#take(stream).then(done),
  });
  readonly #mails: string[] = [];
  #wake: () => void = () => undefined;

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** The next mail, as text: headers, a blank line, and the body, quoted-printable undone. */
  async next(): Promise<string> {
    while (this.#mails.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#mails.shift()!;
  }

  close(): void {
    this.#server.close();
  }

  async #take(stream: NodeJS.ReadableStream): Promise<void> {
    const plain = (await buffer(stream))
      .toString()
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    this.#mails.push(plain);
    this.#wake();
  }
}
