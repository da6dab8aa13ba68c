import { assert } from '../../base/assert.ts';
import type { RegistryTypes, RegistryTypesRead } from '../../base/effects/registry.ts';
import type { Registry } from './registry.ts';
import { cacheFolder, Catalogue, catalogueFile } from './catalogue.ts';
import { writeCatalogue } from './write.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';

/** The real registry, read at once: of what a type is like there is nothing to simulate. */
export class SimulatedRegistry implements Registry, SimulatedRoom {
  static #opened: Catalogue | undefined;

  async perform(asked: RegistryTypes): Promise<RegistryTypesRead> {
    return SimulatedRegistry.#catalogue().answer(asked);
  }

  /** Every type there is. */
  static names(): readonly string[] {
    return SimulatedRegistry.#catalogue().names;
  }

  static #catalogue(): Catalogue {
    SimulatedRegistry.#opened ??= SimulatedRegistry.#open();
    return SimulatedRegistry.#opened;
  }

  static #open(): Catalogue {
    const file = catalogueFile(cacheFolder());
    const catalogue = Catalogue.open(file);
    if (catalogue) return catalogue;
    writeCatalogue(file);
    return Catalogue.open(file)!;
  }

  tell([verb = '']: readonly string[]): undefined {
    assert(false, `the registry is told nothing, not ${verb}`);
  }

  /** Looking up changes nothing. */
  done(): readonly string[] {
    return [];
  }
}
