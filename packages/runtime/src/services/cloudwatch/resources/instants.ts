import { instantOf } from '../../../base/instant.ts';
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** A value as it was declared, where it says the same: instants are spelled in more than one way. */
export function asDeclared<Value>(found: Value, declared: unknown): Value {
  return JSON.stringify(plainly(found)) === JSON.stringify(plainly(declared)) ? (declared as Value) : found;
}

/** With every instant spelled alike; one without an offset is of UTC. */
function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => [name, plainly(member)]),
    );
  if (typeof value !== 'string' || !instant.test(value)) return value;
  const ms = instantOf(value);
  return Number.isNaN(ms) ? value : ms;
}
