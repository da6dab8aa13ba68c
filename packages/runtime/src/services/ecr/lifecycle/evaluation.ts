import type { Expiring, ImageRecord } from '../records.ts';
import { matchesWildcard } from '../tag-mutability.ts';
import type { Rule } from './policy.ts';

const dayMs = 24 * 60 * 60_000;

/**
 * The images that have to go. AWS: "How lifecycle policies work": an image that fits a rule is no other's with a
 * lower priority; a rule counts what rules before it have marked as if it were still there.
 */
export function expiring(images: readonly ImageRecord[], rules: readonly Rule[], now: number): Expiring[] {
  const newestFirst = images.toSorted((a, b) => b.pushedAt - a.pushedAt || (a.digest < b.digest ? -1 : 1));
  const owned = new Set<string>();
  const marked: Expiring[] = [];
  for (const rule of rules) {
    const fitting = newestFirst.filter((image) => fits(image, rule));
    for (const image of beyond(fitting, rule, now)) {
      const { digest, tags, pushedAt } = image;
      if (!owned.has(digest)) marked.push({ digest, tags, pushedAt, rulePriority: rule.priority });
    }
    for (const { digest } of fitting) owned.add(digest);
  }
  return spared(marked, images);
}

function fits({ tags }: ImageRecord, { tagStatus, tagPatterns }: Rule): boolean {
  if (tagStatus === 'any') return true;
  if (tagStatus === 'untagged') return tags.length === 0;
  return tagPatterns.every((pattern) => tags.some((tag) => matchesWildcard(pattern, tag)));
}

function beyond(fitting: readonly ImageRecord[], { count }: Rule, now: number): readonly ImageRecord[] {
  if (count.type === 'imageCountMoreThan') return fitting.slice(count.number);
  return fitting.filter(({ pushedAt }) => now - pushedAt >= count.days * dayMs);
}

/** What an index that stays names, stays. */
function spared(marked: readonly Expiring[], images: readonly ImageRecord[]): Expiring[] {
  const gone = new Set(marked.map(({ digest }) => digest));
  const kept = images.filter(({ digest, parts = [] }) => parts.length > 0 && !gone.has(digest));
  const needed = new Set(kept.flatMap(({ parts = [] }) => parts));
  return marked.filter(({ digest }) => !needed.has(digest));
}
