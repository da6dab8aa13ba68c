import type { RegistryTypesRead } from '../../../../base/effects/registry.ts';
import type { RegistryType } from '../../../../base/registry-type.ts';
import { servicePrincipal } from '../../../../base/service-principal.ts';
import { alphabets, derivedUuid, derivedWord } from '../../../../base/ids.ts';
import { AwsError } from '../../../../base/aws-error.ts';
import { parseArn } from '../../../../base/arn.ts';
import {
  ResourceFailure,
  type Had,
  type ResourceType,
  type Stood,
  type Wanted,
} from '../../../../dispatch/resource.ts';
import type { Caller, WaitingCall } from '../../../../dispatch/service.ts';
import { handlerErrorCode } from '../../flow/play.ts';
import { finished } from '../../operations/live-properties.ts';
import { lookedUp } from '../../resources/importing.ts';
import type { Values } from '../../template/template.ts';
import { handlerFailed, typeNotFound } from '../errors.ts';
import { valuesIn } from '../model.ts';

/** The resource types that services lend, by name. */
export type Lent = ReadonlyMap<string, ResourceType>;

/** What the registry and the service that owns it know of a type. */
export interface FoundType {
  readonly registry: RegistryType;
  /** Undefined where no service of the house serves it. */
  readonly type: ResourceType | undefined;
}

export interface ServedType extends FoundType {
  readonly type: ResourceType;
}

export async function findType(typeName: string, lent: Lent, call: WaitingCall): Promise<FoundType> {
  const { types } = (await call.perform({ type: 'registry.types', names: [typeName] })) as RegistryTypesRead;
  const registry = types[typeName] ?? typeNotFound(typeName);
  return { registry, type: lent.get(typeName) };
}

/**
 * As whom resources are worked on: the role that is named, or the caller's own.
 */
// AWS: user guide, "Specifying credentials": without a role, a session of the caller's. Users have no session here: for
// them CloudFormation itself calls.
export function actsAs(role: string | undefined, caller: Caller): string {
  if (role !== undefined) return role;
  const [, name] = /assumed-role\/([^/]+)\//.exec(parseArn(caller.arn)?.resource ?? '') ?? [];
  return name === undefined
    ? servicePrincipal('cloudformation')
    : `arn:aws:iam::${caller.account}:role/${name}`;
}

/** Where a resource stands that belongs to no stack. */
export function placeOf(typeName: string, call: WaitingCall): Stood {
  return {
    account: call.account,
    region: call.region,
    stackName: 'cloudcontrol',
    stackId: '',
    logicalId: typeName.slice(typeName.lastIndexOf(':') + 1),
    endpoint: call.endpoint,
  };
}

/** What is wanted of it. */
// AWS: unverified how it names what is not named.
export const wantedOf = (place: Stood, properties: Values, token: string): Wanted => ({
  ...place,
  properties,
  stackTags: [],
  suffix: derivedWord(12, alphabets.upper, token),
  token: derivedUuid(token, 'request'),
});

export interface Sought {
  readonly found: ServedType;
  readonly identifier: string;
  readonly as: string;
}

/** A resource as it is now; undefined where it is not there. */
export function lookUp({ found, identifier, as }: Sought, call: WaitingCall): Promise<Had | undefined> {
  const { registry, type } = found;
  const properties = valuesIn(registry.primaryIdentifier, identifier);
  const sought: Had = { ...placeOf(registry.name, call), physicalId: identifier, properties, attributes: {} };
  return handled(registry.name, call, () => finished(lookedUp(type, sought), call, as));
}

/** What a handler refuses, told as Cloud Control tells it; what it does not find is undefined. */
export async function handled<Result>(
  typeName: string,
  call: WaitingCall,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AwsError || error instanceof ResourceFailure)) throw error;
    const code = error instanceof AwsError ? handlerErrorCode(error.name) : error.code;
    if (code === 'NotFound') return undefined;
    return handlerFailed(typeName, { code, message: error.message, token: call.ids.uuid() });
  }
}
