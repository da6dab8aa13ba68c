/**
 * The entry of a record by a name that a caller chose. `record[name]` would also find what every object
 * inherits: a stage may well be called `constructor`.
 */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
