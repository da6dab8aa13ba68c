/** The name that was meant: the same but for the case of its letters, or with a slip or two in it. */
export function nearestName(names: readonly string[], written: string): string | undefined {
  const slips = (name: string) => slipsBetween(name.toLowerCase(), written.toLowerCase());
  const [nearest] = names
    .map((name) => ({ name, slips: slips(name) }))
    .filter((each) => each.slips <= Math.max(1, written.length / 6))
    .toSorted((one, other) => one.slips - other.slips);
  return nearest?.name;
}

/** Letters left out, put in, or put for others, and neighbours that have changed places. */
function slipsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= other.length; j++) {
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      rows[i]![j] = Math.min(
        rows[i - 1]![j]! + 1,
        rows[i]![j - 1]! + 1,
        rows[i - 1]![j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1),
        swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
      );
    }
  }
  return rows[one.length]![other.length]!;
}
