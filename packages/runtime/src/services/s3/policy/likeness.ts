/** Whether a text is like a pattern: `*` stands for any characters, `?` for one. Runs in linear time and space. */
export function likeness(pattern: string): (text: string) => boolean {
  return (text) => {
    let at = 0;
    let inPattern = 0;
    let star = -1;
    let retry = 0;
    while (at < text.length) {
      const wanted = pattern[inPattern];
      if (wanted === '*') {
        star = inPattern++;
        retry = at;
      } else if (wanted === '?' || wanted === text[at]) {
        inPattern++;
        at++;
      } else if (star >= 0) {
        inPattern = star + 1;
        at = ++retry;
      } else return false;
    }
    while (pattern[inPattern] === '*') inPattern++;
    return inPattern === pattern.length;
  };
}
