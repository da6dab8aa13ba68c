import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { EngineFact, Flow, NewFlow } from '../../../engine/flow.ts';
import { flowId } from '../../../dispatch/service.ts';
import type { WindowExecution } from './window-execution-state.ts';

/** What was done while a window was open, and is to be forgotten. */
interface Retained extends Scope {
  readonly windowId: string;
  readonly executionId: string;
  readonly endedAt: number;
}

const retainedKind = 'ssm.window-retention';

/** AWS: General Reference, quotas of Systems Manager: maintenance windows, "Execution history retention: 30 days". */
const retainedMs = 30 * 86_400_000;

export const windowRetentionFlow: Flow<Retained, never> = {
  kind: retainedKind,
  decide(retained, fact: EngineFact) {
    if (fact.type === 'Started') return { state: retained, wakeAt: retained.endedAt + retainedMs };
    if (fact.type === 'WakeTime') return { state: retained, effects: { forget: forgetting(retained) } };
    return { state: retained, ended: true, forgotten: true };
  },
};

const forgetting = ({ account, region, windowId, executionId }: Retained) => ({
  type: 'aws.call' as const,
  service: 'ssm',
  operation: 'ForgetWindowExecution',
  input: { windowId, executionId },
  as: servicePrincipal('ssm'),
  scope: { account, region },
});

/** Begun by an execution that ends. */
export function retained({ account, region, windowId, executionId }: WindowExecution, now: number): NewFlow {
  const state: Retained = { account, region, windowId, executionId, endedAt: now };
  return { kind: retainedKind, id: flowId(retainedKind, state, executionId), state };
}
