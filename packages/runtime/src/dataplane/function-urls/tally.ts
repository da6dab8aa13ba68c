import { timers } from '../../base/timers.ts';
import type { UrlTarget } from './route.ts';

/** What was asked of one URL in one minute of the house, and answered by one version. */
export interface UrlMinute {
  /** When it began. Epoch milliseconds. */
  readonly at: number;
  /** The version of the function that answered; undefined where none did. */
  readonly executedVersion: string | undefined;
  requests: number;
  clientErrors: number;
  serverErrors: number;
  /** Milliseconds of the wall, of each request. */
  readonly latencies: number[];
}

/** How one request went. */
export interface UrlRequest {
  readonly status: number;
  readonly latencyMs: number;
  readonly executedVersion: string | undefined;
}

type Place = Pick<UrlTarget, 'account' | 'region' | 'functionArn'>;
type Tell = (place: Place, minute: UrlMinute) => void;

const minuteMs = 60_000;
/** How long requests are counted before they are told of together, on the wall. */
const toldAfterMs = 1_000;

/** Counts the requests of function URLs, and tells of them together. What was not told when a process dies is lost. */
export class UrlTally {
  readonly #now: () => number;
  readonly #tell: Tell;
  #minutes = new Map<string, { readonly place: Place; readonly minute: UrlMinute }>();

  constructor(now: () => number, tell: Tell) {
    this.#now = now;
    this.#tell = tell;
  }

  note(place: Place, { status, latencyMs, executedVersion }: UrlRequest): void {
    const minute = this.#minuteOf(place, executedVersion);
    minute.requests++;
    if (status >= 400 && status < 500) minute.clientErrors++;
    if (status >= 500) minute.serverErrors++;
    minute.latencies.push(latencyMs);
  }

  #minuteOf(place: Place, executedVersion: string | undefined): UrlMinute {
    const at = Math.floor(this.#now() / minuteMs) * minuteMs;
    const key = `${place.functionArn}|${at}|${executedVersion}`;
    const known = this.#minutes.get(key);
    if (known) return known.minute;
    if (this.#minutes.size === 0) timers.idlyAfter(toldAfterMs, () => this.#flush());
    const minute = { at, executedVersion, requests: 0, clientErrors: 0, serverErrors: 0, latencies: [] };
    this.#minutes.set(key, { place, minute });
    return minute;
  }

  #flush(): void {
    const told = this.#minutes;
    this.#minutes = new Map();
    for (const { place, minute } of told.values()) this.#tell(place, minute);
  }
}
