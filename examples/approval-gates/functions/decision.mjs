/**
 * What may be released without anybody's approval: the first row that fits decides, and what fits none is somebody's
 * to decide. Dangerous rows come first, so that `#safe` never outvotes `#schema`.
 */
const rows = [
  { change: 'database schema change', fits: /#schema\b/i, decision: 'manual' },
  { change: 'security patch', fits: /#security\b/i, decision: 'manual' },
  // A first version of its kind: v2.0, v2.0.0, v2.x. What follows it, v2.1.3, is a release like any other.
  { change: 'major release', fits: /#major\b|\bv\d+\.(0|x)(\.(0|x))?(?![.\w])/i, decision: 'manual' },
  { change: 'feature flag', fits: /#flag:(?<flag>[\w-]+)/i, decision: 'automatic if on in QA' },
  { change: 'minor change', fits: /#safe\b/i, decision: 'automatic' },
];

/**
 * Decides by the commit's message alone.
 *
 * @param {string} message
 * @returns {{ change: string, decision: 'manual' | 'automatic' | 'automatic if on in QA', flag?: string }}
 */
export function decide(message) {
  for (const { change, fits, decision } of rows) {
    const found = fits.exec(message);
    if (found) return { change, decision, flag: found.groups?.flag };
  }
  return { change: 'unlabelled change', decision: 'manual' };
}
