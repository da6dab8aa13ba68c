/**
 * Whether a text fits a pattern in which `*` is any number of characters and `?` exactly one. No regular
 * expression: patterns come from callers, texts from anybody, and the time must stay below pattern × text.
 */
export function fits(pattern: string, text: string): boolean {
  let at = 0;
  let p = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const code = pattern[p];
    if (code === '*') {
      star = p++;
      resume = at;
    } else if (code === '?' || (code !== undefined && code === text[at])) {
      p++;
      at++;
    } else if (star >= 0) {
      p = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
