import type { Scope } from '../../../base/scope.ts';
import type { Call } from '../../../dispatch/service.ts';
import { exportInUse, exportUsed, noSuchExport } from '../errors.ts';
import {
  definitionKey,
  definitions,
  exportsOf,
  imports,
  partKey,
  settings,
  stacks,
  type Output,
  type StackRecord,
} from '../records.ts';
import { templateOfStack } from '../stack-template.ts';
import { needsOf } from '../template/needs.ts';
import type { Value } from '../template/template.ts';
import { knownTo } from './known.ts';

/** What a stack's template imports has to be there before anything is done. From here on nobody may take it away. */
export function takeImports(call: Call, stack: StackRecord): void {
  const resources = definitions.list(call.tx, call, { prefix: definitionKey(stack, '') });
  const outputs = Object.values(templateOfStack(call, stack).Outputs);
  const values: Value[] = [
    ...resources.map(({ Properties }) => Properties),
    ...outputs.flatMap(({ Value, Export }) => (Export ? [Value, Export.Name] : [Value])),
  ];
  const { exports: names } = needsOf(values, { ...knownTo(call, stack), resource: () => undefined });
  for (const name of names) if (!exportsOf.get(call.tx, call, name)) noSuchExport(name);
  for (const name of names) imports.put(call.tx, call, importKey(name, stack.key), stack.key);
  const key = partKey(stack.key, stack.wish.template);
  settings.put(call.tx, call, key, { ...settings.get(call.tx, call, key)!, imports: names });
}

const importKey = (name: string, stackKey: string): string => `${name}|${stackKey}`;

/** What a stack no longer imports, others may change again. `kept`: numbers of the templates it still goes by. */
export function dropImports(call: Call, stack: StackRecord, kept: readonly number[]): void {
  const used = new Set(kept.flatMap((number) => importsOf(call, stack, number)));
  const all = [stack.wish, stack.former].flatMap((wish) =>
    wish ? importsOf(call, stack, wish.template) : [],
  );
  for (const name of all) if (!used.has(name)) imports.delete(call.tx, call, importKey(name, stack.key));
}

const importsOf = (call: Call, stack: StackRecord, number: number): readonly string[] =>
  settings.get(call.tx, call, partKey(stack.key, number))?.imports ?? [];

/** The names of the stacks that import an export. */
export function importersOf(call: Pick<Call, 'tx'> & Scope, name: string): string[] {
  const keys = imports.list(call.tx, call, { prefix: `${name}|` });
  return keys.map((key) => stacks.get(call.tx, call, key)!.name);
}

/** A stack's outputs are these now, and its exports. */
export function takeExports(call: Call, stack: StackRecord, outputs: readonly Output[]): void {
  requireEachOnce(stack, outputs);
  const wanted = new Map(
    outputs.flatMap(({ exportName, value }) => (exportName ? [[exportName, value]] : [])),
  );
  for (const { exportName: name, value } of stack.outputs) {
    if (name === undefined || wanted.get(name) === value) continue;
    const users = importersOf(call, name);
    if (users.length > 0) exportUsed(name, wanted.has(name) ? 'updated' : 'deleted', users);
    exportsOf.delete(call.tx, call, name);
  }
  for (const [name, value] of wanted) {
    const taken = exportsOf.get(call.tx, call, name!);
    if (taken && taken.stackKey !== stack.key) exportInUse(name!, taken.stackKey.split('/')[0]!);
    exportsOf.put(call.tx, call, name!, { name: name!, value: value!, stackKey: stack.key });
  }
}

// AWS: unverified wording of a name that one template exports twice.
function requireEachOnce({ name: stackName }: StackRecord, outputs: readonly Output[]): void {
  const seen = new Set<string>();
  for (const { exportName: name } of outputs) {
    if (name !== undefined && seen.has(name)) exportInUse(name, stackName);
    if (name !== undefined) seen.add(name);
  }
}

/** A stack's outputs and exports are what they were before the operation under way. */
export function outputsBack(call: Call, { key, outputs, formerOutputs }: StackRecord): readonly Output[] {
  if (!formerOutputs) return outputs;
  for (const { exportName: name } of outputs) if (name !== undefined) exportsOf.delete(call.tx, call, name);
  for (const { exportName: name, value } of formerOutputs)
    if (name !== undefined) exportsOf.put(call.tx, call, name, { name, value, stackKey: key });
  return formerOutputs;
}

/** A stack whose exports others import cannot go. */
export function requireUnused(call: Call, stack: StackRecord): void {
  for (const { exportName: name } of stack.outputs) {
    const users = name === undefined ? [] : importersOf(call, name);
    if (users.length > 0) exportUsed(name!, 'deleted', users);
  }
}
