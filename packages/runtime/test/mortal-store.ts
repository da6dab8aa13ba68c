import { MemoryStore, type Disk } from '../src/store/store.memory.ts';
import type { Store, Touched, Tx } from '../src/store/store.ts';

/** What becomes of the process at its nth transaction. */
export type Fate = 'survives' | 'dies before commit' | 'dies after commit';
export type FatePlan = (transaction: number) => Fate;

export class Killed extends Error {}

/** One for all: to say where each was thrown takes longer than a transaction. */
const killed = new Killed();

/** A store whose process may die around a commit. What a dead process still tries comes to nothing. */
export class MortalStore implements Store {
  readonly #store: MemoryStore;
  readonly #fateOf: () => Fate;
  dead = false;
  /** While set, transactions are a client's, whose calls are answered or fail as one. */
  immortal = false;

  /** @param wrote Told what every commit wrote, also the last. */
  constructor(disk: Disk, fateOf: () => Fate, wrote: (touched: readonly Touched[]) => void = () => {}) {
    this.#store = new MemoryStore(disk);
    this.#store.watch(wrote);
    this.#fateOf = fateOf;
  }

  transaction<R>(body: (tx: Tx) => R): R {
    if (this.dead) throw killed;
    let wrote = false;
    const noting = (tx: Tx): Tx => ({
      get: (collection, key) => tx.get(collection, key),
      list: (collection, range) => tx.list(collection, range),
      attempt: (body) => tx.attempt(body),
      put: (...row) => ((wrote = true), tx.put(...row)),
      delete: (...row) => ((wrote = true), tx.delete(...row)),
      next: (sequence) => ((wrote = true), tx.next(sequence)),
    });
    let fate: Fate = 'survives';
    const result = this.#store.transaction((tx) => {
      const answer = body(noting(tx));
      if (wrote && !this.immortal) fate = this.#fateOf();
      if (fate === 'dies before commit') this.#die();
      return answer;
    });
    if (fate === ('dies after commit' as Fate)) this.#die();
    return result;
  }

  durable(): Promise<void> {
    return this.dead ? Promise.reject(killed) : Promise.resolve();
  }

  watch(listener: (touched: readonly Touched[]) => void): () => void {
    return this.#store.watch((touched) => {
      if (!this.dead) listener(touched);
    });
  }

  look(see: (text: string) => void): Promise<void> {
    return this.#store.look(see);
  }

  reset(): void {
    this.#store.reset();
  }

  close(): void {
    this.dead = true;
    this.#store.close();
  }

  #die(): never {
    this.dead = true;
    throw killed;
  }
}
