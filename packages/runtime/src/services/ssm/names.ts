import { parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { hierarchyTooDeep, reservedName, validation } from './errors.ts';

/** AWS: PutParameter, "The maximum length constraint for the parameter name … 1011 characters". */
const nameLengthMax = 1011;
const levelsMax = 15;

/** Refuses what AWS lets nobody call a parameter. */
// AWS: PutParameter, "Name"; sentences as terraform-provider-aws and moto tell them.
export function checkName(name: string): void {
  const bare = name.startsWith('/') ? name.slice(1) : name;
  if (/^aws/i.test(bare)) reservedName(name);
  if (/^ssm/i.test(bare) || !/^[A-Za-z0-9_.\-/]+$/.test(name) || /\/\/|\/$/.test(name)) {
    return validation(
      `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive). ` +
        'If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed ' +
        'as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (name.includes('/') && !name.startsWith('/'))
    validation('Parameter name must be a fully qualified name.');
  if (name.length > nameLengthMax)
    validation(`Parameter name must have length less than or equal to ${nameLengthMax}.`);
  if (name.startsWith('/') && name.split('/').length - 1 > levelsMax) hierarchyTooDeep(name);
}

/** What a name given for reading names: the parameter, and which version of it. */
export interface Reference {
  /** In the order to be tried: an ARN does not tell `/a` from `a`. None where it is of another account or region. */
  readonly names: readonly string[];
  /** A version's number or label. */
  readonly selector: string | undefined;
}

/** Reads `name`, `name:3`, `name:label`, and the same as an ARN. */
export function referenceOf(text: string, { account, region }: Scope): Reference {
  const arn = parseArn(text);
  if (arn?.service !== 'ssm') {
    const [name = '', selector] = text.split(':');
    return { names: [name], selector };
  }
  const [resource = '', selector] = arn.resource.split(':');
  const path = resource.replace(/^parameter/, '');
  const isHere = arn.region === region && (arn.account === account || arn.account === '');
  return { names: isHere ? [path, path.slice(1)] : [], selector };
}
