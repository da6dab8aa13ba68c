import type { Disk } from '../src/store/store.memory.ts';
import type { Touched } from '../src/store/store.ts';

/** A number for all that is on a disk, kept up with every commit: equal where every row is, to the letter. */
export class Fingerprint {
  readonly #disk: Disk;
  readonly #rows = new Map<string, Hash>();
  #high = 0;
  #low = 0;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** 53 bits of it. */
  get value(): number {
    return (this.#high >>> 0) * 2 ** 21 + (this.#low >>> 11);
  }

  /** These rows were written. */
  update(touched: readonly Touched[]): void {
    for (const { collection, key } of touched) {
      const name = `${collection}\n${key}`;
      this.#toggle(this.#rows.get(name));
      const text = this.#disk.get(collection)?.get(key);
      if (text === undefined) this.#rows.delete(name);
      else {
        const hash = hashOf(`${name}\n${text}`);
        this.#rows.set(name, hash);
        this.#toggle(hash);
      }
    }
  }

  /** What every row adds is taken out again by adding it once more. */
  #toggle(hash: Hash | undefined): void {
    if (!hash) return;
    this.#high ^= hash.high;
    this.#low ^= hash.low;
  }
}

interface Hash {
  readonly high: number;
  readonly low: number;
}

/** Two FNV-like hashes, side by side. */
function hashOf(text: string): Hash {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b);
    low ^= low >>> 13;
  }
  return { high, low };
}
