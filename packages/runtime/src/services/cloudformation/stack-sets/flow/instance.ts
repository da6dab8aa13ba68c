import { assert } from '../../../../base/assert.ts';
import { never } from '../../../../base/never.ts';
import type { Scope } from '../../../../base/scope.ts';
import { servicePrincipal } from '../../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../../engine/flow.ts';
import { stackInstanceKind } from '../records.ts';
import { playedOut, type Answer } from './instance-script.ts';
import type { Job, Outcome } from './instance-job.ts';
import { workOf } from './instance-work.ts';

/** One operation on a set, at one account and region. Its work is played again at each answer: docs/decisions/0011. */
export interface InstanceState {
  /** Where the set is. */
  readonly scope: Scope;
  readonly stackSet: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly step: InstanceStep;
}

type InstanceStep =
  | { readonly type: 'begin' }
  | { readonly type: 'work'; readonly job: Job; readonly answers: readonly Answer[] }
  | { readonly type: 'end'; readonly outcome: Outcome }
  | { readonly type: 'over'; readonly outcome: Outcome };

export const beginInstance = (start: Omit<InstanceState, 'step'>): InstanceState => ({
  ...start,
  step: { type: 'begin' },
});

export const stackInstanceFlow: Flow<InstanceState, never> = {
  kind: stackInstanceKind,
  decide(state, fact: EngineFact) {
    switch (fact.type) {
      case 'Started':
        return { state, effects: { begin: inside(state, 'BeginStackInstance', {}) } };
      case 'EffectSucceeded':
        return answered(state, { output: fact.output as unknown });
      case 'EffectFailed':
        return answered(state, { code: fact.code, reason: fact.reason });
      case 'WakeTime':
      case 'FlowEnded':
        return { state };
      default:
        return never(fact);
    }
  },
};

function answered(state: InstanceState, answer: Answer): Decision<InstanceState> {
  const { step } = state;
  switch (step.type) {
    case 'begin':
      assert('output' in answer, 'an instance can always begin');
      return work(state, answer.output as Job, []);
    case 'work':
      return work(state, step.job, [...step.answers, answer]);
    case 'end':
      assert('output' in answer, 'what came of it can be written down');
      return {
        state: { ...state, step: { type: 'over', outcome: step.outcome } },
        ended: true,
        forgotten: true,
      };
    case 'over':
      return { state };
    default:
      return never(step);
  }
}

function work(state: InstanceState, job: Job, answers: readonly Answer[]): Decision<InstanceState> {
  const script = workOf(job);
  const played = script ? playedOut(script, answers) : { outcome: { status: 'SUCCEEDED' } as const };
  if ('ask' in played)
    return {
      state: { ...state, step: { type: 'work', job, answers: played.answers } },
      effects: { ask: played.ask.effect },
    };
  const { outcome } = played;
  return {
    state: { ...state, step: { type: 'end', outcome } },
    effects: { end: inside(state, 'EndStackInstance', { outcome }) },
  };
}

const inside = (state: InstanceState, operation: string, input: object) =>
  ({
    type: 'aws.call',
    service: 'cloudformation',
    operation,
    input: {
      stackSet: state.stackSet,
      operation: state.operation,
      account: state.account,
      region: state.region,
      ...input,
    },
    as: servicePrincipal('cloudformation'),
    scope: state.scope,
  }) as const;
