import { Agent, get } from 'node:http';

/** One answer, or none. */
export interface Answered {
  /** Wall time, epoch milliseconds, at which it came. */
  readonly at: number;
  /** 0 where the connection failed. */
  readonly status: number;
  readonly version: string;
}

/** A steady stream of customers. */
export class Traffic {
  readonly answers: Answered[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #url: string;
  readonly #requestsPerSecond: number;
  #timer: NodeJS.Timeout | undefined;
  #sent = 0;
  #started = 0;
  #open = 0;

  constructor(url: string, requestsPerSecond: number) {
    this.#url = url;
    this.#requestsPerSecond = requestsPerSecond;
  }

  start(): void {
    this.#started = Date.now();
    this.#timer = setInterval(() => this.#send(), 5);
  }

  /** Sends no more, and waits for what is still on its way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    while (this.#open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    this.#agent.destroy();
  }

  #send(): void {
    const due = Math.floor(((Date.now() - this.#started) / 1000) * this.#requestsPerSecond);
    for (; this.#sent < due; this.#sent++) this.#request();
  }

  #request(): void {
    this.#open++;
    const done = (status: number, version: string) => {
      this.#open--;
      this.answers.push({ at: Date.now(), status, version });
    };
    const request = get(this.#url, { agent: this.#agent, timeout: 10_000 }, (response) => {
      const version = String(response.headers['x-version'] ?? '');
      response.resume().on('end', () => done(response.statusCode ?? 0, version));
      response.on('error', () => done(0, version));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in 10 s')));
    request.on('error', () => done(0, ''));
  }
}

/** How often each status came from each version. */
export function countsOf(answers: readonly Answered[]): Map<string, Map<number, number>> {
  const counts = new Map<string, Map<number, number>>();
  for (const { version, status } of answers) {
    const name = version || '(load balancer)';
    const row = counts.get(name) ?? new Map<number, number>();
    counts.set(name, row.set(status, (row.get(status) ?? 0) + 1));
  }
  return counts;
}
