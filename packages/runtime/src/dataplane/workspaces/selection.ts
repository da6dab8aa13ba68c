import picomatch from 'picomatch';
import type { WorkspacePack } from '../../base/effects/workspace.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { searchOf } from '../../base/patient-search.ts';
import { insidePath } from './paths.ts';

export type FileChoice = Pick<WorkspacePack, 'files' | 'exclude' | 'discardPaths'>;

/** Dots are matched like any other character: `**\/*` is every file. AWS: unverified. */
const options = { dot: true, nonegate: true };

/**
 * Which files CodeBuild's patterns choose, and what each is called in the archive. Sorted by name in the
 * archive.
 */
export function chosen(
  files: readonly string[],
  { files: patterns, exclude = [], discardPaths }: FileChoice,
): { readonly file: string; readonly name: string }[] {
  const wanted = matcherOf(patterns);
  const unwanted = matcherOf(exclude);
  const names = new Map<string, string>();
  for (const file of [...files].sort(byCharacters)) {
    if (!wanted(file) || unwanted(file)) continue;
    // Two files of one name: the last one stays, as in a folder. AWS: unverified.
    names.set(discardPaths ? file.slice(file.lastIndexOf('/') + 1) : file, file);
  }
  const entries = [...names].map(([name, file]) => ({ file, name }));
  return entries.sort((a, b) => byCharacters(a.name, b.name));
}

/** One that names the folder itself, or nothing, names no file. */
function matcherOf(patterns: readonly string[]): (file: string) => boolean {
  const named = patterns.map(insidePath).filter((pattern) => pattern !== '');
  return named.length === 0 ? () => false : nameMatcher(named);
}

/** So many stars may take a name apart in any ways there are. */
const starsMax = 2;

const isHard = (pattern: string): boolean => pattern.split(/\*+|\?|[@!+]\(/).length - 1 > starsMax;

/** Whether a name is meant by one of the patterns. Those of many stars are given a second for a name. */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const { hard = [], easy = [] } = Object.groupBy(patterns.map(assertReadable), (pattern) =>
    isHard(pattern) ? 'hard' : 'easy',
  );
  const isEasily = easy.length === 0 ? () => false : picomatch(easy, options);
  const searches = hard.map((pattern) => ({ pattern, search: searchOf(picomatch.makeRe(pattern, options)) }));
  return (name) =>
    isEasily(name) ||
    searches.some(({ pattern, search }) => name === pattern || (search(name) ?? tooSlow(pattern)));
}

function tooSlow(pattern: string): never {
  throw new EffectRefusal('PatternTooSlow', `the pattern ${pattern} takes too long to match`);
}

/** What picomatch reads. */
const patternMax = 65_536;

export function assertReadable(pattern: string): string {
  if (pattern.length <= patternMax) return pattern;
  throw new EffectRefusal('PatternTooLong', `a pattern of ${pattern.length} characters, over ${patternMax}`);
}

/** Which folders a base directory means: AWS lets it hold wildcards. Undefined where it holds none. */
export function baseMatcher(baseDirectory: string): ((folder: string) => boolean) | undefined {
  if (!picomatch.scan(baseDirectory).isGlob) return undefined;
  return nameMatcher([insidePath(baseDirectory)]);
}

export function byCharacters(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
