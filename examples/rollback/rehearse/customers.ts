import { Agent, get } from 'node:http';
import { pause } from './until.ts';

/** What became of one request. */
export interface Visit {
  /** Wall time at which it was over, and how long it took. */
  readonly at: number;
  readonly ms: number;
  /** 0 where nobody answered. */
  readonly status: number;
  /** The release that answered; '' where it was not one. */
  readonly version: string;
  readonly isStranger: boolean;
}

/** Two of three look at the shelves, and one logs in. */
const paths = ['', '', 'login?password=right'];

/** A stage's steady stream of customers; and, when asked for, of strangers who try passwords. */
export class Customers {
  readonly visits: Visit[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #url: string;
  readonly #perSecond: number;
  readonly #timer: NodeJS.Timeout;
  readonly #started = Date.now();
  #sent = 0;
  #open = 0;
  areStrangersAbout = false;

  constructor(url: string, perSecond: number) {
    this.#url = url;
    this.#perSecond = perSecond;
    this.#timer = setInterval(() => this.#send(), 25);
  }

  /** The latest answers that customers got from a release. */
  since(wall: number): readonly Visit[] {
    return this.visits.filter(({ at, isStranger }) => at >= wall && !isStranger);
  }

  /** Sends no more, and waits for what is on its way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    while (this.#open > 0) await pause(10);
    this.#agent.destroy();
  }

  #send(): void {
    const due = Math.floor(((Date.now() - this.#started) / 1000) * this.#perSecond);
    for (; this.#sent < due; this.#sent++) {
      this.#visit(paths[this.#sent % paths.length]!, false);
      if (this.areStrangersAbout && this.#sent % 2 === 0) this.#visit('login?password=guessed', true);
    }
  }

  #visit(path: string, isStranger: boolean): void {
    const began = Date.now();
    this.#open++;
    const over = (status: number, version = '') => {
      this.#open--;
      this.visits.push({ at: Date.now(), ms: Date.now() - began, status, version, isStranger });
    };
    const request = get(`${this.#url}${path}`, { agent: this.#agent, timeout: 20_000 }, (response) => {
      const version = String(response.headers['x-version'] ?? '');
      response.on('end', () => over(response.statusCode ?? 0, version));
      response.on('error', () => over(0));
      response.resume();
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', () => over(0));
  }
}

/** A customer who was not served: an error, no answer, or not let in with the right password. */
export const isLost = ({ status }: Visit): boolean => status === 0 || status === 401 || status >= 500;

/** One who was served, and would rather not have waited for it. */
export const isLate = (visit: Visit): boolean => !isLost(visit) && visit.ms >= 1_000;
