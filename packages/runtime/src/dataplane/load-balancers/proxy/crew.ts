import { Worker } from 'node:worker_threads';
import type { ClockSetting } from '../../../base/clock.ts';
import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { Observation, RoutingTable } from '../../../base/effects/load-balancer.ts';
import { timers } from '../../../base/timers.ts';
import type { Memory } from './balancer.ts';
import type { FromWorker, ToWorker, WorkerGiven } from './messages.ts';

export interface CrewListener {
  observed(loadBalancer: string, observation: Observation): void;
  /** A worker died of a bug and another has taken its place, with no tables yet. */
  replaced(member: CrewMember): void;
}

interface Pending {
  readonly resolve: (observation: Observation) => void;
  readonly reject: (error: Error) => void;
}

/** Before a worker that died is replaced: a bug that comes at once must not burn the machine. */
const replaceWallMs = 200;

/**
 * A worker thread and what it was asked. A load balancer belongs to one of them, so that its counters have
 * one writer.
 */
export class CrewMember {
  readonly #listener: CrewListener;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker;
  #setting: ClockSetting;
  readonly #given: WorkerGiven;
  #calls = 0;
  #lost = false;
  #closed = false;
  #cancelReplacement: (() => void) | undefined;

  constructor(given: WorkerGiven, listener: CrewListener) {
    this.#setting = given.setting;
    this.#given = given;
    this.#listener = listener;
    this.#worker = this.#start();
  }

  /** Resolves when the table is in force, with what is known of its targets and guards. */
  apply(loadBalancer: string, table: RoutingTable, memory: Memory): Promise<Observation> {
    return this.#ask((call) => ({ kind: 'apply', call, loadBalancer, table, memory }));
  }

  async remove(loadBalancer: string): Promise<void> {
    await this.#ask((call) => ({ kind: 'remove', call, loadBalancer }));
  }

  async flush(loadBalancer: string): Promise<void> {
    await this.#ask((call) => ({ kind: 'flush', call, loadBalancer }));
  }

  /** Resolves when the worker goes by it; one that takes the place of a worker that died does from the start. */
  async setClock(setting: ClockSetting): Promise<void> {
    this.#setting = setting;
    await this.#ask((call) => ({ kind: 'clock', call, setting })).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelReplacement?.();
    await this.#worker.terminate();
  }

  #ask(messageFor: (call: number) => ToWorker): Promise<Observation> {
    const call = ++this.#calls;
    if (this.#lost) return Promise.reject(workerLost());
    return new Promise((resolve, reject) => {
      this.#pending.set(call, { resolve, reject });
      this.#worker.postMessage(messageFor(call));
    });
  }

  #start(): Worker {
    const workerData: WorkerGiven = { ...this.#given, setting: this.#setting };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
    worker.on('message', (message: FromWorker) => this.#hear(message));
    worker.on('error', (error) =>
      process.emitWarning(`load balancer worker: ${error.stack ?? error.message}`),
    );
    worker.on('exit', () => this.#onExit());
    return worker;
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'observed')
      return this.#listener.observed(message.loadBalancer, message.observation);
    const pending = this.#pending.get(message.call);
    this.#pending.delete(message.call);
    if (message.kind === 'refused')
      pending?.reject(new EffectRefusal(message.code, message.message, message.retryable));
    else pending?.resolve(message.kind === 'applied' ? message.observation : nothing);
  }

  #onExit(): void {
    for (const pending of this.#pending.values()) pending.reject(workerLost());
    this.#pending.clear();
    if (this.#closed) return;
    this.#lost = true;
    this.#cancelReplacement = timers.after(replaceWallMs, () => {
      this.#worker = this.#start();
      this.#lost = false;
      this.#listener.replaced(this);
    });
  }
}

const nothing: Observation = { targets: [], verdicts: [] };

const workerLost = () => new EffectRefusal('WorkerLost', 'the load balancer was interrupted', true);
