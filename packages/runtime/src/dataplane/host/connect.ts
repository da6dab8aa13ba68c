import { createConnection, type Socket } from 'node:net';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { wall, type ClockSetting } from '../../base/clock.ts';
import { timers } from '../../base/timers.ts';
import { findOrLaunch, type HostOptions } from './launch.ts';
import { HostPlace } from './place.ts';
import {
  lineOf,
  LineReader,
  type Answer,
  type Answered,
  type Asked,
  type HostMethod,
  type HostRecord,
} from './protocol.ts';
import { isRunning } from './identity.ts';
import { send } from './stragglers.ts';

/** The data-plane host as the control plane knows it: always there, if need be again. */
export interface Host {
  /** Rejects with an `EffectRefusal` of the host's, or the signal's reason. */
  ask<M extends HostMethod>(method: M, asked: Asked<M>, signal?: AbortSignal): Promise<Answered<M>>;
  /** House time runs like this from now on. */
  setClock(setting: ClockSetting): void;
  /** Ends every process and load balancer and forgets them. Does not start a host that is not there. */
  reset(): Promise<void>;
  /** Ends every process and load balancer, and the host. Does not start one that is not there. */
  shutdown(): Promise<void>;
  /** Lets go of the host, which stays. */
  close(): void;
}

interface Pending {
  readonly line: string;
  /** Hosts that were asked. */
  tries: number;
  readonly resolve: (answered: any) => void;
  readonly reject: (error: Error) => void;
}

/** How long a host that runs may refuse to be spoken to, before it is taken for hung. Wall time. */
const silentMsMax = 5000;
const againMs = 20;
/** A host that dies soon is not replaced at once. Wall time. */
const replaceMs = 500;
/** What has brought down so many hosts is not asked another. */
const triesMax = 5;

/** Nothing happens until the first question. */
export function connectHost(options: HostOptions): Host {
  return new ConnectedHost(options);
}

class ConnectedHost implements Host {
  readonly #place: HostPlace;
  #options: HostOptions;
  #socket: Socket | undefined;
  #connecting = false;
  #closed = false;
  #count = 0;
  #connectedAt = 0;
  #gone = Promise.withResolvers<void>();
  readonly #pending = new Map<number, Pending>();

  constructor(options: HostOptions) {
    this.#options = options;
    this.#place = new HostPlace(options.folder);
  }

  ask<M extends HostMethod>(method: M, asked: Asked<M>, signal?: AbortSignal): Promise<Answered<M>> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const id = ++this.#count;
    const { promise, resolve, reject } = Promise.withResolvers<Answered<M>>();
    const line = lineOf({ id, method, asked });
    const giveUp = () => {
      if (!this.#pending.delete(id)) return;
      this.#socket?.write(lineOf({ cancel: id }));
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    const over = () => signal?.removeEventListener('abort', giveUp);
    promise.then(over, over);
    const pending = { line, tries: 0, resolve, reject };
    this.#pending.set(id, pending);
    if (this.#closed) this.#rejectAll();
    else if (this.#socket) this.#put(pending);
    else void this.#connect();
    return promise;
  }

  setClock(setting: ClockSetting): void {
    this.#options = { ...this.#options, setting };
    // A host that is gone is told when the next is greeted.
    if (this.#socket) this.ask('clock.set', setting).catch(() => {});
  }

  async reset(): Promise<void> {
    if (this.#isThere) await this.ask('host.reset', {});
  }

  async shutdown(): Promise<void> {
    if (this.#isThere) {
      const asked = this.ask('host.shutdown', {});
      await Promise.race([asked, this.#gone.promise]);
      asked.catch(() => {}); // It is gone: that is its answer.
    }
    this.close();
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
    this.#rejectAll();
  }

  get #isThere(): boolean {
    return this.#socket !== undefined || this.#connecting || this.#place.running() !== undefined;
  }

  /** Finds or starts a host, and asks it everything that is pending. */
  async #connect(): Promise<void> {
    if (this.#connecting) return;
    this.#connecting = true;
    const tooSoon = this.#connectedAt + replaceMs - wall.now();
    if (tooSoon > 0) await after(tooSoon);
    const reached = await this.#reach().catch((error: Error) => error);
    // Whoever is told that there is none may ask again at once.
    this.#connecting = false;
    if (reached instanceof Error) this.#rejectAll(reached);
    else if (this.#closed) reached.destroy();
    else this.#use(reached);
  }

  async #reach(): Promise<Socket> {
    for (let tries = 0; tries < triesMax; tries++) {
      const record = await findOrLaunch(this.#place, this.#options);
      const socket = await reach(record);
      socket?.write(lineOf({ token: record.token, setting: this.#options.setting }));
      if (socket) return socket;
    }
    throw hostUnavailable();
  }

  #use(socket: Socket): void {
    this.#socket = socket;
    this.#connectedAt = wall.now();
    this.#gone = Promise.withResolvers();
    const reader = new LineReader();
    socket.on('data', (chunk) => {
      for (const value of reader.read(chunk)) this.#hear(value as Answer);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#socket = undefined;
      this.#gone.resolve();
      if (this.#pending.size > 0 && !this.#closed) void this.#connect();
    });
    for (const pending of this.#pending.values()) this.#put(pending);
  }

  #put(pending: Pending): void {
    if (pending.tries++ < triesMax) return void this.#socket?.write(pending.line);
    pending.reject(hostUnavailable());
  }

  #hear(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    this.#pending.delete(answer.id);
    if ('answered' in answer) pending.resolve(answer.answered);
    else if ('refused' in answer) {
      const { code, message, retryable } = answer.refused;
      pending.reject(new EffectRefusal(code, message, retryable));
    } else pending.reject(new Error(`the data-plane host met a bug: ${answer.broken}`));
  }

  #rejectAll(error: Error = hostClosed()): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }
}

const hostClosed = () => new EffectRefusal('HostClosed', 'the control plane has let go of its host');
const hostUnavailable = () => new EffectRefusal('HostUnavailable', 'the data-plane host dies and dies', true);

/**
 * Connects to a host that runs. One that does not answer for too long is ended: the next finds its processes.
 */
async function reach(record: HostRecord): Promise<Socket | undefined> {
  for (const givenUpAt = wall.now() + silentMsMax; isRunning(record.pid, record.identity);) {
    const socket = await connectTo(record.socket);
    if (socket) return socket;
    if (wall.now() > givenUpAt) send(record.pid, 'SIGKILL');
    await after(againMs);
  }
  return undefined;
}

const after = (ms: number) => new Promise<void>((resolve) => timers.after(ms, resolve));

function connectTo(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const failed = () => resolve(undefined);
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
