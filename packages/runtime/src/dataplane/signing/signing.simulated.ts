import { hash } from 'node:crypto';
import type { SignatureMade, SignatureMake } from '../../base/effects/signature.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';

/** Signatures that are short, say what they are of, and verify nothing. */
export class SimulatedSigning implements SimulatedRoom {
  async perform({ text, algorithm }: SignatureMake): Promise<SignatureMade> {
    const signature = Buffer.from(`${algorithm} ${hash('md5', text)}`).toString('base64');
    return { signature, certificate: 'SimpleNotificationService-simulated.pem' };
  }

  tell(): undefined {
    return undefined;
  }

  done(): readonly string[] {
    return [];
  }
}
