import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { EngineFact, Flow, NewFlow } from '../../../engine/flow.ts';
import { flowId } from '../../../dispatch/service.ts';
import { nameOf, type Execution } from './execution-state.ts';

/** An execution that has ended, and is to be forgotten unless it is redriven meanwhile. */
interface Retained {
  readonly scope: Scope;
  readonly flow: string;
  readonly stopDate: number;
  /** Unset of standard ones. */
  readonly keptMs?: number;
}

const retainedKind = 'states.retained';

/** AWS: quotas, "Execution history retention time: 90 days". */
const retainedMs = 90 * 24 * 60 * 60 * 1000;
/** Express ones are told of to those who wait for them, and to nobody else. */
const expressMs = 60_000;

export const retentionFlow: Flow<Retained, never> = {
  kind: retainedKind,
  decide(retained, fact: EngineFact) {
    if (fact.type === 'Started')
      return { state: retained, wakeAt: retained.stopDate + (retained.keptMs ?? retainedMs) };
    if (fact.type === 'WakeTime') return { state: retained, effects: { forget: forgetting(retained) } };
    return { state: retained, ended: true, forgotten: true };
  },
};

const forgetting = ({ scope, flow, stopDate }: Retained): AwsCall => ({
  type: 'aws.call',
  service: 'states',
  operation: 'ForgetExecution',
  input: { flow, stopDate },
  as: servicePrincipal('states'),
  scope,
});

/** What is begun when an execution has ended. Children of a map run go with what that is in. */
export function retained(before: Execution, after: Execution): NewFlow[] {
  const { scope, flow, type, stopDate, redrives, child } = after;
  if (before.status !== 'RUNNING' || stopDate === undefined || child) return [];
  // Redriven, it may have ended again at the same moment.
  const ends = `${stopDate}:${redrives?.count ?? 0}`;
  const id = flowId(retainedKind, scope, `${nameOf(after)}:${ends}`);
  const state: Retained = { scope, flow, stopDate, ...(type === 'EXPRESS' && { keptMs: expressMs }) };
  return [{ kind: retainedKind, id, state }];
}
