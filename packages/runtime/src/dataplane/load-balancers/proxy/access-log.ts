import type { RoutingRule } from '../../../base/effects/load-balancer.ts';
import type { ForwardedLines } from './forwarded.ts';
import type { Admission } from './gates/gates.ts';
import type { HouseClock } from './house-clock.ts';
import { LogLines, timeOf } from './log-lines.ts';
import type { RequestHead } from './parse-request.ts';
import { hostNameOf, originForm } from './route.ts';
import type { Upstream } from './upstream.ts';

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
  readonly #lines: LogLines;

  constructor(folder: string, loadBalancer: string, clock: HouseClock) {
    this.#lines = new LogLines(folder);
    this.balancer = loadBalancer.slice(loadBalancer.indexOf('loadbalancer/') + 'loadbalancer/'.length);
    this.clock = clock;
  }

  begin(request: BegunRequest): LoggedRequest {
    return new LoggedRequest(this, request);
  }

  add(line: string, now: number): void {
    this.#lines.add(line, now);
  }

  flush(): void {
    this.#lines.flush();
  }
}

/** One request on its way into the log. */
export class LoggedRequest {
  rule: RoutingRule | undefined;
  admission: Admission | undefined;
  trace = '-';
  location = '-';
  readonly #log: AccessLog;
  readonly #begun: { readonly at: number; readonly house: number };
  readonly #type: string;
  readonly #client: string;
  readonly #request: string;
  readonly #agent: string;
  readonly #secrecy: ForwardedLines['secrecy'];
  readonly #connection: string;
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
    this.#connection = lines.connection ?? '-';
  }

  /** AWS: "actions_executed". */
  #actions(): string {
    const { admission, rule } = this;
    if (admission?.admitted === false) return admission.asked;
    return [...(admission ? [admission.asked] : []), rule?.action.type ?? '-'].join();
  }

  /** AWS: "error_reason". */
  #fault(): string | undefined {
    return this.admission?.admitted === false ? this.admission.reason : undefined;
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
      quoted(this.#actions()),
      quoted(this.location),
      quoted(this.#fault() ?? '-'),
      quoted(target),
      quoted(targetStatus),
      quoted('-'),
      quoted('-'),
      // AWS: `conn_trace_id` leads to the connection log.
      this.#connection,
    ];
    this.#log.add(fields.join(' '), now);
  }
}

const placeOf = ({ target }: Upstream): string => (target.line === '' ? `${target.id}:${target.port}` : '-');

/** AWS: unverified how a quote within is told; as here in its documents for other logs. */
function quoted(text: string): string {
  const safe = text.replace(/["\\]|[^\x20-\x7e]/g, (letter) =>
    letter === '"' || letter === '\\'
      ? `\\${letter}`
      : `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${safe}"`;
}
