import type { RegistryType } from '../../../../base/registry-type.ts';
import type { Had, Properties } from '../../../../dispatch/resource.ts';
import type { WaitingCall } from '../../../../dispatch/service.ts';
import { recordedOf } from '../../recorded.ts';
import { resources } from '../../records.ts';
import { identifierOf } from '../model.ts';
import { placeOf } from './lookups.ts';

/** The resources of a type that no service serves, as the account's stacks have recorded them, by identifier. */
export function recordedResources(registry: RegistryType, call: WaitingCall): ReadonlyMap<string, Had> {
  const { name, primaryIdentifier } = registry;
  const place = placeOf(name, call);
  const records = call.transaction((inner) => resources.list(inner.tx, inner));
  return new Map(
    recordedOf(records, name).map((recorded) => {
      const properties = { ...emptyLists(registry), ...recorded.properties };
      return [identifierOf(primaryIdentifier, recorded), { ...place, ...recorded, properties }];
    }),
  );
}

/** Lists that no template has filled are empty: nothing runs that could have filled them. */
const emptyLists = ({ properties }: RegistryType): Properties =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, { type }]) =>
      typeof type === 'object' && 'list' in type ? [[name, []]] : [],
    ),
  );
