import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { keyFrom } from '../../../../base/user-claims-key.ts';

const tagBytes = 16;
const nonceBytes = 12;

/** Hides what clients keep for us, and knows whether it comes back as it was. */
export class Seal {
  readonly #key: Buffer;
  readonly #nonceKey: Buffer;

  constructor(seed: string) {
    this.#key = Buffer.from(keyFrom(seed, 'sessions'));
    this.#nonceKey = Buffer.from(keyFrom(seed, 'nonces'));
  }

  /** The same comes out for the same: its nonce follows from what is hidden. */
  close(what: object): string {
    const text = JSON.stringify(what);
    const nonce = createHmac('sha256', this.#nonceKey).update(text).digest().subarray(0, nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const hidden = [cipher.update(text, 'utf8'), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...hidden]).toString('base64url');
  }

  /** Undefined where it is not what was closed here. */
  open<T extends object>(sealed: string): T | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length <= nonceBytes + tagBytes) return undefined;
    const cipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, nonceBytes));
    cipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    try {
      const text =
        cipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + cipher.final('utf8');
      return JSON.parse(text) as T;
    } catch {
      return undefined;
    }
  }
}
