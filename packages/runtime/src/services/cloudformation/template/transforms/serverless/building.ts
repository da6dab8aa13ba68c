import { createHash } from 'node:crypto';
import { own } from '../../../../../base/own.ts';
import type { KnownBefore } from '../../conditions.ts';
import { invalid } from '../../errors.ts';
import type { Known } from '../../known.ts';
import { isList, isValues, type Value, type Values } from '../../template.ts';
import { OpenApi } from './open-api.ts';

/** One `AWS::Serverless::…` resource, with the globals of its kind. */
export interface ServerlessResource {
  readonly id: string;
  readonly properties: Values;
  /** Attributes that all it is made of have as well: Condition, DependsOn … */
  readonly attributes: Values;
}

/** The resources that a document becomes, while they are made. */
export class Building {
  readonly resources = new Map<string, Value>();
  /** `Hello.Alias` → what is meant by it. */
  readonly references = new Map<string, string>();
  /** The stage of each REST API that the template declares, as far as it is a word. */
  readonly stages = new Map<string, string>();
  /** Paths of each API, by its logical id: functions add to them. */
  readonly apis = new Map<string, OpenApi>();
  readonly partition: string;
  readonly #parameters: Known['parameters'];

  constructor({ pseudo, parameters }: KnownBefore) {
    this.partition = pseudo['AWS::Partition'];
    this.#parameters = parameters;
  }

  /** What SAM has to know while it translates: the value where it is a parameter's. */
  resolved(value: Value | undefined): Value | undefined {
    const name = asValues(value)['Ref'];
    return (typeof name === 'string' && own(this.#parameters, name)) || value;
  }

  add(id: string, type: string, properties: Values, attributes: Values = {}): void {
    this.resources.set(id, { Type: type, ...attributes, Properties: properties });
  }

  /** Sets a member of a resource that the document itself declares. */
  change(id: string, change: (resource: Values) => Values): void {
    const resource = this.resources.get(id);
    if (resource !== undefined && isValues(resource)) this.resources.set(id, change(resource));
  }

  apiOf(id: string, kind: 'swagger' | 'openapi'): OpenApi {
    const known = this.apis.get(id) ?? new OpenApi(kind);
    this.apis.set(id, known);
    return known;
  }
}

/** AWS: the error of a SAM document, as a failed change set tells it. */
export function refuseDocument(id: string, complaint: string): never {
  return invalid(
    'Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. ' +
      `Number of errors found: 1. Resource with id [${id}] is invalid. ${complaint}`,
  );
}

/** Members that are there. */
export function present(members: Readonly<Record<string, Value | undefined>>): Values {
  const entries = Object.entries(members).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

export function asValues(value: Value | undefined): Values {
  return isValues(value) ? value : {};
}

export function asList(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

/** Tags of a map as a list, after the one that says who made the resource. */
export function tagList(createdBy: string, tags: Value | undefined): readonly Value[] {
  const all = { [createdBy]: 'SAM', ...asValues(tags) };
  return Object.entries(all).map(([Key, value]) => ({ Key, Value: value }));
}

/**
 * The first ten digits of the SHA-1 of a value's JSON, members in order of their names: ids that change with what they
 * stand for, the same as SAM's own.
 */
export function contentHash(value: Value, length = 10): string {
  const text = JSON.stringify(sorted(value)).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return createHash('sha1').update(text).digest('hex').slice(0, length);
}

/** The members of objects in order of their names, however deep. */
export function sorted(value: Value): Value {
  if (isList(value)) return value.map(sorted);
  if (!isValues(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name]!)]));
}

/** The bucket, key and version that `s3://bucket/key?versionId=v` or an object names. */
export function objectIn(
  id: string,
  property: string,
  value: Value,
): { Bucket: Value; Key: Value; Version?: Value } {
  if (typeof value === 'string') {
    const match = /^s3:\/\/([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(value);
    if (match)
      return { Bucket: match[1]!, Key: match[2]!, ...(match[3] !== undefined && { Version: match[3] }) };
  } else if (isValues(value) && value['Bucket'] !== undefined && value['Key'] !== undefined) {
    const { Bucket, Key, Version } = value;
    return { Bucket: Bucket!, Key: Key!, ...(Version !== undefined && { Version }) };
  }
  return refuseDocument(
    id,
    `'${property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
  );
}
