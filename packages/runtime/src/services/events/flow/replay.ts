import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A replay under way: an archive's events, told again to the rules of its bus, the oldest first. */
export interface Replaying extends Scope {
  readonly name: string;
  readonly state: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  /** The key of the event that was replayed last. */
  readonly after?: string;
  /** Its time. */
  readonly lastAt?: number;
  readonly endedAt?: number;
}

export type ReplayFact = { readonly type: 'CancelRequested' };

/** What `ReplaySome` answers. */
export interface ReplayedSome {
  readonly after?: string;
  readonly lastAt?: number;
  readonly more: boolean;
}

export const replayFlow: Flow<Replaying, ReplayFact> = { kind: 'events.replay', decide };

function decide(replay: Replaying, fact: ReplayFact | EngineFact, now: number): Decision<Replaying> {
  switch (fact.type) {
    case 'Started':
      return goOn(replay);
    case 'EffectSucceeded': {
      const { more, ...last } = fact.output as ReplayedSome;
      const state = { ...replay, ...last };
      return more ? goOn(state) : { state: { ...state, state: 'COMPLETED', endedAt: now }, ended: true };
    }
    case 'EffectFailed':
      return { state: { ...replay, state: 'FAILED', endedAt: now }, ended: true };
    case 'CancelRequested':
      return { state: { ...replay, state: 'CANCELLED', endedAt: now }, ended: true };
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a replay neither sleeps nor awaits another flow');
      return { state: replay };
    default:
      return never(fact);
  }
}

function goOn(state: Replaying): Decision<Replaying> {
  const { account, region, name, after } = state;
  return {
    state,
    effects: {
      some: {
        type: 'aws.call',
        service: 'events',
        operation: 'ReplaySome',
        input: { name, after },
        as: servicePrincipal('events'),
        scope: { account, region },
      },
    },
  };
}
