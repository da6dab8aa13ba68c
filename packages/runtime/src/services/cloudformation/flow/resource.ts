import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Ask, Made, ResourceType, Work } from '../../../dispatch/resource.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { importing } from '../resources/importing.ts';
import { cleaningUp } from '../resources/nested-stack.ts';
import { signalledCreation } from '../resources/creation-signals.ts';
import { resourceKind } from '../records.ts';
import type { DynamicReference } from '../template/dynamic-references.ts';
import { lookupOf, refusalOf, valueOf, type Resolved } from './lookup.ts';
import { nameOf, standingOf, type Answer } from './play.ts';
import type { Ending, Job, ResourceSettled, ResourceState, Settled } from './resource-state.ts';

/** The operation on the stack has failed elsewhere, or was called off. */
export interface ResourceCancelled {
  readonly type: 'ResourceCancelled';
}

export type FindType = (typeName: string, registry: RegistryType | undefined) => ResourceType;

/**
 * One resource in one phase: waits for what it depends on, finds out what there is to do, does it, writes it down.
 * Its work is played again from the beginning at each answer: docs/decisions/0011.
 */
export const resourceFlow = (findType: FindType): Flow<ResourceState, ResourceCancelled> => ({
  kind: resourceKind,
  decide: (state, fact, now) => decide(state, fact, { now, findType }),
});

/** What a decision goes by besides the state and the fact. */
interface Known {
  readonly now: number;
  readonly findType: FindType;
}

function decide(
  state: ResourceState,
  fact: ResourceCancelled | EngineFact,
  known: Known,
): Decision<ResourceState> {
  switch (fact.type) {
    case 'Started':
      return state.after.length === 0 ? begin(state) : { state, awaits: state.after };
    case 'FlowEnded':
      return dependencyEnded(state, fact.state as ResourceState);
    case 'ResourceCancelled':
      return cancelled(state, known);
    case 'WakeTime':
      return late(state, known);
    case 'EffectSucceeded':
      return answered(state, { effect: fact.effect, output: fact.output as unknown }, known);
    case 'EffectFailed':
      return answered(state, { effect: fact.effect, code: fact.code, reason: fact.reason }, known);
    default:
      return never(fact);
  }
}

function dependencyEnded(state: ResourceState, other: ResourceState): Decision<ResourceState> {
  const { step } = state;
  if (step.type !== 'dependencies') return stay(state);
  assert(other.step.type === 'over', 'what has ended is over');
  if (other.step.settled.outcome !== 'done') return over(state, { outcome: 'skipped', verb: 'create' });
  const left = step.left - 1;
  return left > 0 ? { state: { ...state, step: { ...step, left } } } : begin(state);
}

function begin(state: ResourceState, resolved?: Resolved): Decision<ResourceState> {
  const { stackKey: stack, operation, phase, logicalId } = state;
  return {
    state: { ...state, step: { type: 'begin' } },
    effects: { begin: inside(state, 'BeginResource', { stack, operation, phase, logicalId, ...resolved }) },
  };
}

type Outcome = { readonly effect: string } & (
  { readonly output: unknown } | { readonly code: string; readonly reason: string }
);

function answered(state: ResourceState, outcome: Outcome, known: Known): Decision<ResourceState> {
  const { step } = state;
  switch (step.type) {
    case 'begin':
      assert('output' in outcome, 'a resource can always begin');
      return begun(state, outcome.output as Job, known);
    case 'resolve':
      return resolving(state, step, outcome);
    case 'work': {
      const { effect: _effect, ...answer } = outcome;
      const answers: Answer[] = [...step.answers, { asked: step.asked, ...answer }];
      return work(state, { job: step.job, answers }, known);
    }
    case 'end':
      assert('output' in outcome, 'what came of it can be written down');
      return over(state, step.settled);
    case 'dependencies':
    case 'over':
      return stay(state);
    default:
      return never(step);
  }
}

function begun(state: ResourceState, job: Job, known: Known): Decision<ResourceState> {
  switch (job.work) {
    case 'nothing':
      return over(state, { outcome: 'done', verb: 'update' });
    case 'resolve':
      return resolve(state, job.references);
    case 'impossible':
      return end(state, job, { failed: { code: 'InvalidRequest', message: job.reason } });
    case 'forget':
      return end(state, job, job.retained ? { retained: true } : { gone: true });
    case 'create':
    case 'import':
    case 'update':
    case 'clean up':
    case 'delete':
      return work(state, { job, answers: [] }, known);
    default:
      return never(job);
  }
}

type Working = Extract<ResourceState['step'], { readonly type: 'work' }>;
/** Asks other services for what stands behind dynamic references. */
function resolve(state: ResourceState, references: readonly DynamicReference[]): Decision<ResourceState> {
  const { as, scope } = state;
  const asked = references.map((reference, index) => [
    `reference-${index}`,
    { type: 'aws.call', ...lookupOf(reference), as, session: 'AWSCloudFormation', scope } as const,
  ]);
  return {
    state: { ...state, step: { type: 'resolve', references, answers: {} } },
    effects: Object.fromEntries(asked) as Record<string, Effect>,
  };
}

type Resolving = Extract<ResourceState['step'], { readonly type: 'resolve' }>;

function resolving(state: ResourceState, step: Resolving, outcome: Outcome): Decision<ResourceState> {
  const reference = step.references[Number(outcome.effect.slice('reference-'.length))]!;
  const found = 'code' in outcome ? refusalOf(reference, outcome) : valueOf(reference, outcome.output);
  if ('refused' in found) {
    const cancels = step.references.map((_, index) => `reference-${index}`);
    return { ...begin(state, { refused: found.refused }), cancels };
  }
  const answers = { ...step.answers, [reference.text]: found.value };
  if (Object.keys(answers).length === step.references.length) return begin(state, { answers });
  return { state: { ...state, step: { ...step, answers } } };
}

/** Work that asks for something. */
type Asking = Working['job'];

interface Done {
  readonly job: Asking;
  readonly answers: readonly Answer[];
}

function work(state: ResourceState, done: Done, known: Known): Decision<ResourceState> {
  const { job, answers } = done;
  const standing = standingOf(workOf(job, known.findType), answers);
  switch (standing.type) {
    case 'asks':
      if (state.cancelled && standing.ask.ask === 'wait')
        return work(state, { job, answers: [...answers, calledOff(nameOf(standing.ask))] }, known);
      return ask(state, done, standing.ask, known.now);
    case 'done':
      if (job.work === 'clean up') return end(state, job, { cleaned: true });
      return end(state, job, job.work === 'delete' ? { gone: true } : { made: standing.result as Made });
    case 'failed': {
      const { code, message } = standing;
      if (job.work === 'delete' && job.force) return end(state, job, { retained: true, reason: message });
      return end(state, job, state.cancelled ? { cancelled: true } : { failed: { code, message } });
    }
    default:
      return never(standing);
  }
}

function workOf(job: Asking, findType: FindType): Work<Made | void> {
  const type = findType(job.type, job.registry);
  switch (job.work) {
    case 'create':
      return job.signals ? signalledCreation(type, job.wanted, job.signals) : type.create(job.wanted);
    case 'import':
      return importing(type, job.wanted, job.sought);
    case 'update':
      assert(type.update, `${job.type} is replaced, never updated`);
      return type.update(job.wanted, job.had);
    case 'clean up':
      return cleaningUp(job.had);
    case 'delete':
      return type.delete(job.had);
    default:
      return never(job);
  }
}

function ask(state: ResourceState, { job, answers }: Done, asks: Ask, now: number): Decision<ResourceState> {
  const lateAt = asks.ask === 'wait' && asks.timeoutMs !== undefined ? now + asks.timeoutMs : undefined;
  return {
    state: {
      ...state,
      step: { type: 'work', job, answers, asked: nameOf(asks), ...(lateAt !== undefined && { lateAt }) },
    },
    effects: { ask: effectOf(state, job, asks) },
    wakeAt: lateAt,
  };
}

function effectOf(state: ResourceState, job: Asking, asks: Ask): Effect {
  if (asks.ask === 'made') {
    const { stackKey: stack, operation, logicalId } = state;
    const { physicalId } = asks;
    const wanted = 'wanted' in job ? job.wanted : undefined;
    return inside(state, 'MadeResource', { stack, operation, logicalId, physicalId, wanted });
  }
  const { service, operation, input } = asks;
  const region = asks.ask === 'call' ? asks.region : undefined;
  const scope = { account: state.scope.account, region: region ?? state.scope.region };
  const asked = { service, operation, input, as: state.as, session: 'AWSCloudFormation', scope };
  return asks.ask === 'call'
    ? { type: 'aws.call', ...asked }
    : { type: 'aws.wait', ...asked, until: asks.until };
}

// AWS: what handlers say that have waited too often.
const exceeded = (asked: string): Answer => ({
  asked,
  code: 'NotStabilized',
  reason: 'Exceeded attempts to wait',
});

const calledOff = (asked: string): Answer => ({ asked, code: 'OperationCanceled', reason: 'cancelled' });

/** What was waited for has not come. */
function late(state: ResourceState, known: Known): Decision<ResourceState> {
  const { step } = state;
  return step.type === 'work' ? giveUp(state, step, { answer: exceeded(step.asked), known }) : stay(state);
}

/** What only waits is cut short; what is being called is let finish, so that nothing made is lost. */
function cancelled(before: ResourceState, known: Known): Decision<ResourceState> {
  const state: ResourceState = { ...before, cancelled: true };
  const { step } = state;
  if (step.type === 'dependencies') return over(state, { outcome: 'skipped', verb: 'create' });
  if (step.type === 'work' && step.asked.startsWith('wait '))
    return giveUp(state, step, { answer: calledOff(step.asked), known });
  return stay(state);
}

interface GivenUp {
  readonly answer: Answer;
  readonly known: Known;
}

/** Goes on without what was asked. */
function giveUp(state: ResourceState, step: Working, { answer, known }: GivenUp): Decision<ResourceState> {
  const decision = work(state, { job: step.job, answers: [...step.answers, answer] }, known);
  return decision.effects?.['ask'] ? decision : { ...decision, cancels: ['ask'] };
}

function end(state: ResourceState, job: Job, ending: Ending): Decision<ResourceState> {
  const { stackKey: stack, operation, phase, logicalId } = state;
  const outcome = 'failed' in ending ? 'failed' : 'cancelled' in ending ? 'cancelled' : 'done';
  const settled: Settled = { outcome, verb: verbOf(state, job) };
  const input = { stack, operation, phase, logicalId, job, ending };
  return {
    state: { ...state, step: { type: 'end', settled } },
    effects: { end: inside(state, 'EndResource', input) },
  };
}

function verbOf(state: ResourceState, job: Job): Settled['verb'] {
  if (job.work === 'impossible') return job.verb;
  if (job.work === 'clean up' || (job.work === 'create' && job.replaces)) return 'update';
  if (job.work !== 'nothing' && job.work !== 'resolve' && job.work !== 'forget') return job.work;
  return state.phase === 'forward' ? 'create' : 'delete';
}

/** The end is told to the stack; the state that stays is small, since all who depend on it are told of it. */
function over(state: ResourceState, settled: Settled): Decision<ResourceState> {
  const fact: ResourceSettled = {
    type: 'ResourceSettled',
    logicalId: state.logicalId,
    phase: state.phase,
    ...settled,
  };
  return {
    state: { ...state, after: [], step: { type: 'over', settled } },
    tells: [{ flow: state.stackFlow, fact }],
    ended: true,
  };
}

function stay(state: ResourceState): Decision<ResourceState> {
  const lateAt = state.step.type === 'work' ? state.step.lateAt : undefined;
  return { state, wakeAt: lateAt };
}

const inside = (state: ResourceState, operation: string, input: object): Effect => ({
  type: 'aws.call',
  service: 'cloudformation',
  operation,
  input,
  as: servicePrincipal('cloudformation'),
  scope: state.scope,
});
