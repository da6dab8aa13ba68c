import { own } from '../../../base/own.ts';
import { invalid } from './errors.ts';
import { isList, isValues, type Value } from './template.ts';

/** `{{resolve:…}}` in a value: what has to be looked up before the value may be used. */
export type DynamicReference = StoredReference | SecretReference;

export interface StoredReference {
  readonly service: 'ssm' | 'ssm-secure';
  /** As it stands in the template, without braces: what answers are known by. */
  readonly text: string;
  readonly name: string;
  readonly version?: number;
}

export interface SecretReference {
  readonly service: 'secretsmanager';
  readonly text: string;
  readonly secretId: string;
  /** A member of the secret, which is JSON then. */
  readonly jsonKey?: string;
  readonly versionStage?: string;
  readonly versionId?: string;
}

const pattern = /\{\{resolve:((?:ssm|ssm-secure|secretsmanager):[^{}]+)\}\}/g;

/** The dynamic references of an evaluated value, each once. */
export function dynamicReferencesIn(value: Value): readonly DynamicReference[] {
  const texts = new Set(textsIn(value));
  return [...texts].map(referenceOf);
}

function* textsIn(value: Value): Generator<string> {
  if (typeof value === 'string') for (const match of value.matchAll(pattern)) yield match[1]!;
  else if (isList(value)) for (const item of value) yield* textsIn(item);
  else if (isValues(value)) for (const member of Object.values(value)) yield* textsIn(member);
}

// AWS: user guide, "Get values stored in other services using dynamic references".
function referenceOf(text: string): DynamicReference {
  const [service = '', ...rest] = text.split(':');
  return service === 'secretsmanager' ? secretReference(text, rest) : storedReference(text, service, rest);
}

function storedReference(text: string, service: string, rest: readonly string[]): StoredReference {
  const last = rest.at(-1)!;
  const versioned = rest.length > 1 && /^\d+$/.test(last);
  const name = (versioned ? rest.slice(0, -1) : rest).join(':');
  if (name === '') return incorrect(text);
  return {
    service: service as 'ssm' | 'ssm-secure',
    text,
    name,
    ...(versioned && { version: Number(last) }),
  };
}

/** `secret-id:SecretString:json-key:version-stage:version-id`, where the id may be an ARN. */
function secretReference(text: string, rest: readonly string[]): SecretReference {
  const arn = rest[0] === 'arn';
  const secretId = (arn ? rest.slice(0, 7) : rest.slice(0, 1)).join(':');
  const [kind = 'SecretString', jsonKey, versionStage, versionId, ...more] = rest.slice(arn ? 7 : 1);
  if (secretId === '' || (kind !== 'SecretString' && kind !== '') || more.length > 0) return incorrect(text);
  return {
    service: 'secretsmanager',
    text,
    secretId,
    ...(jsonKey && { jsonKey }),
    ...(versionStage && { versionStage }),
    ...(versionId && { versionId }),
  };
}

// AWS: unverified wording.
function incorrect(text: string): never {
  return invalid(`Incorrect format is used in the following dynamic reference: [{{resolve:${text}}}]`);
}

/** A value with the answers in the place of its references; `answers` are known by the references' texts. */
export function withAnswers(value: Value, answers: Readonly<Record<string, string>>): Value {
  if (typeof value === 'string')
    return value.replaceAll(pattern, (whole, text: string) => own(answers, text) ?? whole);
  if (isList(value)) return value.map((item) => withAnswers(item, answers));
  if (!isValues(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withAnswers(member, answers)]),
  );
}

/** The member of a secret that a reference names. */
export function secretMember(reference: SecretReference, secretString: string): string {
  if (reference.jsonKey === undefined) return secretString;
  const member = parsed(secretString)[reference.jsonKey];
  if (member === undefined) return invalid(`Could not find a value associated with JSONKey in SecretString`);
  return typeof member === 'string' ? member : JSON.stringify(member);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return invalid('Could not parse SecretString JSON');
}
