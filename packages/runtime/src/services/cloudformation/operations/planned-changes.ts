import type * as sdk from '@aws-sdk/client-cloudformation';
import { isDeepStrictEqual } from 'node:util';
import { own } from '../../../base/own.ts';
import type { Call } from '../../../dispatch/service.ts';
import { knownTo, shownTo } from '../progress/known.ts';
import {
  comparedOf,
  partKey,
  resources,
  type MadeResource,
  type ResourceRecord,
  type Reverted,
  type Setting,
  type StackRecord,
  type Wish,
} from '../records.ts';
import { maskedAs } from '../template/masking.ts';
import {
  nestedType,
  plannedChanges,
  plannedResources,
  type Plan,
  type PlannedResource,
  type PresentResource,
} from '../template/changes.ts';
import { templateOfStack } from '../stack-template.ts';
import { isSame } from '../template/differences.ts';
import type { Template, Value, Values } from '../template/template.ts';
import type { Prepared } from './preparation.ts';

export interface Proposal {
  readonly prepared: Prepared;
  readonly before: Wish | undefined;
  /** Physical ids of what is to be imported, by logical id. */
  readonly imported?: Readonly<Record<string, string>>;
  /** What is compared instead of what the stack has made. */
  readonly reverted?: Reverted;
}

/** Whether anything would happen. Outputs, tags and who is notified are a stack's own, not its resources'. */
export function changesSomething(call: Call, wishing: StackRecord, proposal: Proposal): boolean {
  const { before } = proposal;
  if (!before) return true;
  return changesFor(call, wishing, proposal).length > 0 || changesItself(call, wishing, proposal);
}

/** Whether anything would happen to the stack, resources aside. */
export function changesItself(call: Call, wishing: StackRecord, { before, prepared }: Proposal): boolean {
  if (!before) return true;
  const { wish } = wishing;
  if (!isDeepStrictEqual([before.tags, before.notificationArns], [wish.tags, wish.notificationArns]))
    return true;
  const former = templateOfStack(call, { ...wishing, wish: before });
  return !isDeepStrictEqual(outputsOf(former, before), outputsOf(prepared.template, wish));
}

/** What outputs are made of, resources aside. */
const outputsOf = (template: Template, wish: Wish): unknown => [template.Outputs, wish.parameters];

/** What a template would change in a stack. `wishing` is the stack with the wish, which is kept already. */
export function changesFor(call: Call, wishing: StackRecord, proposal: Proposal): sdk.Change[] {
  const changes = plannedChanges(planFor(call, wishing, proposal));
  const all = [...changes, ...syncedBeside(changes, call, wishing, proposal)];
  return all.map((ResourceChange) => ({ Type: 'Resource', ResourceChange }));
}

/** What drifted to what the template asks for now: nothing is done about it, but that the stack knows. */
// AWS: user guide, "Using drift-aware change sets": "When the template definition of a resource is updated to match its
// actual state, drift-aware change sets reset the drift status of the resource without modifying the resource"; API
// reference, ResourceChange and ResourceTargetDefinition, SyncWithActual. Unverified how its values are told.
function syncedBeside(
  changes: readonly sdk.ResourceChange[],
  ...[call, wishing, { reverted, ...proposal }]: Parameters<typeof changesFor>
): sdk.ResourceChange[] {
  if (!reverted || Object.keys(reverted).length === 0) return [];
  const changed = new Set(changes.map(({ LogicalResourceId }) => LogicalResourceId));
  const withoutDrift = plannedChanges(planFor(call, wishing, proposal));
  return withoutDrift
    .filter(
      ({ Action, LogicalResourceId: id }) => Action === 'Modify' && own(reverted, id!) && !changed.has(id),
    )
    .map((change) => ({
      ...change,
      Action: 'SyncWithActual',
      Replacement: 'False',
      Details: change.Details?.map((detail) => ({
        ...detail,
        Target: { ...detail.Target, RequiresRecreation: 'Never', AttributeChangeType: 'SyncWithActual' },
      })),
    }));
}

/** The stacks in a stack that a template would make or change. `setting` is what is not kept yet. */
export const nestedFor = (
  call: Call,
  wishing: StackRecord,
  { setting, ...proposal }: Proposal & { readonly setting: Setting },
): readonly PlannedResource[] => plannedResources(planFor(call, wishing, proposal, setting), nestedType);

function planFor(call: Call, wishing: StackRecord, proposal: Proposal, setting?: Setting): Plan {
  const { prepared, before, reverted = {}, imported = {} } = proposal;
  const all = resources.list(call.tx, call, { prefix: partKey(wishing.key, '') });
  const there = all.map((record) => withLive(record, reverted));
  const known = knownTo(call, wishing, setting);
  return {
    template: prepared.template,
    known,
    shown: shownTo(call, wishing, known),
    present: Object.fromEntries(
      there.flatMap((record) => (record.made ? [[record.logicalId, presentOf(record, record.made)]] : [])),
    ),
    types: prepared.types,
    imported,
    changedParameters: changedParameters(before, wishing.wish),
    stackTagsChanged: before !== undefined && !isDeepStrictEqual(before.tags, wishing.wish.tags),
  };
}

/** A resource as it is, where that differs. */
export function withLive(record: ResourceRecord, reverted: Reverted): ResourceRecord {
  const live = reverted[record.logicalId];
  const { made, ...rest } = record;
  if (live === undefined || !made) return record;
  return live === null ? rest : { ...rest, made: { ...made, ...asLive(made, live) } };
}

function asLive({ properties, shown, literal }: MadeResource, live: Values): Partial<MadeResource> {
  const now = { ...properties, ...live } as Values;
  const changed = Object.entries(live).filter(([name, value]) => !isSame(value, properties[name] as Value));
  return {
    properties: now,
    ...(literal && { literal: { ...literal, ...Object.fromEntries(changed) } }),
    ...(shown && { shown: maskedAs(now, properties as Values, shown as Values) as Values }),
  };
}

function presentOf({ definition }: ResourceRecord, made: MadeResource): PresentResource {
  const { physicalId, ref = physicalId, attributes, shown } = made;
  return {
    physicalId,
    ref,
    attributes: attributes as Values,
    properties: comparedOf(made),
    ...(shown && { shown: shown as Values }),
    declared: definition,
  };
}

function changedParameters(before: Wish | undefined, after: Wish): ReadonlySet<string> {
  const former = new Map((before?.parameters ?? []).map((each) => [each.key, each.resolved ?? each.value]));
  const changed = after.parameters.filter(({ key, value, resolved = value }) => former.get(key) !== resolved);
  return new Set(changed.map(({ key }) => key));
}
