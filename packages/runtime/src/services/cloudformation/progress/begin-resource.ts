import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../../base/aws-error.ts';
import { durationOf } from '../../../base/duration.ts';
import { derivedUuid } from '../../../base/ids.ts';
import { own } from '../../../base/own.ts';
import type { Had } from '../../../dispatch/resource.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { resourceEvent } from '../events.ts';
import type { Job } from '../flow/resource-state.ts';
import { evaluate, evaluateMembers } from '../template/evaluate.ts';
import { dynamicReferencesIn, withAnswers, type DynamicReference } from '../template/dynamic-references.ts';
import type { SignalsExpected } from '../resources/creation-signals.ts';
import { nestedType } from '../template/changes.ts';
import { isSame } from '../template/differences.ts';
import { shownMembers } from '../template/masking.ts';
import { checkProperties, propertiesFailure } from '../template/property-checks.ts';
import { isValues, type Values } from '../template/template.ts';
import type { Resolved } from '../flow/lookup.ts';
import {
  comparedOf,
  definitionKey,
  definitions,
  partKey,
  registryTypes,
  resources,
  stacks,
  type Definition,
  type ImportedResource,
  type MadeResource,
  type Phase,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';
import { deniedByPolicy } from '../stack-policy.ts';
import { knownTo, shownTo } from './known.ts';
import { beginDeleting } from './begin-deleting.ts';
import { hadOf, isHeld, typed, wantedOf, type At } from './standing.ts';
import { replaces, type Types } from './types.ts';

export interface ResourceInput {
  readonly stack: string;
  readonly operation: number;
  readonly phase: Phase;
  readonly logicalId: string;
}

interface BeginInput extends ResourceInput, Resolved {}

/** The house's own: finds out what there is to do about a resource, and says by an event that it begins. */
export const beginResource =
  (types: Types): Handler<BeginInput, Job> =>
  (input, call) => {
    const stack = stacks.get(call.tx, call, input.stack)!;
    const record = resources.get(call.tx, call, partKey(stack.key, input.logicalId));
    const { answers, refused } = input;
    const resolved = { ...(answers && { answers }), ...(refused !== undefined && { refused }) };
    const at: At = { call, stack, logicalId: input.logicalId, types, resolved };
    if (input.phase === 'forward') return beginApplying(at, record);
    if (input.phase === 'rollback' && record!.formerDefinition) return beginRestoring(at, record!);
    if (isKept(at, record!, input.phase) && isHeld(call, record!))
      return { work: 'clean up', ...typed(at, record!.definition), had: hadOf(at, record!.made!) };
    return beginDeleting(at, record!, input.phase);
  };

/** Whether what a cleanup is about stays in the stack. */
function isKept({ call, stack, logicalId }: At, record: ResourceRecord, phase: Phase): boolean {
  if (phase === 'rollback-cleanup') return record.formerDefinition !== undefined;
  return phase === 'cleanup' && definitions.get(call.tx, call, definitionKey(stack, logicalId)) !== undefined;
}

function beginApplying(at: At, record: ResourceRecord | undefined): Job {
  const { call, stack, logicalId } = at;
  const definition = definitions.get(call.tx, call, definitionKey(stack, logicalId))!;
  const begun = { at, definition, record };
  const existing = record?.made;
  const found = evaluated(begun);
  if ('references' in found) return { work: 'resolve', references: found.references };
  if ('reason' in found) {
    enter(begun, { status: existing ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS' });
    return { work: 'impossible', reason: found.reason, verb: existing ? 'update' : 'create' };
  }
  const identified = own(stack.imports, logicalId);
  if (!existing && identified) return adopt(begun, found, identified);
  if (!existing) return create(begun, found);
  const wanted = found.literal ?? found.kept;
  const changed = !isSame(comparedOf(existing), wanted) || isTaggedAnew(at, definition, existing);
  if (!changed && !looksInside(stack, definition)) {
    resources.put(call.tx, call, partKey(stack.key, logicalId), { ...record, definition });
    return { work: 'nothing' };
  }
  return change(begun, existing, found);
}

interface Begun {
  readonly at: At;
  readonly definition: Definition;
  readonly record: ResourceRecord | undefined;
}

/** Properties with everything resolved, and as they are kept: without secrets. */
interface Evaluated {
  readonly wanted: Values;
  readonly kept: Values;
  /** As they may be shown, where that is not how they are kept. */
  readonly shown?: Values;
  /** As they are written, where they refer to stored parameters. */
  readonly literal?: Values;
  readonly updatePolicy?: Values;
}

type Evaluation =
  Evaluated | { readonly references: readonly DynamicReference[] } | { readonly reason: string };

/** The properties with all functions resolved, or why that is not possible. */
function evaluated({ at, definition }: Begun): Evaluation {
  try {
    const known = knownTo(at.call, at.stack);
    const shown = shownMembers(definition.Properties, shownTo(at.call, at.stack, known));
    const found = resolvedIn(at, evaluateMembers(definition.Properties, known), shown);
    if (!('wanted' in found)) return found;
    const policy =
      definition.UpdatePolicy === undefined ? undefined : evaluate(definition.UpdatePolicy, known);
    return { ...checked(at, definition.Type, found), ...(isValues(policy) && { updatePolicy: policy }) };
  } catch (error) {
    if (error instanceof AwsError) return { reason: error.message };
    throw error;
  }
}

/** Properties as the registry wants them: texts that are numbers become numbers, and what is wrong is told. */
function checked({ call, logicalId }: At, typeName: string, found: Evaluated): Evaluation {
  const type = registryTypes.get(call.tx, call, typeName);
  if (!type) return found;
  const { properties, complaints } = checkProperties(type, found.wanted);
  if (complaints.length > 0) return { reason: propertiesFailure(logicalId, complaints) };
  const asRead = (values: Values): Values => checkProperties(type, values).properties;
  return {
    wanted: properties,
    kept: asRead(found.kept),
    ...(found.shown && { shown: asRead(found.shown) }),
    ...(found.literal && { literal: asRead(found.literal) }),
  };
}

/** Puts answers in the place of dynamic references. */
function resolvedIn(
  { resolved: { answers = {}, refused } }: At,
  properties: Values,
  shown: Values = properties,
): Evaluation {
  if (refused !== undefined) return { reason: refused };
  const references = dynamicReferencesIn(properties);
  if (references.some(({ text }) => !Object.hasOwn(answers, text))) return { references };
  // AWS: what is behind secret references is never kept with the stack; plain parameters are.
  const open = Object.entries(answers).filter(([text]) => text.startsWith('ssm:'));
  const opened = (values: Values) => withAnswers(values, Object.fromEntries(open)) as Values;
  return {
    wanted: withAnswers(properties, answers) as Values,
    kept: opened(properties),
    ...(!isSame(properties, shown) && { shown: opened(shown) }),
    ...(open.length > 0 && { literal: properties }),
  };
}

/** The stack's tags are others, and the resource's own change with them. */
function isTaggedAnew({ call, stack, types }: At, { Type }: Definition, existing: MadeResource): boolean {
  if (isDeepStrictEqual(existing.stackTags, stack.wish.tags)) return false;
  const registry = registryTypes.get(call.tx, call, Type);
  return registry?.tags !== undefined && types.find(Type, registry).update !== undefined;
}

/** AWS: a nested stack is updated whenever its parent is: its template may be another at the same URL. */
const looksInside = ({ status }: StackRecord, { Type }: Definition): boolean =>
  Type === nestedType && status !== 'IMPORT_IN_PROGRESS';

function create(begun: Begun, { wanted, kept, shown, literal }: Evaluated): Job {
  const { at, definition } = begun;
  enter(begun, { status: 'CREATE_IN_PROGRESS', properties: shown ?? kept });
  const signals = signalsOf(begun);
  return {
    work: 'create',
    ...typed(at, definition),
    kept,
    ...(shown && { shown }),
    ...(literal && { literal }),
    wanted: wantedOf(at, wanted),
    ...(signals && { signals }),
  };
}

/** It is there already, and is taken into the stack. */
function adopt(
  begun: Begun,
  { wanted, kept, shown, literal }: Evaluated,
  { identifier }: ImportedResource,
): Job {
  const { at, definition } = begun;
  // AWS: the sentence of an import's first event.
  const reason = 'Resource import started.';
  enter(begun, { status: 'IMPORT_IN_PROGRESS', properties: shown ?? kept, reason });
  const physicalId = Object.values(identifier).join('|');
  const sought = { physicalId, properties: identifier, attributes: {}, stackTags: [] };
  return {
    work: 'import',
    ...typed(at, definition),
    kept,
    ...(shown && { shown }),
    ...(literal && { literal }),
    wanted: wantedOf(at, wanted),
    sought: hadOf(at, sought),
  };
}

function signalsOf({ at, definition: { CreationPolicy } }: Begun): SignalsExpected | undefined {
  if (CreationPolicy === undefined) return undefined;
  const policy = evaluate(CreationPolicy, knownTo(at.call, at.stack)) as Values | undefined;
  const signal = policy?.['ResourceSignal'] as Values | undefined;
  if (!signal) return undefined;
  // AWS: "Count … default 1", "Timeout … default PT5M".
  const timeoutMs = durationOf(String(signal['Timeout'] ?? 'PT5M')) ?? 300_000;
  const group = policy?.['AutoScalingCreationPolicy'] as Values | undefined;
  const percentMin = Number(group?.['MinSuccessfulInstancesPercent'] ?? 100);
  return { count: Number(signal['Count'] ?? 1), timeoutMs, percentMin };
}

function change(begun: Begun, existing: MadeResource, found: Evaluated): Job {
  const { at, definition, record } = begun;
  const { kept, shown, literal, updatePolicy } = found;
  const type = definition.Type;
  const registry = registryTypes.get(at.call.tx, at.call, type);
  const another =
    record!.definition.Type !== type ||
    !at.types.find(type, registry).update ||
    replaces(registry, comparedOf(existing), literal ?? kept);
  const policy = at.stack.policyOnce ?? at.stack.policy;
  const action = another ? 'Update:Replace' : 'Update:Modify';
  const denied = policy && deniedByPolicy(policy, { action, logicalId: at.logicalId, type });
  enter(begun, {
    status: 'UPDATE_IN_PROGRESS',
    properties: shown ?? kept,
    physicalId: existing.physicalId,
    // AWS: the sentence of a replacement's first event.
    ...(another && {
      reason: 'Requested update requires the creation of a new physical resource; hence creating one.',
    }),
  });
  if (denied) return { work: 'impossible', reason: denied, verb: 'update' };
  // AWS: "--disable-rollback": what would be needed to go back is not kept then.
  if (another && at.stack.disableRollback)
    return { work: 'impossible', reason: replacementNeedsRollback, verb: 'update' };
  const wanted = { ...wantedOf(at, found.wanted), ...(updatePolicy && { updatePolicy }) };
  const asWritten = { kept, ...(shown && { shown }), ...(literal && { literal }) };
  const work = { ...typed(at, definition), ...asWritten, wanted };
  return another
    ? { work: 'create', ...work, replaces: true }
    : { work: 'update', ...work, had: hadOf(at, existing) };
}

const replacementNeedsRollback = 'Replacement type updates not supported on stack with disable-rollback.';

interface Entered {
  readonly status: ResourceRecord['status'];
  readonly properties?: Values;
  readonly physicalId?: string;
  readonly reason?: string;
}

/** Writes down that an operation begins to change a resource, and what was there before. */
function enter({ at, definition, record }: Begun, { properties, ...entered }: Entered): void {
  const { call, stack, logicalId } = at;
  const { status, reason } = entered;
  resources.put(call.tx, call, partKey(stack.key, logicalId), {
    logicalId,
    status,
    ...(reason !== undefined && { statusReason: reason }),
    updatedAt: call.now,
    operation: stack.operation,
    definition,
    ...(status === 'IMPORT_IN_PROGRESS' && { imported: stack.operation }),
    ...(record?.made && { made: record.made, ...formerly(record, stack) }),
  });
  resourceEvent(call, stack, { logicalId, type: definition.Type, ...entered, properties });
}

/** What a rollback goes back to: what there was when the stack was last whole. */
function formerly(record: ResourceRecord, stack: StackRecord): Partial<ResourceRecord> {
  const { made, definition, former, formerDefinition, operation } = record;
  if (operation > (stack.stable ?? 0)) {
    // A failed operation has changed it before; what that one has made is not gone back to.
    return { ...(former && { former }), ...(formerDefinition && { formerDefinition }) };
  }
  return { former: made!, formerDefinition: definition };
}

/** A rollback gives a resource back what it was. */
function beginRestoring(at: At, record: ResourceRecord): Job {
  const { call, stack, logicalId } = at;
  if (stack.skipped?.includes(logicalId)) return skip(at, record);
  const former = record.former!;
  const replaced = former.physicalId !== record.made?.physicalId;
  const definition = record.formerDefinition!;
  const registry = registryTypes.get(call.tx, call, definition.Type);
  const change = { logicalId, type: definition.Type, physicalId: former.physicalId };
  // What is only ever replaced, and has not been, is what it was.
  if (replaced || !at.types.find(definition.Type, registry).update) {
    // What was made instead waits for the cleanup in the place of the former.
    const { made, former: _former, statusReason: _reason, ...rest } = record;
    resources.put(call.tx, call, partKey(stack.key, logicalId), {
      ...rest,
      made: former,
      ...(replaced && made && { former: made }),
      definition,
      restored: true,
      status: 'UPDATE_COMPLETE',
      updatedAt: call.now,
    });
    resourceEvent(call, stack, { ...change, status: 'UPDATE_COMPLETE' });
    return { work: 'nothing' };
  }
  const found = resolvedIn(at, former.properties);
  if ('references' in found) return { work: 'resolve', references: found.references };
  const { shown, literal } = former;
  const properties = shown ?? former.properties;
  resources.put(call.tx, call, partKey(stack.key, logicalId), {
    ...record,
    definition,
    status: 'UPDATE_IN_PROGRESS',
    updatedAt: call.now,
  });
  resourceEvent(call, stack, { ...change, status: 'UPDATE_IN_PROGRESS', properties });
  if ('reason' in found) return { work: 'impossible', reason: found.reason, verb: 'update' };
  // Another request than the one it undoes.
  const token = derivedUuid(stack.key, stack.operation, logicalId, 'rollback');
  const updatePolicy = policyBack(at, definition);
  const wanted = {
    ...wantedOf(at, found.wanted),
    stackTags: former.stackTags,
    restores: true as const,
    token,
    ...(updatePolicy && { updatePolicy }),
  };
  const kept = {
    kept: found.kept,
    ...(shown && { shown }),
    ...(literal && { literal: literal as Values }),
  };
  return { work: 'update', ...typed(at, definition), ...kept, wanted, had: hadBefore(at, record) };
}

/** AWS: seen in issues of CDK: a custom resource is told what it is taken back from, whether or not it came to that. */
function hadBefore(at: At, { made, attempted }: ResourceRecord): Had {
  return hadOf(at, attempted ? { ...made!, properties: attempted } : made!);
}

/** How a group's instances are brought back: as its template said before. An alias is given its version at once. */
// AWS: user guide, "UpdatePolicy attribute": a rollback uses the policy from before the operation.
function policyBack({ call, stack }: At, { UpdatePolicy }: Definition): Values | undefined {
  try {
    const policy = UpdatePolicy === undefined ? undefined : evaluate(UpdatePolicy, knownTo(call, stack));
    const rolling = isValues(policy) ? policy['AutoScalingRollingUpdate'] : undefined;
    return rolling === undefined ? undefined : { AutoScalingRollingUpdate: rolling };
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** AWS: a resource that is skipped counts as rolled back, whatever it is like. */
function skip({ call, stack, logicalId }: At, record: ResourceRecord): Job {
  const { statusReason: _reason, ...rest } = record;
  resources.put(call.tx, call, partKey(stack.key, logicalId), {
    ...rest,
    restored: true,
    status: 'UPDATE_COMPLETE',
    updatedAt: call.now,
  });
  const { definition, made } = record;
  const change = { logicalId, type: definition.Type, physicalId: made?.physicalId };
  resourceEvent(call, stack, {
    ...change,
    status: 'UPDATE_COMPLETE',
    reason: 'Resource skipped during UpdateRollback',
  });
  return { work: 'nothing' };
}
