import { renameSync } from 'node:fs';
import path from 'node:path';
import type { WorkspacePrepare } from '../../base/effects/workspace.ts';
import { timers } from '../../base/timers.ts';
import { forgetFolder } from '../forgotten-folder.ts';

/** What has just been begun in a workspace gets its turn before another is filled. Wall time. */
const restMs = 20;
/** How long a spare waits for its like when nobody works in one any more. Wall time. */
const keptMs = 500;
/** How many kinds are remembered, and of each how many fillings. */
const [kindsMax, fillingsMax] = [256, 4];

interface Spare {
  readonly place: string;
  isReady: boolean;
}

/**
 * Workspaces that are filled before they are asked for. How many builds work on one source, each in a workspace of
 * its own, shows: as many as the last time are to be expected, and for the first of them nobody can be ready.
 */
export class SpareWorkspaces {
  readonly #folder: string;
  readonly #fill: (place: string, effect: WorkspacePrepare) => Promise<void>;
  /** How many of each filling there were, the latest fillings last, by kind. */
  readonly #counts = new Map<string, Map<string, number>>();
  /** By what fills them. */
  readonly #spares = new Map<string, Spare>();
  /** What fills those that are worked in, by name. */
  readonly #inUse = new Map<string, string>();
  #count = 0;

  constructor(folder: string, fill: (place: string, effect: WorkspacePrepare) => Promise<void>) {
    this.#folder = folder;
    this.#fill = fill;
  }

  /** Puts one that is ready into this place. Answers whether there was one. */
  take(effect: WorkspacePrepare, place: string): boolean {
    if (effect.kind === undefined) return false;
    const filling = fillingOf(effect);
    const spare = this.#spares.get(filling);
    if (!spare?.isReady) return false;
    this.#spares.delete(filling);
    renameSync(spare.place, place);
    return true;
  }

  /** Such a workspace is being worked in: if need be another is made. */
  taken(effect: WorkspacePrepare): void {
    if (effect.kind === undefined) return;
    const filling = fillingOf(effect);
    this.#inUse.set(effect.workspace, filling);
    if (this.#isAnotherExpected(effect.kind, filling) && !this.#spares.has(filling))
      timers.idlyAfter(restMs, () => void this.#make(filling, effect));
  }

  /** Nobody works in it any more. */
  left(workspace: string): void {
    const filling = this.#inUse.get(workspace);
    if (filling === undefined) return;
    this.#inUse.delete(workspace);
    timers.idlyAfter(keptMs, () => this.#forget(filling));
  }

  /** All of them have gone with their folder. */
  reset(): void {
    this.#spares.clear();
    this.#inUse.clear();
    this.#counts.clear();
  }

  #isAnotherExpected(kind: string, filling: string): boolean {
    const counts = this.#counts.get(kind) ?? new Map<string, number>();
    const count = (counts.get(filling) ?? 0) + 1;
    counts.delete(filling);
    const expected = Math.max(1, ...counts.values());
    keepLatest(counts.set(filling, count), fillingsMax);
    this.#counts.delete(kind);
    keepLatest(this.#counts.set(kind, counts), kindsMax);
    return count !== expected;
  }

  async #make(filling: string, effect: WorkspacePrepare): Promise<void> {
    if (this.#spares.has(filling) || !this.#isInUse(filling)) return;
    // Swept where this process ends before it is wanted.
    const spare = { place: path.join(this.#folder, `${++this.#count}.spare.partial`), isReady: false };
    this.#spares.set(filling, spare);
    try {
      await this.#fill(spare.place, effect);
      spare.isReady = true;
    } catch {
      this.#spares.delete(filling); // Whoever asks for it is told why.
    }
    if (this.#spares.get(filling) !== spare) await forgetFolder(spare.place);
  }

  #forget(filling: string): void {
    const spare = this.#spares.get(filling);
    if (!spare || this.#isInUse(filling)) return;
    this.#spares.delete(filling);
    if (spare.isReady) void forgetFolder(spare.place);
  }

  #isInUse(filling: string): boolean {
    return [...this.#inUse.values()].includes(filling);
  }
}

const fillingOf = ({ unpack, write = [], put = [] }: WorkspacePrepare): string =>
  JSON.stringify([unpack.map(({ zip, into }) => [zip.sha256, into]), write, put]);

function keepLatest(map: Map<string, unknown>, max: number): void {
  if (map.size > max) map.delete(map.keys().next().value!);
}
