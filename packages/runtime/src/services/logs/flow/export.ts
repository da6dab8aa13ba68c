import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** An export task: run once, from its beginning after a crash. */
export interface Export extends Scope {
  readonly taskId: string;
}

export const exportFlow: Flow<Export, never> = { kind: 'logs.export', decide };

function decide(task: Export, fact: EngineFact): Decision<Export> {
  switch (fact.type) {
    case 'Started':
      return { state: task, effects: { run: asked(task, 'RunExport', {}) } };
    case 'EffectFailed':
      if (fact.effect === 'run')
        return { state: task, effects: { fail: asked(task, 'FailExport', { reason: fact.reason }) } };
      return { state: task, ended: true, forgotten: true };
    case 'EffectSucceeded':
      return { state: task, ended: true, forgotten: true };
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'an export waits for its work alone');
      return { state: task };
    default:
      return never(fact);
  }
}

const asked = ({ account, region, taskId }: Export, operation: string, more: object) => ({
  type: 'aws.call' as const,
  service: 'logs',
  operation,
  input: { taskId, ...more },
  as: servicePrincipal('logs'),
  scope: { account, region },
});
