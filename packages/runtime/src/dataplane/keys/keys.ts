import type { KeyGenerate, KeyGenerated } from '../../base/effects/key.ts';

/** Makes key pairs. */
export interface Keys {
  perform(effect: KeyGenerate): Promise<KeyGenerated>;
}
