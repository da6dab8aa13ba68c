import { connect, type Socket } from 'node:net';

/** Where they go, and how many there are. */
export interface Crowd {
  readonly host: string;
  readonly port: number;
  /** Each keeps its connection. */
  readonly regulars: number;
  /** Each comes by a new connection for every request. */
  readonly strangers: number;
  /** How many requests all of them make in a second; as many as they can where absent. */
  readonly perSecond?: number;
}

/** How long an answer may take before it counts as lost. */
const patienceMs = 10_000;

/**
 * Customers over bare sockets: each makes one request after the other, and what every single one of them came to is
 * counted: `200 v2`, `503`, `ECONNRESET` …
 */
export class Customers {
  made = 0;
  readonly crowd: Crowd;
  readonly request: Readonly<Record<'kept' | 'last', Buffer>>;
  #outcomes = new Map<string, number>();
  readonly #started = performance.now();
  readonly #all: readonly Customer[];
  readonly #waiting: { readonly made: number; readonly go: () => void }[] = [];
  readonly #patience: NodeJS.Timeout;
  #turns = 0;
  #stopped = false;

  constructor(crowd: Crowd) {
    this.crowd = crowd;
    const lines = `GET / HTTP/1.1\r\nHost: ${crowd.host}\r\n`;
    this.request = {
      kept: Buffer.from(`${lines}\r\n`),
      last: Buffer.from(`${lines}Connection: close\r\n\r\n`),
    };
    const customers = (count: number, keeps: boolean) =>
      Array.from({ length: count }, () => new Customer(this, keeps));
    this.#all = [...customers(crowd.regulars, true), ...customers(crowd.strangers, false)];
    this.#patience = setInterval(() => this.#all.forEach((customer) => customer.loseIfLate()), 1000);
    for (const customer of this.#all) this.next(customer);
  }

  /** Waits until at least so many requests have come to something. */
  async until(made: number): Promise<void> {
    if (this.made < made) await new Promise<void>((go) => this.#waiting.push({ made, go }));
  }

  /** Waits until one of those that have not been taken has come to this. */
  async see(outcome: string): Promise<void> {
    while (!this.#outcomes.has(outcome)) await this.until(this.made + 1);
  }

  /** Makes no more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#all.map((customer) => customer.leave()));
    clearInterval(this.#patience);
  }

  /** What has come since the last time, by outcome. */
  taken(): Record<string, number> {
    const taken = Object.fromEntries([...this.#outcomes].sort());
    this.#outcomes = new Map();
    return taken;
  }

  /** A customer may make its next request, when it is time. */
  next(customer: Customer): void {
    if (this.#stopped) return;
    const { perSecond = Infinity } = this.crowd;
    const waitMs = this.#started + (1000 * this.#turns++) / perSecond - performance.now();
    if (waitMs > 1) setTimeout(() => this.#stopped || customer.ask(), waitMs);
    else customer.ask();
  }

  note(outcome: string): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
    this.made++;
    for (let i = this.#waiting.length - 1; i >= 0; i--)
      if (this.#waiting[i]!.made <= this.made) this.#waiting.splice(i, 1)[0]!.go();
  }
}

class Customer {
  readonly #crowd: Customers;
  readonly #keeps: boolean;
  #socket: Socket | undefined;
  #text = '';
  #askedAt: number | undefined;
  #left: () => void = () => undefined;

  constructor(crowd: Customers, keeps: boolean) {
    this.#crowd = crowd;
    this.#keeps = keeps;
  }

  /** Whoever has no connection, or has lost it, connects anew. */
  ask(): void {
    this.#socket ??= this.#connect();
    this.#askedAt = performance.now();
    this.#socket.write(this.#crowd.request[this.#keeps ? 'kept' : 'last']);
  }

  loseIfLate(): void {
    if (this.#askedAt !== undefined && performance.now() - this.#askedAt > patienceMs)
      this.#lose('no answer');
  }

  async leave(): Promise<void> {
    if (this.#askedAt !== undefined) await new Promise<void>((resolve) => (this.#left = resolve));
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const { host, port } = this.#crowd.crowd;
    const socket = connect({ host, port, noDelay: true });
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) => this.#lose(code ?? message, socket));
    socket.on('close', () => this.#lose('closed', socket));
    return socket;
  }

  #read(chunk: Buffer): void {
    this.#text += chunk.toString('latin1');
    const head = this.#text.indexOf('\r\n\r\n');
    if (head < 0 || !isWhole(this.#text, head)) return;
    const version = /\r\nx-version: (\S+)/i.exec(this.#text)?.[1];
    if (!this.#keeps) this.#socket = void this.#socket?.destroy();
    this.#over(this.#text.slice(9, 12) + (version === undefined ? '' : ` v${version}`));
  }

  #lose(outcome: string, socket = this.#socket): void {
    if (socket === undefined || socket !== this.#socket) return;
    this.#socket = void socket.destroy();
    if (this.#askedAt !== undefined) this.#over(outcome);
  }

  #over(outcome: string): void {
    this.#text = '';
    this.#askedAt = undefined;
    this.#crowd.note(outcome);
    this.#left();
    this.#crowd.next(this);
  }
}

function isWhole(text: string, head: number): boolean {
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= head + 4 + Number(length);
}
