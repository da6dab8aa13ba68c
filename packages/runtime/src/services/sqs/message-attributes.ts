import { createHash, hash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { invalidParameter } from './errors.ts';

/** A message attribute as it is kept: text, or base64 where its type is Binary. */
export interface Attribute {
  readonly type: string;
  readonly value: string;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** AWS: "A message can contain up to 10 metadata attributes". */
const attributesMax = 10;

/** An attribute as it is given; from inside the house bytes come as text. */
type GivenAttribute = Omit<MessageAttributeValue, 'BinaryValue'> & {
  readonly BinaryValue?: Uint8Array | string | undefined;
};

export function attributesGiven(given: Readonly<Record<string, GivenAttribute>> | undefined): Attributes {
  const entries = Object.entries(given ?? {});
  if (entries.length > attributesMax)
    invalidParameter(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  return Object.fromEntries(entries.map(([name, value]) => [name, attributeGiven(name, value)]));
}

function attributeGiven(name: string, given: GivenAttribute): Attribute {
  const bad = /^\.|\.$|\.\.|[^\w.-]/.test(name) || name.length > 256 || /^(aws|amazon)\./i.test(name);
  if (name === '' || bad)
    invalidParameter(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), ` +
        'hyphen (-), and period (.) characters.',
    );
  const type = given.DataType ?? '';
  if (type === '')
    invalidParameter(`The message attribute '${name}' must contain a non-empty attribute type.`);
  if (!/^(String|Number|Binary)(\..{1,256})?$/.test(type))
    invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes ` +
        'is Binary, Number, and String.',
    );
  const binary = type.startsWith('Binary');
  const value = binary ? base64Of(given.BinaryValue) : given.StringValue;
  if (value === undefined || value === '')
    invalidParameter(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute ` +
        `type '${type.split('.')[0]}'.`,
    );
  if (type.startsWith('Number') && !Number.isFinite(Number(value)))
    invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  return { type, value };
}

const base64Of = (value: Uint8Array | string | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : Buffer.from(value).toString('base64');

/** An attribute as it is told. */
export function attributeTold({ type, value }: Attribute): MessageAttributeValue {
  return type.startsWith('Binary')
    ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') }
    : { DataType: type, StringValue: value };
}

/** What attributes add to a message's size. */
// AWS: developer guide, "Amazon SQS message attributes": name, type and value count.
export function bytesOf(attributes: Attributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { type, value }]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(type) + valueOf(type, value).length,
    0,
  );
}

/** Which attributes a receiver asked for: by name, by `prefix.*`, or all. */
export function chosenAttributes(attributes: Attributes, names: readonly string[] | undefined): Attributes {
  const wants = (name: string): boolean =>
    (names ?? []).some(
      (each) =>
        each === name || each === 'All' || (each.endsWith('.*') && name.startsWith(each.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wants(name)));
}

/** The MD5 by which a client sees that attributes arrived as they were sent; undefined of none. */
// AWS: developer guide, "Calculating the MD5 message digest for message attributes": names in order; of each, its
// name, type and value behind their lengths in four bytes, and 1 for text or 2 for bytes before the value.
export function attributesMd5(attributes: Attributes): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const digest = createHash('md5');
  const withLength = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    digest.update(length).update(bytes);
  };
  for (const [name, { type, value }] of entries) {
    withLength(Buffer.from(name));
    withLength(Buffer.from(type));
    digest.update(Buffer.from([type.startsWith('Binary') ? 2 : 1]));
    withLength(valueOf(type, value));
  }
  return digest.digest('hex');
}

const valueOf = (type: string, value: string): Buffer =>
  Buffer.from(value, type.startsWith('Binary') ? 'base64' : 'utf8');

export const md5 = (text: string): string => hash('md5', text);
