/** Signs a text with the house's key, whose certificate anybody may fetch. The same text has the same signature. */
export interface SignatureMake {
  readonly type: 'signature.make';
  readonly text: string;
  readonly algorithm: 'RSA-SHA1' | 'RSA-SHA256';
}
export interface SignatureMade {
  /** Base64. */
  readonly signature: string;
  /** The file name of the certificate, which the house serves: `SimpleNotificationService-….pem`. */
  readonly certificate: string;
}
