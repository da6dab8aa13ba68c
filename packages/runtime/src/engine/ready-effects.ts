import { effectTypeOf } from './rows.ts';

/** Effects that wait for their turn. A type that is at its limit holds up no other. */
export class ReadyEffects {
  readonly #keys = new Map<string, string[]>();
  readonly #hasRoom: (type: string) => boolean;

  constructor(hasRoom: (type: string) => boolean) {
    this.#hasRoom = hasRoom;
  }

  add(key: string): void {
    const type = effectTypeOf(key);
    const keys = this.#keys.get(type);
    if (keys) keys.push(key);
    else this.#keys.set(type, [key]);
  }

  /** Takes the oldest whose type has room. */
  take(): string | undefined {
    return this.#next()?.shift();
  }

  get canTake(): boolean {
    return this.#next() !== undefined;
  }

  #next(): string[] | undefined {
    let next: string[] | undefined;
    for (const [type, keys] of this.#keys) {
      const isOlder = keys.length > 0 && (!next || keys[0]! < next[0]!);
      if (isOlder && this.#hasRoom(type)) next = keys;
    }
    return next;
  }
}
