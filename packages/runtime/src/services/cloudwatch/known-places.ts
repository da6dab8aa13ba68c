import type { Scope } from '../../base/scope.ts';
import type { Collection, Place } from '../../store/collection.ts';

interface Known<T> extends Scope {
  readonly part: string;
  readonly place: Place<T>;
}

const knownMax = 50_000;

/** Where the records lie that the same series come to with each data point: of each series, the last of them. */
export class KnownPlaces<T> {
  readonly #collection: Collection<T>;
  readonly #known = new Map<string, Known<T>>();

  constructor(collection: Collection<T>) {
    this.#collection = collection;
  }

  /** The place of one part of what a series has. */
  of(scope: Scope, series: string, part: string, key: () => string): Place<T> {
    const { account, region } = scope;
    const known = this.#known.get(series);
    if (known?.part === part && known.account === account && known.region === region) return known.place;
    if (this.#known.size >= knownMax) this.#known.clear();
    const place = this.#collection.at(scope, key());
    this.#known.set(series, { account, region, part, place });
    return place;
  }
}
