import type { Effect } from '../../../../base/effects/effect.ts';
import { never } from '../../../../base/never.ts';
import type { Ask, Made, ResourceType, Work } from '../../../../dispatch/resource.ts';
import type { Decision, EngineFact, Flow } from '../../../../engine/flow.ts';
import { nameOf, standingOf, type Answer } from '../../flow/play.ts';
import { errorCodeOf } from '../errors.ts';
import { identifierOf, modelOf } from '../model.ts';
import { requestKind, type RequestOutcome, type RequestState } from '../records.ts';

/** The request was called off. */
export interface CancellationRequested {
  readonly type: 'CancellationRequested';
}

type FindType = (typeName: string) => ResourceType;

/** One request of Cloud Control: the work of one resource type, played again at each answer (decision 0011). */
export const requestFlow = (findType: FindType): Flow<RequestState, CancellationRequested> => ({
  kind: requestKind,
  decide: (state, fact, now) => decide(state, fact, { now, findType }),
});

interface Known {
  readonly now: number;
  readonly findType: FindType;
}

function decide(
  state: RequestState,
  fact: CancellationRequested | EngineFact,
  known: Known,
): Decision<RequestState> {
  switch (fact.type) {
    case 'Started':
      return goOn(state, known);
    case 'EffectSucceeded':
      return goOn(answered(state, { output: fact.output as unknown }), known);
    case 'EffectFailed':
      return goOn(answered(state, { code: fact.code, reason: fact.reason }), known);
    case 'WakeTime':
      return { ...goOn(answered(state, exceeded), known), cancels: ['ask'] };
    case 'CancellationRequested':
      return cancelled({ ...state, cancelling: true });
    case 'FlowEnded':
      return stay(state);
    default:
      return never(fact);
  }
}

// AWS: what handlers say that have waited too often.
const exceeded = { code: 'NotStabilized', reason: 'Exceeded attempts to wait' };

type Outcome = { readonly output: unknown } | { readonly code: string; readonly reason: string };

function answered({ asked = '', lateAt: _late, ...state }: RequestState, outcome: Outcome): RequestState {
  const answer: Answer = { asked, ...outcome };
  return { ...state, answers: [...state.answers, answer] };
}

/** What only waits is cut short; what is being called is let finish, so that its outcome is known. */
function cancelled(state: RequestState): Decision<RequestState> {
  if (!state.asked?.startsWith('wait ')) return stay(state);
  return { ...end(state, { status: 'CANCEL_COMPLETE' }), cancels: ['ask'] };
}

function goOn(state: RequestState, known: Known): Decision<RequestState> {
  const standing = standingOf(workOf(state, known.findType(state.typeName)), state.answers);
  switch (standing.type) {
    case 'asks':
      if (standing.ask.ask === 'made')
        return goOn(made(state, standing.ask.physicalId, nameOf(standing.ask)), known);
      return state.cancelling
        ? end(state, { status: 'CANCEL_COMPLETE' })
        : ask(state, standing.ask, known.now);
    case 'done':
      return end({ ...state, identifier: standing.result.identifier }, succeeded(standing.result));
    case 'failed': {
      const { code, message } = standing;
      return end(state, { status: 'FAILED', code: errorCodeOf(code), message });
    }
    default:
      return never(standing);
  }
}

/** From here on it exists: whoever asked has to know by which name, even if the rest fails. */
function made(state: RequestState, physicalId: string, asked: string): RequestState {
  const properties = state.job.work === 'DELETE' ? {} : state.job.wanted.properties;
  const identifier = identifierOf(state.primaryIdentifier, { properties, attributes: {}, physicalId });
  return { ...answered({ ...state, asked }, { output: null }), identifier };
}

interface Done {
  readonly identifier: string;
  readonly model?: object;
}

const succeeded = ({ model }: Done): RequestOutcome => ({
  status: 'SUCCESS',
  ...(model && { model: JSON.stringify(model) }),
});

function* workOf(state: RequestState, type: ResourceType): Work<Done> {
  const { job } = state;
  switch (job.work) {
    case 'CREATE':
      return yield* described(state, type, yield* type.create(job.wanted));
    case 'UPDATE':
      return yield* described(state, type, yield* type.update!(job.wanted, job.had));
    case 'DELETE':
      yield* type.delete(job.had);
      return { identifier: state.identifier! };
    default:
      return never(job);
  }
}

/** What was made, as it can be read. */
function* described(state: RequestState, type: ResourceType, made: Made): Work<Done> {
  const { primaryIdentifier, job, typeName } = state;
  const { physicalId, attributes = {} } = made;
  const { properties, ...stood } = job.work === 'DELETE' ? job.had : job.wanted;
  const read = type.read && (yield* type.read({ ...stood, physicalId, attributes, properties }));
  const live = { ...properties, ...read };
  return {
    identifier: identifierOf(primaryIdentifier, { properties: live, attributes, physicalId }),
    model: modelOf(typeName, { properties: live, attributes }),
  };
}

function ask(state: RequestState, asks: Exclude<Ask, { ask: 'made' }>, now: number): Decision<RequestState> {
  const { service, operation, input } = asks;
  const region = asks.ask === 'call' ? asks.region : undefined;
  const scope = { account: state.scope.account, region: region ?? state.scope.region };
  const asked = { service, operation, input, as: state.as, session: 'AWSCloudFormation', scope };
  const effect: Effect =
    asks.ask === 'call' ? { type: 'aws.call', ...asked } : { type: 'aws.wait', ...asked, until: asks.until };
  const lateAt = asks.ask === 'wait' && asks.timeoutMs !== undefined ? now + asks.timeoutMs : undefined;
  return {
    state: { ...state, asked: nameOf(asks), ...(lateAt !== undefined && { lateAt }) },
    effects: { ask: effect },
    wakeAt: lateAt,
  };
}

function end(state: RequestState, outcome: RequestOutcome): Decision<RequestState> {
  const { asked: _asked, lateAt: _late, ...rest } = state;
  return { state: { ...rest, answers: [], outcome }, ended: true };
}

const stay = (state: RequestState): Decision<RequestState> => ({ state, wakeAt: state.lateAt });
