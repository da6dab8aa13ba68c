/** A value of a document, or of its parameters, as a text: whatever it is. */
export function spelled(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}
