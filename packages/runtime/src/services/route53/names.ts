import { invalidDomainName } from './errors.ts';

/** A name as Route 53 keeps it: in small letters, with codes for what is not usual in names, and a dot at its end. */
// AWS: developer guide, "DNS domain name format".
export function keptName(name: string): string {
  const escaped = name
    .toLowerCase()
    .replaceAll(/\\[0-7]{3}|[^a-z0-9._-]/gu, (part) =>
      part.startsWith('\\') && part.length > 1 ? part : octal(part),
    );
  return escaped.endsWith('.') ? escaped : `${escaped}.`;
}

const octal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** Refuses what can be no domain's name. */
export function requireDomainName(name: string): void {
  const labels = keptName(name).slice(0, -1).split('.').map(unescaped);
  if (labels.some((label) => label === ''))
    invalidDomainName('DomainLabelEmpty (Domain label is empty)', name);
  if (labels.some(({ length }) => length > 63))
    invalidDomainName('DomainLabelTooLong (Domain label is too long)', name);
  if (labels.join('.').length > 255) invalidDomainName('DomainNameTooLong (Domain name is too long)', name);
}

/** A code counts as the one byte it is. */
const unescaped = (label: string): string => label.replaceAll(/\\[0-7]{3}/g, '?');

/** What names sort by: their labels from the last one, `com.example.www.` */
// AWS: API reference, ListHostedZonesByName: the dot at the end counts.
export const orderOf = (name: string): string => `${name.slice(0, -1).split('.').reverse().join('.')}.`;
