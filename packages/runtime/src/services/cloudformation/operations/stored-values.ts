import { AwsError } from '../../../base/aws-error.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { secretParameters } from '../errors.ts';

/** A parameter of Systems Manager's. */
interface Stored {
  readonly value: string;
  readonly secret: boolean;
}

/** The values of Systems Manager's parameters, by name, as far as there are any; none of them may be a secret. */
export async function openValues(
  names: readonly string[],
  call: WaitingCall,
): Promise<Readonly<Record<string, string>>> {
  const stored = [...(await storedIn(names, call))];
  const secret = stored.filter(([, parameter]) => parameter.secret).map(([name]) => name);
  if (secret.length > 0) secretParameters(secret);
  return Object.fromEntries(stored.map(([name, { value }]) => [name, value]));
}

/** Those parameters of these names that there are. */
export async function storedIn(
  names: readonly string[],
  call: WaitingCall,
): Promise<ReadonlyMap<string, Stored>> {
  const asked = [...new Set(names)];
  const found = await Promise.all(asked.map(async (name) => [name, await stored(name, call)] as const));
  return new Map(found.filter((entry): entry is [string, Stored] => entry[1] !== undefined));
}

async function stored(name: string, call: WaitingCall): Promise<Stored | undefined> {
  try {
    const { Parameter } = await call.perform({
      type: 'aws.call',
      service: 'ssm',
      operation: 'GetParameter',
      input: { Name: name },
      as: servicePrincipal('cloudformation'),
      scope: { account: call.account, region: call.region },
    });
    return { value: Parameter.Value as string, secret: Parameter.Type === 'SecureString' };
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
