import type { Commit } from '../records.ts';

/** So many commits are looked at; beyond them two branches count as having nothing in common. */
const commitsMax = 10_000;

interface Seen {
  readonly id: string;
  readonly commit: Commit;
  readonly seconds: number;
}

/**
 * The newest commit that leads to both, as git finds it: from both tips back, the newest first, until one has been
 * come to from either side.
 */
export function mergeBase(
  find: (commitId: string) => Commit | undefined,
  ours: string,
  theirs: string,
): string | undefined {
  const sides = new Map<string, number>();
  const queue: Seen[] = [];
  const reach = (id: string, side: number): void => {
    const before = sides.get(id) ?? 0;
    if ((before | side) === before) return;
    sides.set(id, before | side);
    const commit = find(id);
    if (!commit) return;
    const seconds = Number.parseInt(commit.committer.date, 10);
    const at = queue.findIndex((each) => each.seconds < seconds);
    queue.splice(at < 0 ? queue.length : at, 0, { id, commit, seconds });
  };
  reach(ours, 1);
  reach(theirs, 2);
  for (let looked = 0; queue.length > 0 && looked < commitsMax; looked++) {
    const { id, commit } = queue.shift()!;
    const side = sides.get(id)!;
    if (side === 3) return id;
    for (const parent of commit.parents) reach(parent, side);
  }
  return undefined;
}
