import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** As much of SMTP as it takes to be handed a mail. */
export class MailServer {
  readonly #server: Server;
  readonly #mails: string[] = [];
  #wake: () => void = () => undefined;

  constructor() {
    this.#server = createServer((socket) => this.#talk(socket));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next mail, as text: headers, a blank line, and the body, quoted-printable undone. */
  async next(): Promise<string> {
    while (this.#mails.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#mails.shift()!;
  }

  close(): void {
    this.#server.close();
  }

  #talk(socket: Socket): void {
    let text = '';
    let isMail = false;
    socket.write('220 mail.test\r\n');
    socket.on('data', (bytes) => {
      text += bytes.toString();
      for (let end = text.indexOf(isMail ? '\r\n.\r\n' : '\r\n'); end >= 0;) {
        const said = text.slice(0, end);
        text = text.slice(end + (isMail ? 5 : 2));
        if (isMail) this.#take(said);
        isMail = !isMail && said === 'DATA';
        socket.write(isMail ? '354 go on\r\n' : said === 'QUIT' ? '221 bye\r\n' : '250 OK\r\n');
        if (said === 'QUIT') socket.end();
        end = text.indexOf(isMail ? '\r\n.\r\n' : '\r\n');
      }
    });
    socket.on('error', () => socket.destroy());
  }

  #take(mail: string): void {
    const plain = mail
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    this.#mails.push(plain);
    this.#wake();
  }
}
