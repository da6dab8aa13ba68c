/** A document that means well goes a few levels deep. */
const depthMax = 100;

/** What is deeper than anybody can follow, as what holds itself is: YAML's aliases can say so. AWS: unverified. */
export const isTooDeep = (value: unknown, left = depthMax): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (left === 0 || Object.values(value).some((each) => isTooDeep(each, left - 1)));
