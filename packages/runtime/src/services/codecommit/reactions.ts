/** A reaction to a comment, in the three ways AWS spells one, and the name that it is counted by. */
export interface Reaction {
  readonly emoji: string;
  readonly shortCode: string;
  readonly unicode: string;
  readonly name: string;
}

// AWS: user guide, "Emoji reactions": the table, from memory: unverified.
const known: readonly (readonly [emoji: string, shortCode: string, unicode: string])[] = [
  ['👍', ':thumbsup:', 'U+1F44D'],
  ['👎', ':thumbsdown:', 'U+1F44E'],
  ['😄', ':smile:', 'U+1F604'],
  ['❤️', ':heart:', 'U+2764'],
  ['😠', ':angry:', 'U+1F620'],
  ['😕', ':confused:', 'U+1F615'],
  ['😱', ':scream:', 'U+1F631'],
  ['😭', ':sob:', 'U+1F62D'],
  ['👏', ':clap:', 'U+1F44F'],
  ['🎊', ':confetti_ball:', 'U+1F38A'],
  ['🚢', ':ship:', 'U+1F6A2'],
  ['👀', ':eyes:', 'U+1F440'],
];

/** By its short code. */
export function reactionNames(shortCode: string): Reaction {
  const [emoji, , unicode] = known.find(([, short]) => short === shortCode)!;
  return { emoji, shortCode, unicode, name: shortCode.replaceAll(':', '').toUpperCase() };
}

/** The short code of what somebody has sent; undefined where it is none of them. */
export function reactionMeant(value: string): string | undefined {
  const found = known.find((each) => each.includes(value) || each[0].replace('\u{fe0f}', '') === value);
  return found?.[1];
}
