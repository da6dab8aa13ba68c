import { createHash, createPrivateKey, generateKeyPair, sign, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SignatureMade, SignatureMake } from '../../base/effects/signature.ts';
import { selfSigned } from '../../base/certificate.ts';
import type { Signing } from './signing.ts';

interface Identity {
  readonly key: KeyObject;
  readonly certificate: string;
  readonly name: string;
}

const signed = promisify(sign) as (algorithm: string, bytes: Uint8Array, key: KeyObject) => Promise<Buffer>;

/** An RSA key in the data folder, made when it is first needed; the certificate follows from it. */
export class LocalSigning implements Signing {
  readonly #folder: string;
  #identity: Promise<Identity> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async perform({ text, algorithm }: SignatureMake): Promise<SignatureMade> {
    const { key, name } = await this.#own();
    const signature = await signed(algorithm, Buffer.from(text), key);
    return { signature: signature.toString('base64'), certificate: name };
  }

  async certificate(name: string): Promise<string | undefined> {
    const identity = await this.#own();
    return name === identity.name ? identity.certificate : undefined;
  }

  #own(): Promise<Identity> {
    return (this.#identity ??= this.#open());
  }

  async #open(): Promise<Identity> {
    return identityOf(createPrivateKey((await this.#kept()) ?? (await this.#made())));
  }

  async #kept(): Promise<string | undefined> {
    try {
      return await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return undefined;
    }
  }

  async #made(): Promise<string> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${this.#file}.draft`, pem, { mode: 0o600, flush: true });
    await rename(`${this.#file}.draft`, this.#file);
    return pem;
  }

  get #file(): string {
    return path.join(this.#folder, 'key.pem');
  }
}

function identityOf(key: KeyObject): Identity {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const fingerprint = createHash('sha256').update(der).digest();
  const certificate = selfSigned(key, 'sns.penstock', fingerprint.subarray(0, 16));
  return { key, certificate, name: `SimpleNotificationService-${fingerprint.toString('hex', 0, 16)}.pem` };
}
