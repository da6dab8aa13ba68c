import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Numbered } from '../deliveries.ts';

/** A repository at a provider that somebody follows: looked at now and then, and when something is told of it. */
export interface Followed {
  /** The connection's. */
  readonly scope: Scope;
  readonly ConnectionArn: string;
  readonly FullRepositoryId: string;
  /** What was told of and nobody has looked at yet, the oldest first. */
  readonly told: readonly Numbered[];
  /** How much of that is being looked at. */
  readonly looking?: number | undefined;
  readonly failures: number;
  /** House time: when it was last used, and when it is looked at next. */
  readonly usedAt: number;
  readonly nextAt?: number | undefined;
}

export type RepositoryFact =
  /** A pipeline follows it, or has read it. */
  | { readonly type: 'RepositoryUsed' }
  | { readonly type: 'DeliveryTaken'; readonly told: readonly Numbered[] };

const minuteMs = 60_000;
/** As often as AWS polls [M]: for who cannot be reached by deliveries. */
const restMs = minuteMs;
const restMsMax = 15 * minuteMs;
/** AWS: user guide, "polling is disabled for pipelines that are inactive for 30 days". */
const usedMs = 30 * 24 * 60 * minuteMs;
/** A provider that tells more than this while nobody can look is looked at when it can be. */
const toldMax = 500;

export const repositoryFlow: Flow<Followed, RepositoryFact> = {
  kind: 'codestar-connections.repository',
  decide(state, fact, now) {
    const decision = decide(state, fact, now);
    return { ...decision, wakeAt: decision.ended ? undefined : decision.state.nextAt };
  },
};

function decide(state: Followed, fact: RepositoryFact | EngineFact, now: number): Decision<Followed> {
  switch (fact.type) {
    case 'Started':
    case 'WakeTime':
      return look({ ...state, nextAt: undefined });
    case 'RepositoryUsed': {
      const used = { ...state, usedAt: now };
      return state.looking === undefined && state.nextAt === undefined ? look(used) : { state: used };
    }
    case 'DeliveryTaken':
      return look({ ...state, told: [...state.told, ...fact.told].slice(-toldMax) });
    case 'EffectSucceeded': {
      const told = state.told.slice(state.looking);
      const seen = { ...state, told, looking: undefined, failures: 0 };
      return told.length > 0 ? look(seen) : rest(seen, now, restMs);
    }
    case 'EffectFailed':
      return failed({ ...state, looking: undefined, failures: state.failures + 1 }, fact.code, now);
    case 'FlowEnded':
      return { state };
    default:
      return never(fact);
  }
}

/** One look at a time. What is told meanwhile is looked at after it. */
function look(state: Followed): Decision<Followed> {
  if (state.looking !== undefined) return { state };
  const { scope, ConnectionArn, FullRepositoryId, told } = state;
  const fetch: Effect = {
    type: 'aws.call',
    service: 'codestar-connections',
    operation: 'FetchRepository',
    input: { ConnectionArn, FullRepositoryId, told },
    as: servicePrincipal('codestar-connections'),
    scope,
  };
  return { state: { ...state, looking: told.length, nextAt: undefined }, effects: { fetch } };
}

function rest(state: Followed, now: number, ms: number): Decision<Followed> {
  const isUsed = now - state.usedAt < usedMs;
  return { state: { ...state, nextAt: isUsed || state.told.length > 0 ? now + ms : undefined } };
}

/** A connection that is gone is followed by nobody. Anything else may pass: what was told is kept. */
function failed(state: Followed, code: string, now: number): Decision<Followed> {
  if (code === 'ResourceNotFoundException') return { state, ended: true, forgotten: true };
  return rest(state, now, Math.min(restMs * 2 ** (state.failures - 1), restMsMax));
}
