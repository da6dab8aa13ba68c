let lastText = '';
let lastTime: number | undefined;

/** `20150830T123600Z` → epoch milliseconds; undefined where the text is no such time. Many requests share a second. */
export function timeOf(text: string): number | undefined {
  if (text !== lastText) {
    lastTime = readTime(text);
    lastText = text;
  }
  return lastTime;
}

function readTime(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const time = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  return basicTime(time) === text ? time : undefined;
}

/** Epoch milliseconds → `20150830T123600Z`. */
export function basicTime(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
