import type { Handler } from '../../../dispatch/service.ts';
import { macroExists } from '../errors.ts';
import { macros } from '../records.ts';

interface Registered {
  readonly name: string;
  readonly functionName: string;
  /** It may be there already. */
  readonly again?: boolean;
}

/** The house's own: AWS has no operation for it but a stack's resource. */
export const putMacro: Handler<Registered, object> = ({ name, functionName, again }, call) => {
  const before = macros.get(call.tx, call, name);
  if (before && !again && before.effectId !== call.effectId) macroExists(name);
  const { effectId } = call;
  macros.put(call.tx, call, name, { functionName, ...(effectId !== undefined && { effectId }) });
  return {};
};

/** The house's own. */
export const deleteMacro: Handler<{ readonly name: string }, object> = ({ name }, call) => {
  macros.delete(call.tx, call, name);
  return {};
};

/** The house's own. */
export const readMacro: Handler<{ readonly name: string }, { readonly functionName?: string }> = (
  { name },
  call,
) => {
  const found = macros.get(call.tx, call, name);
  return found ? { functionName: found.functionName } : {};
};
