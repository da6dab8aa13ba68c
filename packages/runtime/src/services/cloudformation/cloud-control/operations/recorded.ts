import type { RegistryType } from '../../../../base/registry-type.ts';
import type { Had } from '../../../../dispatch/resource.ts';
import type { WaitingCall } from '../../../../dispatch/service.ts';
import { resources } from '../../records.ts';
import { identifierOf } from '../model.ts';
import { placeOf } from './lookups.ts';

/** The resources of a type that no service serves, as the account's stacks have recorded them, by identifier. */
export function recordedResources(
  { name, primaryIdentifier }: RegistryType,
  call: WaitingCall,
): ReadonlyMap<string, Had> {
  const place = placeOf(name, call);
  const records = call.transaction((inner) => resources.list(inner.tx, inner));
  return new Map(
    records.flatMap(({ definition, made }) => {
      if (!made?.recorded || definition.Type !== name) return [];
      const { physicalId, attributes } = made;
      const properties = made.shown ?? made.properties;
      const identifier = identifierOf(primaryIdentifier, { properties, attributes, physicalId });
      return [[identifier, { ...place, physicalId, properties, attributes }] as const];
    }),
  );
}
