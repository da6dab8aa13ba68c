import { stackNameInvalid } from '../errors.ts';

/** The name of a stack that is to be. */
export function requireStackName(name: string): void {
  if (name.length > 128 || !/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name)) stackNameInvalid(name);
}
