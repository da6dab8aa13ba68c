import type { Call, Handler } from '../../../dispatch/service.ts';
import { nestings } from '../records.ts';

interface Nesting {
  readonly StackName: string;
  /** The ARN of the stack whose resource it is. */
  readonly ParentId: string;
}

/** The house's own: a stack of this name is about to be created in another; CreateStack has no word for it. */
export const nestStack: Handler<Nesting, object> = ({ StackName, ParentId }, call) => {
  nestings.put(call.tx, call, StackName, ParentId);
  return {};
};

/** The stack that a new one is to be nested in. */
export const nestingOf = (call: Call, name: string): string | undefined => nestings.get(call.tx, call, name);

/** The same, once it is there. */
export function takeNesting(call: Call, name: string): string | undefined {
  const parentId = nestingOf(call, name);
  if (parentId !== undefined) nestings.delete(call.tx, call, name);
  return parentId;
}
