import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { ClockSetting } from '../../base/clock.ts';
import {
  lineOf,
  LineReader,
  type Answer,
  type Answered,
  type Asked,
  type Hello,
  type HostMethod,
  type Question,
} from './protocol.ts';

/** What the host does when it is asked. */
export type Answers = {
  readonly [M in HostMethod]: (asked: Asked<M>, signal: AbortSignal) => Promise<Answered<M>>;
};

/** Answers over a Unix socket, many questions at once. Who does not know the token is not heard. */
export function serveHost(
  answers: Answers,
  token: string,
  onGreeting: (setting: ClockSetting) => void,
): Server {
  return createServer((socket) => {
    const reader = new LineReader();
    let connection: Connection | undefined;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connection?.close());
    socket.on('data', (chunk) => {
      try {
        for (const value of reader.read(chunk)) {
          if (connection) connection.heard(value as Question);
          else if (isToken(value, token)) {
            connection = new Connection(socket, answers);
            onGreeting((value as Hello).setting);
          } else socket.destroy();
        }
      } catch {
        socket.destroy(); // Not a line of JSON: none of ours.
      }
    });
  });
}

function isToken(value: unknown, token: string): boolean {
  const said = Buffer.from(String((value as Partial<Hello> | null)?.token));
  const known = Buffer.from(token);
  return said.length === known.length && timingSafeEqual(said, known);
}

class Connection {
  readonly #socket: Socket;
  readonly #answers: Answers;
  readonly #pending = new Map<number, AbortController>();

  constructor(socket: Socket, answers: Answers) {
    this.#socket = socket;
    this.#answers = answers;
  }

  heard(question: Question): void {
    if ('cancel' in question) this.#pending.get(question.cancel)?.abort();
    else void this.#answer(question);
  }

  /** Nobody waits any more; whoever comes back asks again. */
  close(): void {
    for (const pending of this.#pending.values()) pending.abort();
  }

  async #answer({ id, method, asked }: Extract<Question, { id: number }>): Promise<void> {
    const pending = new AbortController();
    this.#pending.set(id, pending);
    const answer = await this.#outcome(method, asked, pending.signal);
    this.#pending.delete(id);
    if (!pending.signal.aborted && this.#socket.writable)
      this.#socket.write(lineOf({ id, ...answer } as Answer));
  }

  async #outcome(method: HostMethod, asked: unknown, signal: AbortSignal): Promise<object> {
    try {
      const perform = this.#answers[method] as (asked: unknown, signal: AbortSignal) => Promise<unknown>;
      return { answered: await perform(asked, signal) };
    } catch (error) {
      if (error instanceof EffectRefusal) {
        const { code, message, retryable } = error;
        return { refused: { code, message, retryable } };
      }
      return { broken: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
}
