/**
 * A number where it reads back as it was written; otherwise its text. CloudFormation hands on what was written:
 * `8.0` is a version, `012345678901` an account. Where a property is a number, its text becomes one.
 */
// AWS: unverified for octal and sexagesimal numbers of YAML 1.1, which stay text here.
export function numberOf(source: string): number | string {
  const number = Number(source);
  return String(number) === source ? number : source;
}

// AWS: user guide, "CloudFormation supports the YAML Version 1.1 specification" but for a few of its tags.
const words: Readonly<Record<string, boolean | null>> = {
  ...spelled(['true', 'yes', 'on'], true),
  ...spelled(['false', 'no', 'off'], false),
  ...spelled(['null'], null),
  '~': null,
  '': null,
};

function spelled<T>(names: readonly string[], value: T): Record<string, T> {
  const forms = names.flatMap((name) => [name, name[0]!.toUpperCase() + name.slice(1), name.toUpperCase()]);
  return Object.fromEntries(forms.map((form) => [form, value]));
}

/** What an unquoted scalar of YAML means. A date is text: templates have no dates. */
export function scalarOf(source: string): string | number | boolean | null {
  if (Object.hasOwn(words, source)) return words[source]!;
  return /^-?[\d.]/.test(source) ? numberOf(source) : source;
}

/** A scalar as text, as functions and parameters see it. */
export function textOf(value: string | number | boolean): string {
  return String(value);
}
