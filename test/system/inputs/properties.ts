import type {
  RegistryProperties,
  RegistryType,
  RegistryValue,
} from '../../../packages/runtime/src/base/registry-type.ts';
import type { Seeded } from './seeded.ts';
import type { Strings } from './strings.ts';

const depthMax = 5;
const numbers = [0, 1, 2, 3, 5, 60, 300, 8080, -1, 1.5, 2 ** 31, 1e300];

/** Makes up properties for a resource type: of the right shape nearly always, of the wrong one now and then. */
export class Properties {
  readonly #random: Seeded;
  readonly #strings: Strings;
  readonly #flaws: number;

  /** @param flaws How likely a value is of another type than it should be. */
  constructor(random: Seeded, strings: Strings, flaws: number) {
    this.#random = random;
    this.#strings = strings;
    this.#flaws = flaws;
  }

  of(type: RegistryType): Record<string, unknown> {
    return this.#members(type, type.properties, 0);
  }

  #members(type: RegistryType, properties: RegistryProperties, depth: number): Record<string, unknown> {
    const random = this.#random;
    const share = random.one([0, 0.2, 0.5, 0.9]);
    const made: Record<string, unknown> = {};
    for (const [name, { type: value, required }] of Object.entries(properties))
      if (random.chance(required ? 0.95 : depth < depthMax ? share : 0))
        made[name] = this.#value(type, value, depth, name);
    return made;
  }

  #value(type: RegistryType, value: RegistryValue, depth: number, name: string): unknown {
    const random = this.#random;
    if (random.chance(this.#flaws)) return this.#junk(name);
    if (typeof value === 'string') return this.#scalar(value, name);
    if ('oneOf' in value) return this.#value(type, random.one(value.oneOf), depth, name);
    if ('object' in value) return this.#members(type, type.definitions[value.object] ?? {}, depth + 1);
    const count = depth < depthMax ? random.below(3) : 0;
    const inner = 'list' in value ? value.list : value.map;
    const items = Array.from({ length: count }, () => this.#value(type, inner, depth + 1, name));
    if ('list' in value) return items;
    return Object.fromEntries(items.map((item) => [this.#text(`${name}Key`), item]));
  }

  #scalar(type: string, name: string): unknown {
    const random = this.#random;
    switch (type) {
      case 'integer':
        return Math.trunc(random.one(numbers));
      case 'number':
        return random.one(numbers);
      case 'boolean':
        return random.chance(0.5);
      case 'json':
        return random.one([
          {},
          { Statement: [] },
          { Version: '2012-10-17', Statement: [null] },
          [],
          this.#text(name),
        ]);
      case 'date-time':
        return random.one(['2026-01-01T00:00:00Z', 'tomorrow']);
      case 'tag':
        return { Key: this.#text('Key'), Value: this.#text('Value') };
      default:
        return this.#text(name);
    }
  }

  #text(name: string): string {
    return this.#strings.any('cloudformation', name).toWellFormed().slice(0, 1_500);
  }

  #junk(name: string): unknown {
    return this.#random.one([
      null,
      0,
      '',
      true,
      [],
      {},
      [null],
      [[]],
      { a: 1 },
      [{}],
      'text',
      this.#text(name),
    ]);
  }
}
