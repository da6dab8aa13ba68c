/**
 * AWS: developer guide, "Pass environment variables": `NAME=value` lines, quotes and spaces included; `#` begins a
 * comment.
 */
export function variablesIn(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line) && line.includes('='));
  const pairs = lines.map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at).trim(), line.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== '').toReversed());
}
