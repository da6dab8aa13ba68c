import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { outputNotText } from '../errors.ts';
import { moveStack, type StackChange } from '../events.ts';
import { evaluate, textIn } from '../template/evaluate.ts';
import { exists } from '../template/graph.ts';
import type { Known } from '../template/known.ts';
import type { Template, Value } from '../template/template.ts';
import { templateOfStack } from '../stack-template.ts';
import {
  definitionKey,
  definitions,
  exportsOf,
  partKey,
  phaseKey,
  phases,
  resourceFlowId,
  resources,
  settings,
  stackNames,
  stacks,
  templates,
  type Output,
  type Phase,
  type StackRecord,
  type Wish,
} from '../records.ts';
import { dropImports, outputsBack, takeExports } from './exports.ts';
import { requireQuiet } from './triggers.ts';
import { knownTo } from './known.ts';

interface OperationInput {
  readonly stack: string;
  readonly operation: number;
}

/** The house's own: everything is made; the stack's outputs and exports are those of its template. */
export const settleOutputs: Handler<OperationInput, object> = (input, call) => {
  const stack = stacks.get(call.tx, call, input.stack)!;
  requireQuiet(call, stack);
  const outputs = outputsOf(templateOfStack(call, stack), knownTo(call, stack));
  takeExports(call, stack, outputs);
  const formerOutputs = stack.formerOutputs ?? stack.outputs;
  stacks.put(call.tx, call, stack.key, { ...stack, outputs, formerOutputs });
  return {};
};

/** The outputs of a template, with all functions resolved. */
export const outputsOf = ({ Outputs }: Template, known: Known): Output[] =>
  Object.entries(Outputs)
    .filter(([, output]) => exists(output, known.conditions))
    .map(([key, { Value: value, Description: description, Export: exported }]) => ({
      key,
      value: text(key, value, known),
      ...(description !== undefined && { description: text(key, description, known) }),
      ...(exported && { exportName: text(key, exported.Name, known) }),
    }));

const text = (key: string, value: Value, known: Known): string =>
  textIn(evaluate(value, known)) ?? outputNotText(key);

interface EndInput extends OperationInput {
  readonly status: sdk.StackStatus;
  readonly reason?: string;
}

const allPhases: readonly Phase[] = ['forward', 'cleanup', 'rollback', 'rollback-cleanup', 'delete'];

/** The house's own: the operation is over. What was kept for it alone is forgotten. */
export const endOperation: Handler<EndInput, object> = (input, call) => {
  const before = stacks.get(call.tx, call, input.stack)!;
  const { status, reason } = input;
  forgetFlows(call, before);
  const { skipped: _skipped, policyOnce: _policy, imports: _imports, problem: _problem, ...after } = before;
  // These may be continued, rolled back, or tried again: what they go back to is kept.
  if (unfinished.includes(status)) return move(call, after, { status, reason });
  forgetFormer(call, before);
  if (status === 'DELETE_COMPLETE') return leave(call, before);
  const { former, formerOutputs: _outputs, statusBefore: _before, ...others } = after;
  const undone = status === 'UPDATE_ROLLBACK_COMPLETE' || status === 'IMPORT_ROLLBACK_COMPLETE';
  const outputs = undone ? outputsBack(call, before) : before.outputs;
  const rest = { ...others, outputs, stable: before.operation };
  const wish = former && undone ? former : before.wish;
  if (former) forgetWish(call, before, wish === former ? before.wish : former);
  return move(call, { ...rest, wish }, { status, reason });
};

const unfinished: readonly sdk.StackStatus[] = [
  'CREATE_FAILED',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_FAILED',
  'ROLLBACK_FAILED',
];

function move(call: Call, stack: StackRecord, change: StackChange): object {
  moveStack(call, stack, change);
  return {};
}

/** The template that the stack is not any more, or has not become. */
function forgetWish(call: Call, stack: StackRecord, forgotten: Wish): void {
  const kept = [stack.wish, stack.former!].find((wish) => wish !== forgotten)!;
  dropImports(call, stack, [kept.template]);
  templates.delete(call.tx, call, partKey(stack.key, forgotten.template));
  settings.delete(call.tx, call, partKey(stack.key, forgotten.template));
}

function leave(call: Call, before: StackRecord): object {
  stackNames.delete(call.tx, call, before.name);
  dropImports(call, before, []);
  for (const { exportName: name } of before.outputs)
    if (name !== undefined) exportsOf.delete(call.tx, call, name);
  return move(call, { ...before, deletedAt: call.now }, { status: 'DELETE_COMPLETE' });
}

/** The flows of an operation's resources, and what they went by. */
export function forgetFlows(call: Call, stack: StackRecord): void {
  for (const phase of allPhases) {
    const ofPhase = phaseKey(stack.key, stack.operation, phase);
    const ids = phases.get(call.tx, call, ofPhase);
    if (!ids) continue;
    for (const logicalId of ids) call.flows.remove(resourceFlowId(call, ofPhase, logicalId));
    phases.delete(call.tx, call, ofPhase);
    if (phase !== 'forward') continue;
    for (const logicalId of ids) definitions.delete(call.tx, call, definitionKey(stack, logicalId));
  }
}

/** What a rollback would have gone back to is not needed any more. */
function forgetFormer(call: Call, stack: StackRecord): void {
  for (const record of resources.list(call.tx, call, { prefix: partKey(stack.key, '') })) {
    if (!record.former && !record.formerDefinition && !record.restored) continue;
    const { former: _former, formerDefinition: _definition, restored: _restored, ...rest } = record;
    resources.put(call.tx, call, partKey(stack.key, record.logicalId), rest);
  }
}
