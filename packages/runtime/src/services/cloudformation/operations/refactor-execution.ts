import type { Call } from '../../../dispatch/service.ts';
import { exportInUse, exportUsed } from '../errors.ts';
import { moveStack, resourceEvent } from '../events.ts';
import { outputsOf } from '../progress/end-operation.ts';
import { dropImports, importersOf, takeImports } from '../progress/exports.ts';
import { knownTo } from '../progress/known.ts';
import {
  definitionKey,
  definitions,
  drifts,
  exportsOf,
  partKey,
  resources,
  settings,
  stackNames,
  stacks,
  templates,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';
import type { Move, Place, RefactorRecord, RefactoredStack } from '../refactors.ts';
import { templateOfStack } from '../stack-template.ts';
import { beginStackOperation, layOut, userInitiated } from './launch.ts';
import { stackToBe } from './proposed-change-set.ts';

/**
 * Gives resources their other names and stacks, all at once: whoever looks sees them where they were, or where they
 * are to be. Nothing is called; resources do not notice.
 */
export function executeRefactor(call: Call, refactor: RefactorRecord): void {
  const begun = refactor.stacks.map((refactored) => begin(call, refactored));
  const stackOf = ({ stackKey }: Place): StackRecord =>
    begun.find(({ stack }) => stack.key === stackKey)!.stack;
  const taken = refactor.moves.map((move) => takeOut(call, stackOf(move.from), move));
  for (const [index, { to }] of refactor.moves.entries()) putIn(call, stackOf(to), to, taken[index]!);
  for (const { stack } of begun) redefine(call, stack);
  const outputs = begun.map(({ stack }) => outputsOf(templateOfStack(call, stack), knownTo(call, stack)));
  const ended = begun.map((each, index) => ({ ...each, stack: { ...each.stack, outputs: outputs[index]! } }));
  exchangeExports(call, ended);
  for (const each of ended) finish(call, each);
}

interface Begun {
  readonly stack: StackRecord;
  readonly before: StackRecord | undefined;
}

function begin(call: Call, { key, name, wish }: RefactoredStack): Begun {
  const before = stacks.get(call.tx, call, key);
  if (!before) stackNames.put(call.tx, call, name, key);
  const wanted: StackRecord = before
    ? { ...before, wish, updatedAt: call.now }
    : { ...stackToBe(name, call), key, wish };
  const stack = beginStackOperation(call, wanted, {
    type: before ? 'UPDATE_STACK' : 'CREATE_STACK',
    status: before ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS',
    reason: userInitiated,
  });
  layOut(call, stack);
  return { stack, before };
}

/** AWS: API reference, StackEvent, ResourceStatus: a resource is exported by a stack, and imported by the other. */
function takeOut(call: Call, stack: StackRecord, { from, type, physicalId }: Move): ResourceRecord {
  const key = partKey(stack.key, from.logicalId);
  const record = resources.get(call.tx, call, key)!;
  const change = { logicalId: from.logicalId, type, physicalId };
  resourceEvent(call, stack, { ...change, status: 'EXPORT_IN_PROGRESS' });
  resourceEvent(call, stack, { ...change, status: 'EXPORT_COMPLETE' });
  resources.delete(call.tx, call, key);
  drifts.delete(call.tx, call, key);
  return record;
}

function putIn(call: Call, stack: StackRecord, { logicalId }: Place, record: ResourceRecord): void {
  const { statusReason: _reason, imported: _imported, ...rest } = record;
  const change = { logicalId, type: record.definition.Type, physicalId: record.made!.physicalId };
  resourceEvent(call, stack, { ...change, status: 'IMPORT_IN_PROGRESS' });
  resourceEvent(call, stack, { ...change, status: 'IMPORT_COMPLETE' });
  resources.put(call.tx, call, partKey(stack.key, logicalId), {
    ...rest,
    logicalId,
    status: 'IMPORT_COMPLETE',
    updatedAt: call.now,
    operation: stack.operation,
  });
}

/** What the template says of each resource now: others may be called otherwise in it. */
function redefine(call: Call, stack: StackRecord): void {
  for (const record of resources.list(call.tx, call, { prefix: partKey(stack.key, '') })) {
    const definition = definitions.get(call.tx, call, definitionKey(stack, record.logicalId));
    if (definition)
      resources.put(call.tx, call, partKey(stack.key, record.logicalId), { ...record, definition });
  }
}

/** Exports may become other stacks': those who import them do not notice. */
function exchangeExports(call: Call, ended: readonly Begun[]): void {
  const provided = new Map(
    ended.flatMap(({ stack }) =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [[exportName, { value, stack }] as const],
      ),
    ),
  );
  const keys = new Set(ended.map(({ stack }) => stack.key));
  const former = ended.flatMap(({ before }) => before?.outputs ?? []);
  for (const { exportName: name } of former) {
    if (name === undefined) continue;
    if (!provided.has(name)) refuseUsed(call, name, ended);
    exportsOf.delete(call.tx, call, name);
  }
  for (const [name, { value, stack }] of provided) {
    const other = exportsOf.get(call.tx, call, name);
    if (other && !keys.has(other.stackKey)) exportInUse(name, other.stackKey.split('/')[0]!);
    exportsOf.put(call.tx, call, name, { name, value, stackKey: stack.key });
  }
}

/** Those that are refactored may stop importing. */
function refuseUsed(call: Call, name: string, ended: readonly Begun[]): void {
  const users = importersOf(call, name).filter((user) => !ended.some(({ stack }) => stack.name === user));
  if (users.length > 0) exportUsed(name, 'deleted', users);
}

function finish(call: Call, { stack, before }: Begun): void {
  takeImports(call, stack);
  for (const logicalId of Object.keys(templateOfStack(call, stack).Resources))
    definitions.delete(call.tx, call, definitionKey(stack, logicalId));
  if (before) {
    dropImports(call, { ...stack, former: before.wish }, [stack.wish.template]);
    templates.delete(call.tx, call, partKey(stack.key, before.wish.template));
    settings.delete(call.tx, call, partKey(stack.key, before.wish.template));
  }
  const { drift: _drift, ...rest } = stack;
  const status = before ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE';
  moveStack(call, { ...rest, stable: stack.operation }, { status });
}
