/**
 * AWS: user guide, "Working with glob patterns in syntax", which is Java's: `*` and `?` stay inside a component of a
 * path, `**` crosses them, `[a-z]` and `[!a-z]` are one character, `{a,b}` one of several, `\` takes what follows as it
 * is. A double star before a slash needs that slash: `**` + `/README.md` is no README.md of the root.
 */
export function globMatches(pattern: string, text: string): boolean {
  return alternatives(pattern).some((each) => isMatch(partsOf(each), text));
}

/** More of them than this in one pattern is no pattern that anybody meant. */
const alternativesMax = 64;

/** `a{b,c}d` as `abd` and `acd`. Groups are not nested; one that does not end stands for itself. */
function alternatives(pattern: string): string[] {
  const open = indexOutside(pattern, '{', 0);
  const close = open < 0 ? -1 : indexOutside(pattern, '}', open);
  if (close < 0) return [pattern];
  const [before, group, after] = [
    pattern.slice(0, open),
    pattern.slice(open + 1, close),
    pattern.slice(close + 1),
  ];
  const rests = alternatives(after);
  return group
    .split(/(?<!\\),/)
    .flatMap((each) => rests.map((rest) => before + each + rest))
    .slice(0, alternativesMax);
}

/** Where a character stands that no backslash and no bracket has taken the meaning of. */
function indexOutside(pattern: string, character: string, from: number): number {
  let isInBrackets = false;
  for (let at = from; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (isInBrackets) isInBrackets = pattern[at] !== ']';
    else if (pattern[at] === character) return at;
    else if (pattern[at] === '[') isInBrackets = pattern.includes(']', at + 1);
  }
  return -1;
}

/** One character that satisfies, or any number of them. */
interface Part {
  readonly many: boolean;
  fits(character: string): boolean;
}

const notSlash = (character: string): boolean => character !== '/';

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*') {
      const crosses = pattern[at + 1] === '*';
      parts.push({ many: true, fits: crosses ? () => true : notSlash });
      if (crosses) at++;
    } else if (character === '?') parts.push({ many: false, fits: notSlash });
    else if (character === '[' && pattern.includes(']', at + 2)) {
      const end = pattern.indexOf(']', at + 2);
      parts.push({ many: false, fits: setOf(pattern.slice(at + 1, end)) });
      at = end;
    } else {
      const literal = character === '\\' && at + 1 < pattern.length ? pattern[++at]! : character;
      parts.push({ many: false, fits: (each) => each === literal });
    }
  }
  return parts;
}

/** `a-cx`, `!a-c`: a hyphen in front is itself. A slash is in no set. */
function setOf(text: string): Part['fits'] {
  const isNegated = text.startsWith('!');
  const members = isNegated ? text.slice(1) : text;
  const has = (character: string): boolean => {
    for (let at = 0; at < members.length; at++) {
      const isRange = members[at + 1] === '-' && at + 2 < members.length;
      if (isRange ? members[at]! <= character && character <= members[at + 2]! : members[at] === character)
        return true;
      if (isRange) at += 2;
    }
    return false;
  };
  return (character) => notSlash(character) && has(character) !== isNegated;
}

/** All the ways at once: it takes as long as pattern and text are, multiplied, and never longer. */
function isMatch(parts: readonly Part[], text: string): boolean {
  let reached = withSkips(parts, new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const at of reached) {
      const part = parts[at];
      if (part?.fits(character)) next.add(part.many ? at : at + 1);
    }
    reached = withSkips(parts, next);
    if (reached.size === 0) return false;
  }
  return reached.has(parts.length);
}

/** What stands for any number of characters may stand for none. */
function withSkips(parts: readonly Part[], reached: Set<number>): Set<number> {
  for (const at of reached) if (parts[at]?.many) reached.add(at + 1);
  return reached;
}
