/** `PT1H30M` in milliseconds; undefined where it is no duration. */
export function durationOf(text: string): number | undefined {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text) ?? [];
  const total = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return total > 0 ? total : undefined;
}
