import { assert } from '../../base/assert.ts';
import type { KeyGenerated, KeyPairSpec } from '../../base/effects/key.ts';
import { LocalKeys } from './keys.local.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';
import type { WorldEffect } from '../rooms.ts';

/** Pairs are made once a process: a world may be played many times, and an RSA key takes long. */
const made = new Map<KeyPairSpec, Promise<KeyGenerated>>();

/** Real key pairs, the same for every key of a kind. */
export class SimulatedKeys implements SimulatedRoom {
  async perform(effect: WorldEffect): Promise<KeyGenerated> {
    assert(effect.type === 'key.generate', `no key does ${effect.type}`);
    const known = made.get(effect.spec) ?? new LocalKeys().perform(effect);
    made.set(effect.spec, known);
    return known;
  }

  tell(): undefined {
    assert(false, 'there is nothing to tell about keys');
  }

  done(): readonly string[] {
    return [];
  }
}
