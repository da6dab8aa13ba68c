/**
 * A value as JSON keeps it, frozen through and through: what is put is the store's own from then on, and whoever reads
 * it reads the same object as everybody else. What JSON would keep as it is, is frozen where it lies; parts that were
 * read from the store are frozen already, and not looked through again. Undefined where JSON keeps nothing.
 */
export function keptValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value + 0 : null; // Plus 0: there is no -0 in JSON.
    case 'object':
      return value === null || Object.isFrozen(value) ? value : keptObject(value);
    case 'bigint':
      throw new TypeError('JSON keeps no bigint');
    default:
      return undefined;
  }
}

function keptObject(value: object): unknown {
  if (Array.isArray(value)) return keptList(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return asText(value);
  const members = value as Readonly<Record<string, unknown>>;
  if (typeof members['toJSON'] === 'function') return asText(value);
  let copy: Record<string, unknown> | undefined;
  // Such an object has no members but its own, and they are walked without making a list of their names.
  for (const name in members) {
    const member = members[name];
    if (typeof member === 'string') continue;
    const kept = keptValue(member);
    if (kept === undefined || name === '__proto__') return keptMembers(members);
    if (!Object.is(kept, member)) (copy ??= { ...members })[name] = kept;
  }
  // Spread is five times as fast as one member after the other.
  return Object.freeze(copy ?? (prototype === null ? { ...members } : value));
}

/** The same, where some are not kept. */
function keptMembers(members: Readonly<Record<string, unknown>>): unknown {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const member = keptValue(members[name]);
    if (member === undefined) continue;
    if (name === '__proto__') Object.defineProperty(copy, name, { value: member, enumerable: true });
    else copy[name] = member;
  }
  return Object.freeze(copy);
}

function keptList(list: readonly unknown[]): unknown {
  const copy: unknown[] = [];
  for (let index = 0; index < list.length; index++) copy.push(keptValue(list[index]) ?? null);
  return Object.freeze(copy);
}

/** What is no plain object: dates, bytes, instances of classes. */
function asText(value: object): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : valueOf(text);
}

/** The value of a JSON text, frozen. */
export const valueOf = (text: string): unknown => frozen(JSON.parse(text));

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) for (let index = 0; index < value.length; index++) frozen(value[index]);
  else for (const name in value) frozen((value as Record<string, unknown>)[name]);
  return Object.freeze(value);
}
