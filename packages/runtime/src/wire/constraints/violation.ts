import { isBlobRef } from '../../base/blob.ts';
import type {
  ListShape,
  MapShape,
  Member,
  NumberShape,
  Shape,
  StringShape,
  StructureShape,
} from '../schema/shape.ts';
import { satisfies } from './pattern.ts';

/** One way in which an input is not what the model demands. */
export interface Violation {
  /** The member of the operation's input it is in. */
  readonly member: string;
  /** `pipeline.stages.1.member.name`, as AWS spells it in sentences. */
  readonly path: string;
  readonly value: unknown;
  readonly sensitive: boolean;
  readonly missing: boolean;
  /** `Member must not be null`. */
  readonly sentence: string;
}

/** No more than these are told. */
const violationsMax = 50;

export function violationsOf(shape: StructureShape, input: object): readonly Violation[] {
  const judge = new Judge();
  judge.structure(shape, input as Record<string, unknown>);
  return judge.found;
}

class Judge {
  readonly found: Violation[] = [];
  /** Names of members, and places in lists, which are only put into words for who is told. */
  readonly #path: (string | number)[] = [];
  #member = '';

  structure(shape: StructureShape, value: Record<string, unknown>): void {
    for (const member of shape.members) {
      const inner = value[member.name];
      if (inner === undefined && !member.required) continue;
      if (this.#path.length === 0) this.#member = member.name;
      this.#path.push(member.name);
      if (inner === undefined) this.#tell(member, null, 'Member must not be null', true);
      else this.#value(member, inner);
      this.#path.pop();
      if (this.found.length >= violationsMax) return;
    }
  }

  #value(member: Member, value: unknown): void {
    const { shape } = member;
    switch (shape.kind) {
      case 'structure':
        return this.structure(shape, value as Record<string, unknown>);
      case 'list':
        return this.#list(member, shape, value as readonly unknown[]);
      case 'map':
        return this.#map(member, shape, value as Record<string, unknown>);
      default:
        for (const { broken, sentence } of rulesOf(shape))
          if (broken(value)) this.#tell(member, value, sentence);
    }
  }

  #list(member: Member, shape: ListShape, list: readonly unknown[]): void {
    this.#count(member, shape, list, list.length);
    const { item } = shape;
    if (isScalar(item.shape)) {
      const sentences = sentencesBroken(item.shape, list);
      if (sentences) this.#tell(member, list, `Member must satisfy constraint: ${sentences}`);
      return;
    }
    list.forEach((inner, index) => {
      this.#path.push(index);
      if (inner === null) this.#tell(item, null, 'Member must not be null', true);
      else this.#value(item, inner);
      this.#path.pop();
    });
  }

  #map(member: Member, shape: MapShape, map: Record<string, unknown>): void {
    const keys = Object.keys(map);
    this.#count(member, shape, map, keys.length);
    const keySentences = sentencesBroken(shape.key.shape, keys);
    if (keySentences) this.#tell(member, map, `Map keys must satisfy constraint: ${keySentences}`);
    if (isScalar(shape.value.shape)) {
      const sentences = sentencesBroken(shape.value.shape, Object.values(map));
      if (sentences) this.#tell(member, map, `Map value must satisfy constraint: ${sentences}`);
      return;
    }
    for (const key of keys) {
      this.#path.push(`${key}.member`);
      this.#value(shape.value, map[key]);
      this.#path.pop();
    }
  }

  #count(
    member: Member,
    { min, max }: { readonly min?: number; readonly max?: number },
    value: unknown,
    size: number,
  ): void {
    if (max !== undefined && size > max) this.#tell(member, value, lengthAtMost(max));
    if (min !== undefined && size < min) this.#tell(member, value, lengthAtLeast(min));
  }

  #tell(member: Member, value: unknown, sentence: string, missing = false): void {
    // AWS: members are spelled as Java properties in these sentences, their first letter small (seen: IAM, Lambda).
    const path = this.#path.map(spelled).join('.');
    this.found.push({ member: this.#member, path, value, sensitive: member.sensitive, missing, sentence });
  }
}

const spelled = (part: string | number): string =>
  typeof part === 'number' ? `${part + 1}.member` : part.charAt(0).toLowerCase() + part.slice(1);

interface Rule {
  readonly sentence: string;
  readonly broken: (value: unknown) => boolean;
}

const rules = new WeakMap<Shape, readonly Rule[]>();

/** What a scalar must satisfy; made once for each shape. */
function rulesOf(shape: Shape): readonly Rule[] {
  let known = rules.get(shape);
  if (!known) {
    known = shape.kind === 'string' ? stringRules(shape) : shape.kind === 'number' ? numberRules(shape) : [];
    if (shape.kind === 'blob') known = sizeRules(shape.min, shape.max);
    rules.set(shape, known);
  }
  return known;
}

// AWS: the sentences of its validation, in the order it tends to list them.
function stringRules({ min, max, pattern, values }: StringShape): readonly Rule[] {
  const found = lengthRules(min, max);
  if (pattern)
    found.push({
      sentence: `Member must satisfy regular expression pattern: ${pattern.text}`,
      broken: (value) => !satisfies(pattern, value as string),
    });
  if (values)
    found.push({
      sentence: `Member must satisfy enum value set: [${[...values].join(', ')}]`,
      broken: (value) => !values.has(value as string),
    });
  return found;
}

function numberRules({ min, max }: NumberShape): readonly Rule[] {
  const found: Rule[] = [];
  if (max !== undefined)
    found.push({
      sentence: `Member must have value less than or equal to ${max}`,
      broken: (value) => (value as number) > max,
    });
  if (min !== undefined)
    found.push({
      sentence: `Member must have value greater than or equal to ${min}`,
      broken: (value) => (value as number) < min,
    });
  return found;
}

function sizeRules(min: number | undefined, max: number | undefined): readonly Rule[] {
  const found: Rule[] = [];
  if (max !== undefined) found.push({ sentence: lengthAtMost(max), broken: (value) => sizeOf(value) > max });
  if (min !== undefined) found.push({ sentence: lengthAtLeast(min), broken: (value) => sizeOf(value) < min });
  return found;
}

const lengthAtMost = (max: number): string => `Member must have length less than or equal to ${max}`;
const lengthAtLeast = (min: number): string => `Member must have length greater than or equal to ${min}`;

/** Most texts are far from their limits: their characters are counted only where a pair of surrogates could matter. */
function lengthRules(min: number | undefined, max: number | undefined): Rule[] {
  const found: Rule[] = [];
  if (max !== undefined)
    found.push({
      sentence: lengthAtMost(max),
      broken: (value) => (value as string).length > max && lengthOf(value as string) > max,
    });
  if (min !== undefined)
    found.push({
      sentence: lengthAtLeast(min),
      broken: (value) => (value as string).length < 2 * min && lengthOf(value as string) < min,
    });
  return found;
}

/** Characters, a surrogate pair being one. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) length--;
  return length;
}

function sizeOf(value: unknown): number {
  return isBlobRef(value) ? value.size : (value as Uint8Array).length;
}

function isScalar(shape: Shape): boolean {
  return shape.kind !== 'structure' && shape.kind !== 'list' && shape.kind !== 'map';
}

/** All the sentences about an item, where one of the items breaks one of them. */
function sentencesBroken(shape: Shape, values: readonly unknown[]): string | undefined {
  const rules = rulesOf(shape);
  if (values.includes(null)) return '[Member must not be null]';
  if (!values.some((value) => rules.some(({ broken }) => broken(value)))) return undefined;
  return `[${rules.map(({ sentence }) => sentence).join(', ')}]`;
}

/** AWS's sentence about all that is wrong with an input. */
export function validationSentence(violations: readonly Violation[]): string {
  const count = violations.length;
  const details = violations.map(({ value, path, sentence, sensitive }) => {
    const shown = sensitive ? '' : value === null ? ' null' : ` '${javaText(value)}'`;
    return `Value${shown} at '${path}' failed to satisfy constraint: ${sentence}`;
  });
  return `${count} validation error${count === 1 ? '' : 's'} detected: ${details.join('; ')}`;
}

/** Values longer than this are cut in sentences. */
const shownMax = 2_048;

/** A value as Java prints it: lists `[a, b]`, maps `{k=v}`. */
function javaText(value: unknown): string {
  const text = printed(value, 0);
  return text.length > shownMax ? `${text.slice(0, shownMax)}...` : text;
}

function printed(value: unknown, depth: number): string {
  if (depth > 4 || value instanceof Uint8Array || isBlobRef(value)) return '...';
  if (Array.isArray(value))
    return `[${value
      .slice(0, 100)
      .map((item) => printed(item, depth + 1))
      .join(', ')}]`;
  if (value instanceof Date || typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).slice(0, 100);
  return `{${entries.map(([key, item]) => `${key}=${printed(item, depth + 1)}`).join(', ')}}`;
}
