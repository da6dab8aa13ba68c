/** A key pair of these, spelled as KMS spells them. */
export type KeyPairSpec =
  | 'RSA_2048'
  | 'RSA_3072'
  | 'RSA_4096'
  | 'ECC_NIST_P256'
  | 'ECC_NIST_P384'
  | 'ECC_NIST_P521'
  | 'ECC_NIST_EDWARDS25519'
  | 'ECC_SECG_P256K1';

/**
 * Makes a key pair, which for RSA takes up to seconds of a processor. Made again it is another one: whoever asks keeps
 * the first that comes.
 */
export interface KeyGenerate {
  readonly type: 'key.generate';
  readonly spec: KeyPairSpec;
}

export interface KeyGenerated {
  /** PKCS #8, in base64; the public half follows from it. */
  readonly privateKey: string;
}
