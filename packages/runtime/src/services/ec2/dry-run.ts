import { isWaiting, type Operation } from '../../dispatch/service.ts';
import { wouldHaveSucceeded } from './errors.ts';

type Operations = Readonly<Record<string, Operation>>;

/**
 * AWS: `DryRun` of every operation: what would be refused is refused, what would not is told so by an error; nothing is
 * done either way. The call is made and, by that error, undone: its transaction is not kept.
 */
export function withDryRun(operations: Operations): Operations {
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, dry(operation)]));
}

function dry(operation: Operation): Operation {
  if (isWaiting(operation))
    return {
      waits: async (input, call) => (input.DryRun ? wouldHaveSucceeded() : operation.waits(input, call)),
    };
  return (input, call) => {
    const answer = operation(input, call);
    return input.DryRun ? wouldHaveSucceeded() : answer;
  };
}
