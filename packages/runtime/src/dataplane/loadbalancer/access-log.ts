import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { RoutingRule } from '../../base/effects/load-balancer.ts';
import type { ForwardedLines } from './forwarded.ts';
import type { HouseClock } from './house-clock.ts';
import type { RequestHead } from './parse-request.ts';
import { hostNameOf, originForm } from './route.ts';
import type { Upstream } from './upstream.ts';

/** AWS: "Access logs": a file for each five minutes. House time. */
export const logSpanMs = 5 * 60_000;

/** Lines held back before they are written. */
const heldCharsMax = 64 * 1024;

/** What a request is when its head has been read. */
export interface BegunRequest {
  readonly head: RequestHead;
  readonly bytes: Buffer;
  readonly scheme: 'http' | 'https';
  readonly port: number;
  readonly lines: ForwardedLines;
}

/** What a load balancer writes down of its requests, in files of five minutes, named by when they begin. */
export class AccessLog {
  readonly clock: HouseClock;
  /** AWS: `app/<name>/<id>`. */
  readonly balancer: string;
  readonly #folder: string;
  #held = '';
  #slot = 0;

  constructor(folder: string, loadBalancer: string, clock: HouseClock) {
    this.#folder = folder;
    this.balancer = loadBalancer.slice(loadBalancer.indexOf('loadbalancer/') + 'loadbalancer/'.length);
    this.clock = clock;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  begin(request: BegunRequest): LoggedRequest {
    return new LoggedRequest(this, request);
  }

  add(line: string, now: number): void {
    const slot = Math.floor(now / logSpanMs) * logSpanMs;
    if (slot !== this.#slot) this.flush();
    this.#slot = slot;
    this.#held += `${line}\n`;
    if (this.#held.length > heldCharsMax) this.flush();
  }

  flush(): void {
    if (this.#held === '') return;
    appendFileSync(path.join(this.#folder, `${this.#slot}.log`), this.#held, { mode: 0o600 });
    this.#held = '';
  }
}

/** One request on its way into the log. */
export class LoggedRequest {
  rule: RoutingRule | undefined;
  trace = '-';
  location = '-';
  readonly #log: AccessLog;
  readonly #begun: { readonly at: number; readonly house: number };
  readonly #type: string;
  readonly #client: string;
  readonly #request: string;
  readonly #agent: string;
  readonly #secrecy: ForwardedLines['secrecy'];
  #answered:
    | { readonly upstream: Upstream; readonly group: string; readonly status: number; readonly at: number }
    | undefined;

  constructor(log: AccessLog, { head, bytes, scheme, port, lines }: BegunRequest) {
    this.#log = log;
    this.#begun = { at: performance.now(), house: log.clock.now() };
    const upgrades = head.upgrades && /websocket/i.test(head.valuesOf(bytes, 'upgrade').join());
    const secure = scheme === 'https';
    this.#type = upgrades ? (secure ? 'wss' : 'ws') : lines.http2 ? 'h2' : scheme;
    this.#client = `${lines.address}:${lines.port}`;
    const host = hostNameOf(head.hostValue(bytes) || lines.host);
    const version = lines.http2 ? 'HTTP/2.0' : `HTTP/1.${head.minor}`;
    const url = `${scheme}://${host}:${port}${originForm(head.target(bytes))}`;
    this.#request = `${head.method(bytes)} ${url} ${version}`;
    this.#agent = head.valuesOf(bytes, 'user-agent')[0] ?? '-';
    this.#secrecy = lines.secrecy;
  }

  answered(upstream: Upstream, group: string, status: number): void {
    this.#answered = { upstream, group, status, at: performance.now() };
  }

  /** AWS: "Access log entries": the fields in their order; a time is -1 where the request did not come so far. */
  write(status: number, received: number, sent: number): void {
    const answered = this.#answered;
    const { at, house } = this.#begun;
    const seconds = (ms: number) => (Math.max(0, ms) / 1000).toFixed(3);
    const times = answered
      ? [seconds(answered.upstream.sentAt - at), seconds(answered.at - answered.upstream.sentAt), seconds(0)]
      : ['-1', '-1', '-1'];
    const target = answered ? placeOf(answered.upstream) : '-';
    const targetStatus = answered ? String(answered.status) : '-';
    const now = this.#log.clock.now();
    const fields = [
      this.#type,
      timeOf(now),
      this.#log.balancer,
      this.#client,
      target,
      ...times,
      status,
      targetStatus,
      received,
      sent,
      quoted(this.#request),
      quoted(this.#agent),
      this.#secrecy?.openssl ?? '-',
      this.#secrecy?.version ?? '-',
      answered?.group ?? '-',
      quoted(this.trace),
      quoted(this.#secrecy?.name ?? '-'),
      quoted(this.#secrecy?.certificate ?? '-'),
      this.rule?.priority ?? (this.rule ? 0 : '-'),
      timeOf(house),
      quoted(this.rule?.action.type ?? '-'),
      quoted(this.location),
      quoted('-'),
      quoted(target),
      quoted(targetStatus),
      quoted('-'),
      quoted('-'),
      // AWS: `conn_trace_id` leads to the connection log, which there is none of.
      '-',
    ];
    this.#log.add(fields.join(' '), now);
  }
}

const placeOf = ({ target }: Upstream): string => (target.line === '' ? `${target.id}:${target.port}` : '-');

/** ISO 8601 with microseconds. */
const timeOf = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/** AWS: unverified how a quote within is told; as here in its documents for other logs. */
function quoted(text: string): string {
  const safe = text.replace(/["\\]|[^\x20-\x7e]/g, (letter) =>
    letter === '"' || letter === '\\'
      ? `\\${letter}`
      : `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${safe}"`;
}
