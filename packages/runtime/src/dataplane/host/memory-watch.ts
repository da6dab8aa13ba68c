import type { ProcessLimits } from '../../base/effects/process.ts';
import { timers } from '../../base/timers.ts';
import { exactMemoryOf, membersOf, memoryOf, recentTable, type ProcessRow } from './usage.ts';

/** A process that may not use all the memory there is. */
export interface Limited {
  readonly pid: number;
  readonly limits: ProcessLimits;
  killOutOfMemory(): void;
}

/** How often one looks. Wall time. */
const lookMs = 250;
/** Every so many times one looks for new children, too. */
const looksPerTable = 4;

/**
 * Ends who uses more memory than it may, as the kernel does for a container engine: for a moment it may use
 * more. Looks only while there is somebody to look after.
 */
export class MemoryWatch {
  readonly #limited: () => readonly Limited[];
  #looking = false;
  #looks = 0;
  #table: readonly ProcessRow[] = [];

  constructor(limited: () => readonly Limited[]) {
    this.#limited = limited;
  }

  /** Somebody new may be there to look after. */
  begin(): void {
    this.#looks = 0;
    if (!this.#looking) this.#lookSoon();
  }

  async #look(): Promise<void> {
    if (this.#looks++ % looksPerTable === 0) this.#table = await recentTable();
    const limited = this.#limited();
    const members = membersOf(
      this.#table,
      limited.map(({ pid }) => pid),
    );
    for (const each of tooLarge(limited, (pid) => members.get(pid) ?? [])) each.killOutOfMemory();
    this.#lookSoon();
  }

  #lookSoon(): void {
    this.#looking = this.#limited().length > 0;
    if (this.#looking) timers.after(lookMs, () => void this.#look());
  }
}

function tooLarge(
  all: readonly Limited[],
  membersOf: (pid: number) => readonly ProcessRow[],
): readonly Limited[] {
  const using = all.map((limited) => ({ limited, rows: membersOf(limited.pid) }));
  const alone = using.filter(({ limited, rows }) => exceed([rows], limited.limits.memoryBytes));
  const groups = Map.groupBy(using, ({ limited }) => limited.limits.together?.name);
  const together = [...groups.values()].flatMap((group) => {
    const rows = group.map((each) => each.rows);
    if (!exceed(rows, group[0]!.limited.limits.together?.memoryBytes)) return [];
    const [largest] = group.toSorted((a, b) => memoryOf(b.rows) - memoryOf(a.rows));
    return largest!;
  });
  return [...new Set([...alone, ...together])].map(({ limited }) => limited);
}

/** What is shared is told apart only where it matters. */
function exceed(groups: readonly (readonly ProcessRow[])[], bytesMax = Infinity): boolean {
  const rows = groups.flat();
  return memoryOf(rows) > bytesMax && exactMemoryOf(rows) > bytesMax;
}
