import { satisfies } from '../../../packages/runtime/src/wire/constraints/pattern.ts';
import type {
  Member,
  NumberShape,
  Shape,
  StringShape,
  StructureShape,
} from '../../../packages/runtime/src/wire/schema/shape.ts';
import type { Seeded } from './seeded.ts';
import type { Strings } from './strings.ts';

const numbers: readonly number[] = [
  0, 1, 2, 3, 5, 10, 60, 100, 300, -1, -2_147_483_649, 0.5, 65_536, 2_147_483_647, 1e15, 1e300,
];
const dates: readonly number[] = [0, 1, -1e12, 1_767_225_600_000, 1_800_000_000_000, 253_402_300_799_000];
const blobs: readonly string[] = [
  '',
  'text',
  '{"a":1}',
  '{"__proto__":1}',
  '{',
  'PK\u0005\u0006' + '\0'.repeat(18),
  'PK\u0003\u0004rubbish',
];
const depthMax = 7;

/** Makes inputs out of the shapes that `wire` reads them by. */
export class Generator {
  readonly #service: string;
  readonly #random: Seeded;
  readonly #strings: Strings;

  constructor(service: string, random: Seeded, strings: Strings) {
    this.#service = service;
    this.#random = random;
    this.#strings = strings;
  }

  /** An input of the right shape; with `obedience` 1 it also keeps to the model's limits, as far as that is easy. */
  input(shape: StructureShape, obedience: number): Record<string, unknown> {
    return this.#structure(shape, obedience, 0);
  }

  /** The same input with one or two places changed: something else there, nothing, or twice as much. */
  flawed(shape: StructureShape, input: Record<string, unknown>): Record<string, unknown> {
    const copy = structuredClone(input);
    const changes = 1 + this.#random.below(3);
    for (let change = 0; change < changes; change++) this.#change(shape, copy, 0);
    return copy;
  }

  #change(shape: StructureShape, holder: Record<string, unknown>, depth: number): void {
    const random = this.#random;
    const present = shape.members.filter(({ name }) => holder[name] !== undefined);
    const member =
      random.chance(0.75) && present.length > 0 ? random.one(present) : random.one(shape.members);
    if (!member) return;
    const value = holder[member.name];
    if (this.#changeInside(member.shape, value, depth)) return;
    if (random.chance(0.2)) delete holder[member.name];
    else holder[member.name] = this.#value(member, random.chance(0.7) ? 1 : 0, depth);
  }

  /** Goes further down, most of the time. */
  #changeInside(shape: Shape, value: unknown, depth: number): boolean {
    const random = this.#random;
    if (value === undefined || value === null || random.chance(0.15)) return false;
    if (shape.kind === 'structure') {
      this.#change(shape, value as Record<string, unknown>, depth + 1);
      return true;
    }
    if (shape.kind === 'list') return this.#changeList(shape.item, value as unknown[], depth);
    if (shape.kind !== 'map') return false;
    const map = value as Record<string, unknown>;
    const key = random.chance(0.6)
      ? random.one(Object.keys(map))
      : this.#strings.any(this.#service, shape.key.name);
    if (key === undefined) return false;
    if (random.chance(0.2)) delete map[key];
    else Object.assign(map, { [key]: this.#value(shape.value, 1, depth + 1) });
    return true;
  }

  #changeList(item: Member, list: unknown[], depth: number): boolean {
    const random = this.#random;
    const fate = random.fraction();
    if (list.length === 0 || fate < 0.15) list.push(this.#value(item, 1, depth + 1));
    else if (fate < 0.3) list.push(structuredClone(random.one(list)));
    else if (fate < 0.4) list.splice(random.below(list.length), 1);
    else if (fate < 0.45) list.push(...Array.from({ length: 120 }, () => structuredClone(random.one(list))));
    else {
      const index = random.below(list.length);
      if (!this.#changeInside(item.shape, list[index], depth + 1))
        list[index] = this.#value(item, 1, depth + 1);
    }
    return true;
  }

  #structure(shape: StructureShape, obedience: number, depth: number): Record<string, unknown> {
    const random = this.#random;
    const made: Record<string, unknown> = {};
    const optional = depth === 0 ? random.one([0, 0.2, 0.5, 0.9]) : random.one([0, 0.3, 0.6]);
    if (shape.union) {
      const member = random.one(shape.members);
      return { [member.name]: this.#value(member, obedience, depth + 1) };
    }
    for (const member of shape.members) {
      const wanted = member.required ? random.chance(0.6 + 0.4 * obedience) : random.chance(optional);
      if (wanted && depth < depthMax) made[member.name] = this.#value(member, obedience, depth + 1);
    }
    return made;
  }

  #value(member: Member, obedience: number, depth: number, name = member.name): unknown {
    const random = this.#random;
    const { shape } = member;
    switch (shape.kind) {
      case 'structure':
        return this.#structure(shape, obedience, depth);
      case 'list': {
        const item = { ...shape.item, name };
        const list = Array.from({ length: this.#length(shape, obedience) }, () =>
          this.#value(item, obedience, depth + 1),
        );
        return random.chance(0.1) ? [...list, ...list] : list;
      }
      case 'map': {
        const entries = Array.from({ length: this.#length(shape, obedience) }, () => [
          this.#value(shape.key, obedience, depth + 1, `${name}Key`),
          this.#value(shape.value, obedience, depth + 1, `${name}Value`),
        ]);
        return Object.fromEntries(entries as [string, unknown][]) as unknown;
      }
      case 'string':
        return this.#string(shape, obedience, name);
      case 'number':
        return this.#number(shape, obedience);
      case 'boolean':
        return random.chance(0.5);
      case 'timestamp':
        return new Date(random.one(dates));
      case 'blob':
        return Buffer.from(random.one(blobs), 'latin1');
      case 'document':
        return random.one([null, 1, 'text', [], { a: [1] }]);
    }
  }

  #length({ min = 0, max }: { readonly min?: number; readonly max?: number }, obedience: number): number {
    const random = this.#random;
    const length = random.one([0, 1, 1, 1, 2, 2, 3, 3, random.chance(0.2) ? 101 : 1]);
    if (!random.chance(obedience)) return length;
    return Math.max(min, Math.min(max ?? length, length));
  }

  #string(shape: StringShape, obedience: number, name: string): string {
    const random = this.#random;
    if (shape.values && random.chance(0.9)) return random.one([...shape.values]);
    let text = this.#strings.any(this.#service, name);
    if (!random.chance(obedience)) return text;
    for (let attempt = 0; attempt < 25 && !isWithin(shape, text); attempt++)
      text = this.#strings.any(this.#service, name);
    return text;
  }

  #number({ min, max, type }: NumberShape, obedience: number): number {
    const random = this.#random;
    const obeying = random.chance(obedience);
    const edges = [min, max].filter((edge) => edge !== undefined);
    const pick = edges.length > 0 && random.chance(0.3) ? random.one(edges) : random.one(numbers);
    const number = type === 'integer' || type === 'long' ? Math.trunc(pick) : pick;
    if (!obeying) return number;
    return Math.max(min ?? -1e300, Math.min(max ?? 1e300, number));
  }
}

function isWithin({ min = 0, max = Infinity, pattern }: StringShape, text: string): boolean {
  return text.length >= min && text.length <= max && (!pattern || satisfies(pattern, text));
}
