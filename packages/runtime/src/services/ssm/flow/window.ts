import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, Flow } from '../../../engine/flow.ts';
import { nextOpening, windowFlowKind, type WindowSettings } from '../windows/kept.ts';

/** A maintenance window that waits for its time. */
export interface WindowState extends Scope {
  readonly windowId: string;
  readonly settings: WindowSettings;
  /** House time from which a rate counts. */
  readonly since: number;
  readonly due?: number | undefined;
}

export type WindowFact = { readonly type: 'WindowChanged'; readonly settings: WindowSettings };

export const windowFlow: Flow<WindowState, WindowFact> = {
  kind: windowFlowKind,
  decide(before, fact, now) {
    switch (fact.type) {
      case 'Started':
        return waiting(before, now);
      case 'WindowChanged': {
        const isAnother = fact.settings.Schedule !== before.settings.Schedule;
        return waiting({ ...before, settings: fact.settings, since: isAnother ? now : before.since }, now);
      }
      case 'WakeTime':
        return { ...waiting(before, now), effects: { [`open ${before.due}`]: open(before) } };
      case 'EffectSucceeded':
      case 'EffectFailed':
      case 'FlowEnded':
        return { state: before, wakeAt: before.due };
      default:
        return never(fact);
    }
  },
};

function waiting(state: WindowState, now: number): Decision<WindowState> {
  const due = nextOpening(state.settings, { after: now, since: state.since });
  return { state: { ...state, due }, wakeAt: due };
}

const open = ({ account, region, windowId, due }: WindowState) => ({
  type: 'aws.call' as const,
  service: 'ssm',
  operation: 'OpenWindow',
  input: { windowId, due },
  as: servicePrincipal('ssm'),
  scope: { account, region },
});
