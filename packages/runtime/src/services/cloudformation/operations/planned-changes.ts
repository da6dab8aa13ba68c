import type * as sdk from '@aws-sdk/client-cloudformation';
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../../../dispatch/service.ts';
import { own } from '../../../base/own.ts';
import { graphOf } from '../template/graph.ts';
import type { ResourceDeclaration, Template } from '../template/template.ts';
import { partKey, resources, type ResourceRecord, type Setting, type StackRecord } from '../records.ts';

/** What a template would change in a stack. */
export function plannedChanges(
  call: Call,
  stack: StackRecord,
  template: Template,
  setting: Setting,
): sdk.Change[] {
  const there = new Map(
    resources
      .list(call.tx, call, { prefix: partKey(stack.key, '') })
      .map((record) => [record.logicalId, record] as const),
  );
  const wanted = Object.keys(graphOf(template, setting.conditions));
  const kept = wanted.flatMap((logicalId): sdk.ResourceChange[] => {
    const record = there.get(logicalId);
    const declared = template.Resources[logicalId]!;
    if (!record?.made)
      return [
        { Action: 'Add', LogicalResourceId: logicalId, ResourceType: declared.Type, Scope: [], Details: [] },
      ];
    return modification(record, declared);
  });
  const removed = [...there.values()].filter(({ logicalId }) => !wanted.includes(logicalId));
  return [...kept, ...removed.map(removal)].map((ResourceChange) => ({ Type: 'Resource', ResourceChange }));
}

function modification(record: ResourceRecord, declared: ResourceDeclaration): sdk.ResourceChange[] {
  const before = record.definition.Properties;
  const names = new Set([...Object.keys(before), ...Object.keys(declared.Properties)]);
  const changed = [...names].filter(
    (name) => !isDeepStrictEqual(own(before, name), own(declared.Properties, name)),
  );
  if (changed.length === 0) return [];
  return [
    {
      Action: 'Modify',
      LogicalResourceId: record.logicalId,
      PhysicalResourceId: record.made!.physicalId,
      ResourceType: declared.Type,
      Replacement: 'False',
      Scope: ['Properties'],
      Details: changed.map((Name) => ({
        Target: { Attribute: 'Properties', Name, RequiresRecreation: 'Never' },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      })),
    },
  ];
}

const removal = ({ logicalId, made, definition }: ResourceRecord): sdk.ResourceChange => ({
  Action: 'Remove',
  LogicalResourceId: logicalId,
  ...(made && { PhysicalResourceId: made.physicalId }),
  ResourceType: definition.Type,
  Scope: [],
  Details: [],
});
