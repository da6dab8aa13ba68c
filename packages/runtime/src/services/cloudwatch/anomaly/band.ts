import type { Series } from '../expression/values.ts';
import { slotter, type Model } from './model.ts';

/** The upper bound of what is to be expected, and the lower; no data points where nothing is known. */
export function bandOf(
  model: Model,
  {
    times,
    deviations,
    label,
  }: { readonly times: readonly number[]; readonly deviations: number; readonly label: string },
): readonly [upper: Series, lower: Series] {
  const { season, levels, spreads } = model;
  const slot = slotter(season, model.timeZone);
  const bound = (name: string, sign: number): Series => ({
    kind: 'series',
    label: `${label} ${name}`,
    values: times.map((time) => {
      if (season === 0) return undefined;
      const at = slot(time);
      return levels[at]! + sign * deviations * spreads[at]!;
    }),
  });
  return [bound('High', 1), bound('Low', -1)];
}
