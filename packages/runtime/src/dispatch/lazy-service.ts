import { assert } from '../base/assert.ts';
import { NotLoaded } from '../base/not-loaded.ts';
import type { Service } from './service.ts';

/** What has to be known of a service before it is needed, and where the rest is. */
export interface Listing extends Pick<
  Service,
  'name' | 'signingName' | 'addressed' | 'unsigned' | 'crossOrigin'
> {
  readonly load: () => Promise<Service>;
}

/** A service of the house, whose code is loaded when it is first called, or when a flow of its goes on. */
export class LazyService {
  readonly listing: Listing;
  #loading: Promise<Service> | undefined;
  #loaded: Service | undefined;

  constructor(listing: Listing) {
    this.listing = listing;
  }

  /** One that is there already. */
  static of(service: Service): LazyService {
    const lazy = new LazyService({ ...service, load: () => Promise.resolve(service) });
    lazy.#loaded = service;
    return lazy;
  }

  get name(): string {
    return this.listing.name;
  }

  /** What credentials for it are scoped to. */
  get signingName(): string {
    return this.listing.signingName ?? this.name;
  }

  get isLoaded(): boolean {
    return this.#loaded !== undefined;
  }

  /** The service, for who can wait. */
  load(): Promise<Service> {
    return (this.#loading ??= this.#load());
  }

  /** The service, for who cannot: throws `NotLoaded` where it has yet to be waited for. */
  get here(): Service {
    if (!this.#loaded) throw new NotLoaded(`the code of ${this.name}`, this.load());
    return this.#loaded;
  }

  async #load(): Promise<Service> {
    const service = await this.listing.load();
    assert(service.name === this.name, `${service.name} is listed as ${this.name}`);
    return (this.#loaded = service);
  }
}
