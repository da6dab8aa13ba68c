import type { LoggedRequest } from './access-log.ts';
import type { ForwardedLines } from './forwarded.ts';
import type { Connection } from './connection.ts';
import type { Admission } from './gates/gates.ts';
import type { OpenListener } from './listen.ts';
import type { RequestHead } from './parse-request.ts';
import type { Upstream } from './upstream.ts';

/** What is counted of a client's requests, and written down where that is asked for: one after the other. */
export class Tally {
  readonly #connection: Connection;
  readonly #listener: OpenListener;
  readonly #lines: ForwardedLines;
  #read = 0;
  #written = 0;
  #open = false;
  #logged: LoggedRequest | undefined;

  constructor(connection: Connection, listener: OpenListener, lines: ForwardedLines) {
    this.#connection = connection;
    this.#listener = listener;
    this.#lines = lines;
  }

  /** A request's head has been read. */
  begin(head: RequestHead, bytes: Buffer): void {
    this.#open = true;
    const { keeper, scheme, port } = this.#listener;
    this.#logged = keeper.accessLog?.begin({ head, bytes, scheme, port, lines: this.#lines });
  }

  /** Which rule it is for, by its place among them; -1 where there is none. */
  routed(index: number): void {
    const { keeper, rules } = this.#listener;
    const evaluated = Math.min(index < 0 ? rules.length : index + 1, rules.length - 1);
    if (evaluated > 0) keeper.own.add(keeper.second(), 'ruleEvaluations', evaluated);
    const rule = rules[index];
    if (this.#logged && rule) this.#logged.rule = rule;
  }

  /** What came of asking who comes, where that was asked. */
  asked(admission: Admission | undefined): void {
    if (this.#logged && admission) this.#logged.admission = admission;
  }

  /** What it is traced by: the whole line. */
  traced(line: string): void {
    if (this.#logged) this.#logged.trace = line.slice(line.indexOf(': ') + 2);
  }

  /** A target's answer begins. */
  answered(upstream: Upstream, group: string, status: number): void {
    this.#logged?.answered(upstream, group, status);
  }

  redirected(location: string): void {
    if (this.#logged) this.#logged.location = location;
  }

  /** Its answer is over, or it is: `status` is what the client was told, or AWS's word for why it was not. */
  ended(status: number): void {
    const { bytesRead = 0, bytesWritten = 0 } = this.#connection;
    const [received, sent] = [bytesRead - this.#read, bytesWritten - this.#written];
    [this.#read, this.#written] = [bytesRead, bytesWritten];
    const { keeper } = this.#listener;
    keeper.own.add(keeper.second(), 'processedBytes', received + sent);
    this.#open = false;
    this.#logged?.write(status, received, sent);
    this.#logged = undefined;
  }

  /** The connection is gone: with a request that had begun to be answered, or none. */
  closed(status: number): void {
    if (this.#open) this.ended(status);
  }
}
