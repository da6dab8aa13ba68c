/**
 * Go's path patterns, as Dockerfiles and .dockerignore use them: `*` `?` `[a-z]`, `\` and, over folders,
 * `**`.
 */
export function patternExpression(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const [folders] = /^\*\*\/?/.exec(rest) ?? [];
    const [characters] = /^\[[^\]]+\]/.exec(rest) ?? [];
    if (folders !== undefined) {
      source += folders.endsWith('/') ? '(?:.*/)?' : '.*';
      at += folders.length - 1;
    } else if (characters !== undefined) {
      source += characterClass(characters);
      at += characters.length - 1;
    } else if (rest[0] === '*') source += '[^/]*';
    else if (rest[0] === '?') source += '[^/]';
    else if (rest[0] === '\\' && rest.length > 1) source += literal(pattern[++at]!);
    else source += literal(rest[0]!);
  }
  return new RegExp(`^${source}$`, 's');
}

export const hasPattern = (text: string): boolean => /[*?[\\]/.test(text);

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

const characterClass = (text: string): string => {
  const inside = text.slice(1, -1).replace(/\\/g, '\\\\');
  return `[${inside}]`;
};
