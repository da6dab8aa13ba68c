/** Epoch milliseconds of a moment as it is written; NaN where it is none. Without an offset it is UTC's, everywhere. */
export const instantOf = (text: string): number =>
  Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
