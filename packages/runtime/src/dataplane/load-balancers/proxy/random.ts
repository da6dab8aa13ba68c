import { alphabets, type Ids } from '../../../base/ids.ts';

/**
 * Where the balancer's chance comes from: cheap enough for each request, and seeded, so that a test can
 * repeat it.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `seed` is 32 hex digits. */
  constructor(seed: string) {
    const part = (index: number) => Number.parseInt(seed.slice(index * 8, index * 8 + 8), 16) | 0;
    this.#a = part(0);
    this.#b = part(1);
    this.#c = part(2);
    this.#d = part(3) | 1;
    for (let i = 0; i < 12; i++) this.bits();
  }

  static from(ids: Ids): Random {
    return new Random(ids.word(32, alphabets.hex));
  }

  /** 32 random bits, as a whole number from 0. Small fast counting generator (sfc32). */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** From 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor((this.bits() / 2 ** 32) * limit);
  }

  /** Eight hex digits. */
  hex(): string {
    const bits = this.bits();
    return hexes[bits >>> 20]! + hexes[(bits >>> 8) & 0xfff]! + pairs[bits & 0xff]!;
  }
}

const hexes = Array.from({ length: 4096 }, (_, value) => value.toString(16).padStart(3, '0'));
const pairs = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));
