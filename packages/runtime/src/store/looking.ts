import { timers } from '../base/timers.ts';

/** A row as it lies on disk, and where. */
export interface LyingRow {
  readonly place: number;
  readonly key: string;
  readonly text: string;
}

/** Sees the key of a row, or its value as JSON text. */
export type See = (text: string) => void;

/** How long others have their turns between one page of rows and the next. Wall time. */
const restMs = 2;

/**
 * Those who look through all rows while others write. A row that is there when somebody has looked was either there
 * all the time, and came up with its page; or it was written meanwhile, and seen then.
 */
export class Looks {
  readonly #seeing = new Set<See>();

  wrote(key: string, text: string): void {
    for (const see of this.#seeing) show(see, key, text);
  }

  /** `page`: the next rows after a place, none where it was the last. */
  async through(page: (after: number) => readonly LyingRow[], see: See): Promise<void> {
    this.#seeing.add(see);
    try {
      for (let rows = page(0); rows.length > 0; rows = page(rows.at(-1)!.place)) {
        for (const { key, text } of rows) show(see, key, text);
        await new Promise<void>((resolve) => timers.after(restMs, resolve));
      }
    } finally {
      this.#seeing.delete(see);
    }
  }
}

export function show(see: See, key: string, text: string): void {
  see(key);
  see(text);
}
