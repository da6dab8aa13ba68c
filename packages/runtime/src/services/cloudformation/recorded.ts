import type { Had } from '../../dispatch/resource.ts';
import type { Handler } from '../../dispatch/service.ts';
import { resources, type ResourceRecord } from './records.ts';

/** What a stack has recorded of a resource that nothing runs behind. */
export type Recorded = Pick<Had, 'physicalId' | 'properties' | 'attributes'>;

/** Those of a type among resources of stacks. */
export const recordedOf = (records: readonly ResourceRecord[], typeName: string): Recorded[] =>
  records.flatMap(({ definition, made }) => {
    if (!made?.recorded || definition.Type !== typeName) return [];
    const { physicalId, attributes } = made;
    return [{ physicalId, properties: made.shown ?? made.properties, attributes }];
  });

interface ReadInput {
  readonly typeName: string;
}

/** The house's own: what stacks of the account have recorded of a type, in all regions: of services that are global. */
export const readRecorded: Handler<ReadInput, { readonly recorded: readonly Recorded[] }> = (
  { typeName },
  { tx, account },
) => {
  const rows = tx.list<ResourceRecord>(resources.name, { prefix: `${account}|` });
  return {
    recorded: recordedOf(
      rows.map(({ value }) => value),
      typeName,
    ),
  };
};
