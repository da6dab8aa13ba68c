import type { Call, Handler } from '../../../dispatch/service.ts';
import { noSuchStack } from '../errors.ts';
import { moveStack } from '../events.ts';
import type { CancelRequested, Released } from '../flow/stack.ts';
import { findStack, stackArn, stackFlowId, stacks, type StackRecord } from '../records.ts';
import { statusOf, type PhaseInput } from './begin-phase.ts';
import { forgetFlows } from './end-operation.ts';
import { outputsBack } from './exports.ts';

/** The house's own: a stack in a stack is done, and its parent says when it is cleaned up. */
export const holdStack: Handler<PhaseInput, object> = ({ stack: key, phase }, call) => {
  const stack = stacks.get(call.tx, call, key)!;
  const outputs = phase === 'rollback-cleanup' ? outputsBack(call, stack) : stack.outputs;
  moveStack(call, { ...stack, outputs, held: true }, { status: statusOf(stack, phase)! });
  return {};
};

interface NestedInput {
  readonly StackName: string;
}

/** The house's own: the parent's operation has succeeded, or is undone. */
export const cleanUpNestedStack: Handler<NestedInput, object> = ({ StackName }, call) => {
  const stack = found(call, StackName);
  if (stack.held) stacks.put(call.tx, call, stack.key, release(call, stack, 'clean up'));
  return {};
};

/** The house's own: the parent's operation is undone; a stack that is not held has not been changed by it. */
export const rollBackNestedStack: Handler<NestedInput, object> = ({ StackName }, call) => {
  const stack = found(call, StackName);
  if (stack.status === 'UPDATE_IN_PROGRESS') cancelUpdate(call, stack);
  if (stack.held && stack.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
    moveStack(call, release(call, stack, 'roll back'), { status: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  return {};
};

interface AdoptedInput extends NestedInput {
  readonly ParentId: string;
}

/** The house's own: a stack that was by itself is one in a stack from now on, and those in it are in that one, too. */
export const adoptNestedStack: Handler<AdoptedInput, object> = ({ StackName, ParentId: parentId }, call) => {
  const stack = found(call, StackName);
  const rootId = found(call, parentId).rootId ?? parentId;
  stacks.put(call.tx, call, stack.key, { ...stack, parentId, rootId });
  rootAgain(call, stack, rootId);
  return {};
};

/** Its import is undone: it is by itself again. */
export function releaseNestedStack(call: Call, name: string): void {
  const { parentId: _parent, rootId: _root, ...stack } = found(call, name);
  stacks.put(call.tx, call, stack.key, stack);
  rootAgain(call, stack, stackArn(call, stack.key));
}

function rootAgain(call: Call, { key }: StackRecord, rootId: string): void {
  const id = stackArn(call, key);
  for (const inner of stacks.list(call.tx, call).filter(({ parentId }) => parentId === id)) {
    stacks.put(call.tx, call, inner.key, { ...inner, rootId });
    rootAgain(call, inner, rootId);
  }
}

const found = (call: Call, name: string): StackRecord => findStack(call.tx, call, name) ?? noSuchStack(name);

/** What is under way is not taken any further, and rolled back. */
export function cancelUpdate(call: Call, stack: StackRecord): void {
  const fact: CancelRequested = { type: 'CancelRequested' };
  call.flows.tell(stackFlowId(call, stack.key, stack.operation), fact);
}

function release(call: Call, { held: _held, ...stack }: StackRecord, to: Released['to']): StackRecord {
  const fact: Released = { type: 'Released', to };
  call.flows.tell(stackFlowId(call, stack.key, stack.operation), fact);
  return stack;
}

/** Another operation begins on a stack that its parent has left as it is. */
export function superseded(call: Call, stack: StackRecord): StackRecord {
  if (!stack.held) return stack;
  forgetFlows(call, stack);
  return release(call, stack, 'be superseded');
}
