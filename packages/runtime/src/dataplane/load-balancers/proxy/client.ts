import type { RoutingRule } from '../../../base/effects/load-balancer.ts';
import { answerText, failure, overriddenBy, type OwnAnswer } from './answers.ts';
import { forwardedHead, forwardedLines, hasTooManyAddresses, type ForwardedLines } from './forwarded.ts';
import { Choice } from './choice.ts';
import { limits } from './client-limits.ts';
import { userFields } from './gates/claims.ts';
import type { Admission } from './gates/gates.ts';
import { unfit } from './fitting.ts';
import type { Forward } from './group.ts';
import type { Connection, KnownConnection } from './connection.ts';
import type { OpenListener } from './listen.ts';
import type { GroupCounters } from './measure.ts';
import { incomplete, refused } from './parse-fields.ts';
import { RequestHead } from './parse-request.ts';
import { RequestBody } from './request-body.ts';
import type { ResponseHead } from './parse-response.ts';
import { ownAnswerOf } from './own-actions.ts';
import { originForm, ruleFor } from './route.ts';
import { Tally } from './tally.ts';
import type { Target } from './target.ts';
import { rewritten } from './transforms.ts';
import type { Upstream } from './upstream.ts';

/** Reading a head does not suspend: one reader serves every connection of the thread. */
const head = new RequestHead();

const nobody: readonly Target[] = [];

/** A request whose head ends at `end`, the rule that it is for, and what its client calls us. */
interface Chosen {
  readonly host: string;
  readonly rule: RoutingRule | undefined;
  readonly bytes: Buffer;
  readonly end: number;
}

/** A client's connection, and the request of it that is in hand. */
export class Client {
  readonly socket: Connection;
  readonly listener: OpenListener;
  phase: 'head' | 'exchange' | 'tunnel' | 'closing' = 'head';
  /** The sweep's tick at which anything last happened here. */
  touchedAt: number;
  upstream: Upstream | undefined;
  isHead = false;
  http10 = false;
  upgrade = false;
  /** The whole request has been read and passed on. */
  requestEnded = true;
  /** An answer's head has been written. */
  answered = false;
  readonly #lines: ForwardedLines;
  #keepsAlive = true;
  #halfClosed = false;
  #unread: Buffer | undefined;
  #headWork = 0;
  readonly #choice: Choice;
  readonly #tally: Tally;
  readonly #bornAt: number;
  #headText = '';
  #tried: readonly Target[] = nobody;
  /** What came of asking who comes, where that was asked. */
  #admission: Extract<Admission, { admitted: true }> | undefined;
  readonly #body = new RequestBody();
  #status = 0;

  constructor(socket: Connection, listener: OpenListener, known: KnownConnection = {}) {
    this.socket = socket;
    this.listener = listener;
    this.touchedAt = this.#bornAt = listener.keeper.tick;
    this.#choice = new Choice(listener);
    this.#lines = forwardedLines(socket, listener, known);
    this.#tally = new Tally(socket, listener, this.#lines);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('drain', () => this.upstream?.clientDrained());
    socket.on('end', () => this.#onEnd());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#onClose());
  }

  touch(): void {
    this.touchedAt = this.listener.keeper.tick;
  }

  /** Nothing is in hand, nothing has come. */
  get isIdle(): boolean {
    return this.phase === 'head' && this.#unread === undefined;
  }

  closesAfterAnswer(): boolean {
    if (!this.#keepsAlive || this.http10 || !this.requestEnded || this.listener.closed) return true;
    if (this.touchedAt - this.#bornAt > this.listener.keeper.clientKeepAliveMs) return true;
    return this.#halfClosed && this.#unread === undefined;
  }

  /** The upstream connection stands. */
  connected(upstream: Upstream): void {
    this.touch();
    this.#send(upstream);
    if (this.socket.isPaused()) this.socket.resume();
  }

  targetDrained(): void {
    if (this.socket.isPaused()) this.socket.resume();
  }

  /** A target's answer begins: counted here, once, with its outcome. */
  answering(status: number): void {
    this.answered = true;
    const second = this.listener.keeper.second();
    this.counters.answered(second, status, performance.now() - this.upstream!.sentAt);
    if (status >= 500) this.#choice.noteBad();
    this.listener.keeper.own.passedOn(second);
    this.#status = status;
    this.#tally.answered(this.upstream!, this.#choice.group!.arn, status);
  }

  /** What is counted of the target group that was chosen. */
  get counters(): GroupCounters {
    return this.#choice.group!.counters;
  }

  /** What a target's answer is given beside its own fields. */
  linesFor(head: ResponseHead, bytes: Buffer): string {
    const cookies = this.#choice.linesFor(head, bytes, this.upstream!.target);
    const ofSession = this.#admission?.cookies.map((value) => `Set-Cookie: ${value}\r\n`).join('') ?? '';
    return ofSession + cookies + overriddenBy(this.listener.answers, head, bytes);
  }

  /** The answer has been passed on whole; on to the next request. */
  finish(): void {
    this.upstream = undefined;
    this.#tally.ended(this.#status);
    if (this.closesAfterAnswer()) return this.#close();
    this.phase = 'head';
    if (this.socket.isPaused()) this.socket.resume();
    this.#next();
  }

  beginTunnel(): void {
    this.phase = 'tunnel';
    const unread = this.#unread;
    this.#unread = undefined;
    if (unread) this.#passTunnel(unread);
  }

  /** The target's connection has failed, was refused, or spoke nonsense. */
  lost(upstream: Upstream, status: 413 | 502 | 504): void {
    this.upstream = undefined;
    if (this.phase === 'tunnel') return this.socket.destroySoon();
    if (this.answered) return this.#reset();
    if (!upstream.connected) {
      this.counters.connectionFailed(this.listener.keeper.second());
      // AWS: user guide, "HTTP 504": a connection not made in time. A refused one we try elsewhere first.
      if (status === 504) return this.#unanswered(504);
      this.#tried = [...this.#tried, upstream.target];
      return this.#dispatch(502);
    }
    // AWS: user guide, "HTTP 502": the target closed the connection while it had an outstanding request. It is not
    // repeated: a target that hangs up on its customers would go unnoticed.
    this.#unanswered(status);
  }

  /** Nothing has happened for too long. */
  timeOut(): void {
    if (this.phase === 'closing' || this.phase === 'tunnel') return this.#reset();
    if (this.phase === 'exchange' && this.answered) return this.#reset();
    // AWS: user guide, "HTTP 408": the client did not send data before the idle timeout period expired.
    const targetIsLate = this.requestEnded || this.socket.isPaused();
    if (this.phase === 'exchange' && targetIsLate) return this.upstream?.fail(504);
    if (this.isIdle) return void this.socket.end(() => this.socket.destroy());
    if (this.upstream) this.upstream.abandon();
    this.upstream = undefined;
    this.#refuse(408);
  }

  #read(chunk: Buffer): void {
    this.touch();
    if (this.phase === 'head') {
      this.#unread = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
      return this.#next();
    }
    if (this.phase === 'tunnel') return this.#passTunnel(chunk);
    if (this.phase === 'closing') return;
    if (this.requestEnded || !this.upstream?.connected) this.#hold(chunk);
    else this.#passBody(chunk, this.upstream);
  }

  #hold(chunk: Buffer): void {
    this.#unread = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
    if (this.#unread.length > limits.unreadBytes) this.socket.pause();
  }

  /** Reads requests as long as whole heads are there and none is in hand. */
  #next(): void {
    while (this.phase === 'head' && this.#unread) {
      const bytes = this.#unread;
      const end = head.read(bytes, 0);
      if (end === incomplete) {
        this.#headWork += bytes.length;
        if (this.#headWork > limits.headWorkBytes) this.#refuse(400);
        if (this.#halfClosed) this.socket.destroySoon();
        return;
      }
      if (end === refused) return this.#refuse(head.unsupportedCoding ? 501 : 400);
      this.#headWork = 0;
      this.#unread = end < bytes.length ? bytes.subarray(end) : undefined;
      this.#begin(bytes, end);
    }
  }

  /** What cannot be understood ends the connection: where the next request would begin is anybody's guess. */
  #refuse(status: number): void {
    this.isHead = false;
    this.requestEnded = false;
    this.#answer(failure(status));
  }

  #begin(bytes: Buffer, end: number): void {
    this.phase = 'exchange';
    this.answered = false;
    this.http10 = head.minor === 0;
    this.isHead = head.methodIs(bytes, 'HEAD');
    this.#keepsAlive = !head.closes;
    this.#body.begin(head);
    this.requestEnded = this.#body.ended;
    this.#tally.begin(head, bytes);
    // AWS: user guide, "HTTP 405": TRACE is not supported. CONNECT is unverified.
    if (head.methodIs(bytes, 'TRACE') || head.methodIs(bytes, 'CONNECT')) return this.#answer(failure(405));
    if (hasTooManyAddresses(head, bytes)) return this.#answer(failure(463));
    const { rules, keeper } = this.listener;
    const index = ruleFor(rules, { bytes, head, source: this.#lines.address });
    this.#tally.routed(index);
    const host = head.hostValue(bytes) || this.#lines.host;
    const chosen = { rule: rules[index], bytes, end, host };
    const admission = keeper.gates?.admit(rules, chosen.rule, { head, bytes, host });
    if (!(admission instanceof Promise)) return this.#follow(chosen, admission);
    void admission.then((outcome) => this.#resume(chosen, outcome));
  }

  /** Somebody else had to be asked who comes: meanwhile other heads were read, and the client may have left. */
  #resume(chosen: Chosen, admission: Admission): void {
    if (this.phase !== 'exchange' || this.socket.destroyed) return;
    head.read(chosen.bytes, 0);
    this.#follow(chosen, admission);
  }

  #follow(chosen: Chosen, admission: Admission | undefined): void {
    this.#tally.asked(admission);
    if (admission?.admitted === false) return this.#answer(admission.answer);
    this.#admission = admission;
    const { rule, bytes, host } = chosen;
    if (rule?.action.type === 'forward') return this.#forward(chosen, rule, rule.action);
    const asked = { target: head.target(bytes), host };
    const { answer, counted } = ownAnswerOf(rule?.action, asked, this.listener);
    if (answer.location !== undefined) this.#tally.redirected(answer.location);
    this.#answer(answer, counted);
  }

  #forward({ bytes, end }: Chosen, { transforms, gate }: RoutingRule, action: Forward): void {
    const { keeper } = this.listener;
    const asked = () => ({ target: originForm(head.target(bytes)), host: head.hostValue(bytes) });
    const put = transforms && rewritten(transforms, asked());
    if (transforms && !put) return this.#answer(failure(500));
    this.#choice.make(action, head, bytes);
    this.upgrade = head.upgrades && head.valuesOf(bytes, 'upgrade').join().toLowerCase() === 'websocket';
    this.#tried = nobody;
    if (this.listener.requests.dropInvalid) head.dropInvalid(bytes);
    const { group } = this.#choice;
    const status = group && unfit(group, { head, bytes, http2: this.#lines.http2 });
    if (status) return this.#answer(failure(status));
    const line = group?.line ?? '';
    if (line !== '') head.dropNamed(bytes, 'x-penstock-target');
    if (gate) for (const name of userFields) head.dropNamed(bytes, name);
    const trace = keeper.traces.lineFor(head, bytes, keeper.wallSecond());
    this.#tally.traced(trace);
    this.#headText = forwardedHead(head, bytes, end, {
      lines: this.#lines,
      rules: this.listener.requests,
      trace,
      upgrade: this.upgrade,
      target: (line && `${line}\r\n`) + (this.#admission?.lines ?? ''),
      rewritten: put,
    });
    this.#dispatch(503);
  }

  /** Gives the request to a target that has not had it; `otherwise` is answered where there is none. */
  #dispatch(otherwise: 502 | 503): void {
    const target = this.#choice.target(this.#tried);
    if (!target) return otherwise === 503 ? this.#answer(failure(503)) : this.#unanswered(502);
    const upstream = target.take(performance.now());
    this.upstream = upstream;
    upstream.serve(this);
    if (upstream.connected) this.#send(upstream);
  }

  #send(upstream: Upstream): void {
    upstream.sentAt = performance.now();
    if (this.requestEnded || !this.#unread) {
      upstream.socket.write(this.#headText, 'latin1');
      return;
    }
    const unread = this.#unread;
    this.#unread = undefined;
    upstream.socket.cork();
    upstream.socket.write(this.#headText, 'latin1');
    this.#passBody(unread, upstream);
    upstream.socket.uncork();
  }

  #passBody(chunk: Buffer, upstream: Upstream): void {
    const used = this.#body.pass(chunk, upstream.socket);
    if (used === refused) {
      // The target must not take what it got for a whole request: its connection ends before the body does.
      upstream.abandon();
      this.upstream = undefined;
      return this.answered ? this.#reset() : this.#unanswered(400);
    }
    if (!this.#body.taken) this.socket.pause();
    this.requestEnded = this.#body.ended;
    if (used < chunk.length) this.#hold(chunk.subarray(used));
  }

  #passTunnel(chunk: Buffer): void {
    if (this.upstream && !this.upstream.socket.write(chunk)) this.socket.pause();
  }

  /** A target was chosen, and yet the answer is ours. */
  #unanswered(status: number): void {
    this.counters.unanswered(this.listener.keeper.second());
    if (status >= 500) this.#choice.noteBad();
    this.#answer(failure(status));
  }

  #answer(answer: OwnAnswer, counted?: 'fixedResponses' | 'redirects'): void {
    const { keeper } = this.listener;
    this.answered = true;
    const closes = this.closesAfterAnswer();
    this.socket.write(
      answerText(answer, {
        now: keeper.wallNow(),
        closes,
        bodiless: this.isHead,
        fields: this.listener.answers,
      }),
    );
    keeper.own.answered(keeper.second(), answer.status);
    if (counted) keeper.own.add(keeper.second(), counted, 1);
    this.#tally.ended(answer.status);
    if (closes) return this.#close();
    this.phase = 'head';
    if (this.socket.isPaused()) this.socket.resume();
    // Answered while `#next` is reading on, it goes on by itself; answered later, this goes on.
    if (this.#unread) queueMicrotask(() => this.#next());
  }

  /** Ends the connection, and reads what still comes, so that the answer is not lost to a reset. */
  #close(): void {
    this.phase = 'closing';
    this.#unread = undefined;
    this.touch();
    this.socket.end();
    if (this.socket.isPaused()) this.socket.resume();
    if (this.#halfClosed) this.socket.destroySoon();
  }

  #reset(): void {
    this.phase = 'closing';
    this.upstream?.abandon();
    this.upstream = undefined;
    // A TLS socket knows no reset, nor does one that has been told that all is said: see `reset.ts`.
    const { http2, writableEnded } = this.socket;
    if ('encrypted' in this.socket || (writableEnded && !http2)) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  #onEnd(): void {
    this.#halfClosed = true;
    if (this.phase === 'tunnel') return void this.upstream?.socket.end();
    if (this.phase === 'exchange' && this.requestEnded) return;
    this.socket.destroySoon();
  }

  #onClose(): void {
    this.listener.keeper.clients.delete(this);
    const upstream = this.upstream;
    this.upstream = undefined;
    this.#tally.closed(this.answered ? this.#status : 460);
    if (!upstream) return;
    upstream.abandon();
    if (this.answered) return;
    // AWS: user guide, "HTTP 460": the client closed the connection before it was answered. Counted, never
    // sent.
    const second = this.listener.keeper.second();
    this.counters.unanswered(second);
    this.listener.keeper.own.answered(second, 460);
  }
}
