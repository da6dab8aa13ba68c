/** Names of members in a template, and what S3's operations call them. */
export type Spelling = Readonly<Record<string, string>>;

/** A value with its members called otherwise, at every depth. */
export function respelled(value: unknown, spelling: Spelling): unknown {
  if (Array.isArray(value)) return value.map((each) => respelled(each, spelling));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      Object.hasOwn(spelling, name) ? spelling[name]! : name,
      respelled(member, spelling),
    ]),
  );
}

export const reversed = (spelling: Spelling): Spelling =>
  Object.fromEntries(Object.entries(spelling).map(([template, operation]) => [operation, template]));
