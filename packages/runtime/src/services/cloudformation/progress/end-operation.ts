import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { exportInUse, outputNotText } from '../errors.ts';
import { moveStack } from '../events.ts';
import { evaluate, textIn } from '../template/evaluate.ts';
import { exists } from '../template/graph.ts';
import type { Known } from '../template/known.ts';
import type { Value } from '../template/template.ts';
import { templateOfStack } from '../stack-template.ts';
import {
  definitions,
  exportsOf,
  partKey,
  phaseKey,
  phases,
  resourceFlowId,
  resources,
  stackNames,
  stacks,
  type Output,
  type Phase,
  type StackRecord,
} from '../records.ts';
import { definitionKey } from './begin-phase.ts';
import { knownTo } from './known.ts';

interface OperationInput {
  readonly stack: string;
  readonly operation: number;
}

/** The house's own: everything is made; the stack's outputs and exports are those of its template. */
export const settleOutputs: Handler<OperationInput, object> = (input, call) => {
  const stack = stacks.get(call.tx, call, input.stack)!;
  const known = knownTo(call, stack);
  const declared = Object.entries(templateOfStack(call, stack).Outputs);
  const outputs = declared
    .filter(([, output]) => exists(output, known.conditions))
    .map(([key, { Value: value, Description: description, Export: exported }]): Output => ({
      key,
      value: text(key, value, known),
      ...(description !== undefined && { description: text(key, description, known) }),
      ...(exported && { exportName: text(key, exported.Name, known) }),
    }));
  takeExports(call, stack, outputs);
  stacks.put(call.tx, call, stack.key, { ...stack, outputs });
  return {};
};

const text = (key: string, value: Value, known: Known): string =>
  textIn(evaluate(value, known)) ?? outputNotText(key);

function takeExports(call: Call, stack: StackRecord, outputs: readonly Output[]): void {
  for (const { exportName: name } of stack.outputs)
    if (name !== undefined) exportsOf.delete(call.tx, call, name);
  for (const { exportName: name, value } of outputs) {
    if (name === undefined) continue;
    const taken = exportsOf.get(call.tx, call, name);
    if (taken) exportInUse(name, taken.stackKey.slice(0, taken.stackKey.indexOf('/')));
    exportsOf.put(call.tx, call, name, { name, value, stackKey: stack.key });
  }
}

interface EndInput extends OperationInput {
  readonly status: sdk.StackStatus;
  readonly reason?: string;
}

const allPhases: readonly Phase[] = ['forward', 'cleanup', 'rollback', 'rollback-cleanup', 'delete'];

/** The house's own: the operation is over. What was kept for it alone is forgotten. */
export const endOperation: Handler<EndInput, object> = (input, call) => {
  const before = stacks.get(call.tx, call, input.stack)!;
  forgetFlows(call, before);
  const rolledBack = input.status === 'UPDATE_ROLLBACK_COMPLETE';
  const { former, ...rest } = before;
  const stack: StackRecord = rolledBack && former ? { ...rest, wish: former } : rest;
  if (input.status !== 'UPDATE_ROLLBACK_FAILED') forgetFormer(call, before);
  if (input.status === 'DELETE_COMPLETE') return leave(call, stack);
  const { status, reason } = input;
  moveStack(call, input.status === 'UPDATE_ROLLBACK_FAILED' ? before : stack, { status, reason });
  return {};
};

function leave(call: Call, before: StackRecord): object {
  stackNames.delete(call.tx, call, before.name);
  for (const { exportName: name } of before.outputs)
    if (name !== undefined) exportsOf.delete(call.tx, call, name);
  moveStack(call, { ...before, deletedAt: call.now }, { status: 'DELETE_COMPLETE' });
  return {};
}

function forgetFlows(call: Call, stack: StackRecord): void {
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
    if (!record.former && !record.formerDefinition) continue;
    const { former: _former, formerDefinition: _definition, ...rest } = record;
    resources.put(call.tx, call, partKey(stack.key, record.logicalId), rest);
  }
}
