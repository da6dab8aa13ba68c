import type { SignatureMade, SignatureMake } from '../../base/effects/signature.ts';

/** Signs what the house sends, so that others may see that it came from here. */
export interface Signing {
  perform(effect: SignatureMake): Promise<SignatureMade>;
  /** The certificate of that name, PEM; undefined where there is none such. */
  certificate(name: string): Promise<string | undefined>;
}
