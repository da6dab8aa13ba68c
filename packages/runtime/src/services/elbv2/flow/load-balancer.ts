import type { Effect } from '../../../base/effects/effect.ts';
import type {
  GuardVerdict,
  LoadBalancerLogged,
  LoadBalancerMeasured,
  LoadBalancerObserved,
  LogSubject,
  RoutingTable,
} from '../../../base/effects/load-balancer.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { prefetchTable } from '../prefetch.ts';
import { typeOf } from '../records.ts';
import { metricsOf } from './metrics.ts';
import { networkMetricsOf } from './network-metrics.ts';

/** A load balancer at work: what it was told, and what it told. */
export interface LoadBalancerState {
  readonly scope: Scope;
  readonly arn: string;
  /** The version of the table in force; 0 before the first. */
  readonly applied: number;
  /** The version being applied. */
  readonly applying?: number | undefined;
  /** Why the last table was not taken. */
  readonly failure?: string | undefined;
  /** When to try again what failed. */
  readonly retryAt?: number | undefined;
  readonly observing?: boolean | undefined;
  readonly observed: LoadBalancerObserved;
  /** The version of the table that what was observed is of, or a later one. */
  readonly seen: number;
  /** From when on it is to be measured, or being measured. House time. */
  readonly measureFrom?: number | undefined;
  readonly measuring?: boolean | undefined;
  /** Of what is written down: from when on it is to be fetched, or is being. House time. */
  readonly logs?: Readonly<Partial<Record<LogSubject, Logging>>> | undefined;
  readonly removing?: boolean;
}

interface Logging {
  readonly from: number;
  readonly under: boolean;
}

/** What it routes was changed, or it was deleted: the records say which. */
export interface TableChanged {
  readonly type: 'TableChanged';
}

/** A target that is leaving, and which of its registrations it is that leaves. */
export interface Leaving {
  readonly targetGroup: string;
  readonly id: string;
  readonly port: number;
  readonly registration: number;
}

export interface Known {
  /** Undefined where the load balancer was deleted. */
  readonly table: RoutingTable | undefined;
  readonly leaving: readonly Leaving[];
  /** How much house time is measured at once: a minute, or some seconds. */
  readonly spanMs: number;
  /** What is written down. */
  readonly logs?: readonly LogSubject[];
}

type LoadBalancerDecision = Decision<LoadBalancerState>;

const minuteMs = 60_000;
/** How far back the data plane remembers. */
const rememberedMs = 15 * minuteMs;
const spansMax = 15;
/** AWS: PutMetricData, "up to 1000 metrics". */
const dataMax = 1000;
const retryMs = 10_000;
const logSpanMs = 5 * minuteMs;

export function begin(scope: Scope, arn: string): LoadBalancerState {
  return { scope, arn, applied: 0, observed: { version: 0, targets: [], verdicts: [] }, seen: 0 };
}

export const loadBalancerFlow: Flow<LoadBalancerState, TableChanged, Known> = {
  kind: 'elasticloadbalancing.load-balancer',
  prefetch: prefetchTable,
  decide,
};

function decide(
  state: LoadBalancerState,
  fact: TableChanged | EngineFact,
  now: number,
  known: Known,
): LoadBalancerDecision {
  switch (fact.type) {
    case 'Started':
    case 'TableChanged':
      return advance(state, now, known);
    case 'WakeTime':
      return advance({ ...state, retryAt: undefined }, now, known);
    case 'EffectSucceeded':
      return succeeded(state, fact, now, known);
    case 'EffectFailed':
      return failed(state, fact, now, known);
    case 'FlowEnded':
      return advance(state, now, known);
  }
}

function succeeded(
  state: LoadBalancerState,
  fact: Extract<EngineFact, { type: 'EffectSucceeded' }>,
  now: number,
  known: Known,
): LoadBalancerDecision {
  switch (fact.effect) {
    case 'apply': {
      const taken = { applied: state.applying!, applying: undefined, failure: undefined, retryAt: undefined };
      // What was observed of the last table says little about this one: it is asked for anew.
      return advance({ ...state, ...taken, observing: false }, now, known);
    }
    case 'observe': {
      const observed: LoadBalancerObserved = fact.output;
      const decision = advance({ ...state, observed, seen: state.applied, observing: false }, now, known);
      const effects = { ...farewells(state.scope, observed, known), ...alarms(state, observed) };
      return { ...decision, effects: { ...decision.effects, ...effects } };
    }
    case 'measure': {
      const measured: LoadBalancerMeasured = fact.output;
      const last = measured.later?.at(-1) ?? measured;
      const measureFrom = Math.max(last.start + last.spanMs, minuteOf(now) - rememberedMs);
      const decision = advance({ ...state, measureFrom, measuring: false }, now, known);
      return { ...decision, effects: { ...decision.effects, ...publication(state, measured) } };
    }
    case 'log requests':
    case 'log connections': {
      const logged: LoadBalancerLogged = fact.output;
      const about = subjectOf(fact.effect);
      const after = withLog(state, about, { from: logged.start + logSpanMs, under: false });
      const decision = advance(after, now, known);
      return { ...decision, effects: { ...decision.effects, ...delivery(state, about, logged) } };
    }
    case 'remove':
      return { state, ended: true };
    default:
      return advance(state, now, known);
  }
}

function failed(
  state: LoadBalancerState,
  fact: Extract<EngineFact, { type: 'EffectFailed' }>,
  now: number,
  known: Known,
): LoadBalancerDecision {
  const retryAt = now + retryMs;
  switch (fact.effect) {
    case 'apply':
      return advance({ ...state, applying: undefined, failure: fact.reason, retryAt }, now, known);
    case 'observe':
      // A data plane that does not know the load balancer is given the whole table again.
      return advance({ ...state, applied: 0, seen: 0, observing: false, retryAt }, now, known);
    case 'measure':
      return advance({ ...state, measuring: false, retryAt }, now, known);
    case 'log requests':
    case 'log connections': {
      const about = subjectOf(fact.effect);
      const { from } = state.logs![about]!;
      return advance({ ...withLog(state, about, { from, under: false }), retryAt }, now, known);
    }
    case 'remove':
      return advance({ ...state, removing: false, retryAt }, now, known);
    default:
      return advance(state, now, known);
  }
}

/** Has the data plane do what it should, one table at a time, and keeps it being watched and measured. */
function advance(state: LoadBalancerState, now: number, known: Known): LoadBalancerDecision {
  const { table, spanMs, logs = [] } = known;
  if (state.retryAt !== undefined) return { state, wakeAt: state.retryAt };
  if (!table) return remove(state);
  const effects: Record<string, Effect> = {};
  let after = state;
  if (state.applying === undefined && state.applied < table.version) {
    after = { ...after, applying: table.version };
    effects['apply'] = { type: 'loadbalancer.apply', loadBalancer: state.arn, table };
  }
  if (state.applied > 0 && !state.observing) {
    after = { ...after, observing: true };
    const version = state.seen < state.applied ? 0 : state.observed.version;
    effects['observe'] = { type: 'loadbalancer.observe', loadBalancer: state.arn, known: version };
  }
  if (state.applied > 0 && !state.measuring) {
    const start = state.measureFrom ?? minuteOf(now);
    after = { ...after, measureFrom: start, measuring: true };
    effects['measure'] = {
      type: 'loadbalancer.measure',
      loadBalancer: state.arn,
      ...spansFrom(start, spanMs, now),
    };
  }
  for (const about of logs) {
    if (state.applied === 0 || state.logs?.[about]?.under) continue;
    const slot = Math.floor(now / logSpanMs) * logSpanMs;
    const start = Math.max(state.logs?.[about]?.from ?? slot, slot - logSpanMs);
    after = withLog(after, about, { from: start, under: true });
    effects[`log ${about}`] = { type: 'loadbalancer.log', loadBalancer: state.arn, about, start };
  }
  return { state: after, effects };
}

const subjectOf = (effect: string): LogSubject => (effect === 'log requests' ? 'requests' : 'connections');

const withLog = (state: LoadBalancerState, about: LogSubject, logging: Logging): LoadBalancerState => ({
  ...state,
  logs: { ...state.logs, [about]: logging },
});

function remove(state: LoadBalancerState): LoadBalancerDecision {
  if (state.removing) return { state };
  return {
    state: { ...state, removing: true, applying: undefined },
    effects: { remove: { type: 'loadbalancer.remove', loadBalancer: state.arn } },
    cancels: ['apply', 'observe', 'measure', 'log requests', 'log connections'],
  };
}

/** Targets that have finished what they had are taken off the records. */
function farewells(scope: Scope, observed: LoadBalancerObserved, { leaving }: Known): Record<string, Effect> {
  const drained = new Set(
    observed.targets
      .filter((target) => target.state === 'drained')
      .map((target) => `${target.targetGroup}|${target.id}|${target.port}`),
  );
  const gone = leaving.filter(({ targetGroup, id, port }) => drained.has(`${targetGroup}|${id}|${port}`));
  return Object.fromEntries(
    gone.map((input): [string, Effect] => [
      `farewell:${input.registration}`,
      {
        type: 'aws.call',
        service: 'elasticloadbalancing',
        operation: 'FinishDraining',
        input,
        as: servicePrincipal('elasticloadbalancing'),
        scope,
      },
    ]),
  );
}

/** What a guard has become sure of sets its alarm off, at once. */
function alarms(state: LoadBalancerState, { verdicts }: LoadBalancerObserved): Record<string, Effect> {
  const known = new Set(state.observed.verdicts.map((verdict) => JSON.stringify(verdict)));
  const fresh = verdicts.filter((verdict) => !known.has(JSON.stringify(verdict)));
  return Object.fromEntries(
    fresh.map((verdict): [string, Effect] => [
      `alarm:${verdict.alarm}`,
      {
        type: 'aws.call',
        service: 'cloudwatch',
        operation: 'SetAlarmState',
        input: { AlarmName: verdict.alarm, StateValue: 'ALARM', ...reasonOf(verdict) },
        as: servicePrincipal('elasticloadbalancing'),
        scope: state.scope,
      },
    ]),
  );
}

function reasonOf({ bad, hits, share, ...verdict }: GuardVerdict) {
  const percent = Number((100 * share).toFixed(1));
  return {
    StateReason:
      `${hits} of ${bad} bad requests hit the new version, which has ${percent} % of all requests: ` +
      'one that is no worse would come to that less than once in 10^9 bad requests.',
    StateReasonData: JSON.stringify({ bad, hits, share, ...verdict }),
  };
}

function publication(state: LoadBalancerState, measured: LoadBalancerMeasured): Record<string, Effect> {
  const isNetwork = typeOf(state.arn) === 'network';
  const told = isNetwork ? networkMetricsOf : metricsOf;
  const data = [measured, ...(measured.later ?? [])].flatMap((span) => told(state.arn, span));
  const effects: Record<string, Effect> = {};
  for (let from = 0; from < data.length; from += dataMax)
    effects[`metrics:${measured.start}${from > 0 ? `:${from}` : ''}`] = {
      type: 'aws.call',
      service: 'cloudwatch',
      operation: 'PutMetricData',
      input: {
        Namespace: isNetwork ? 'AWS/NetworkELB' : 'AWS/ApplicationELB',
        MetricData: data.slice(from, from + dataMax),
      },
      as: servicePrincipal('elasticloadbalancing'),
      scope: state.scope,
    };
  return effects;
}

/** AWS: "publishes a log file … every 5 minutes". */
function delivery(
  state: LoadBalancerState,
  about: LogSubject,
  { start, lines }: LoadBalancerLogged,
): Record<string, Effect> {
  if (!lines) return {};
  return {
    [`deliver ${about}:${start}`]: {
      type: 'aws.call',
      service: 'elasticloadbalancing',
      operation: 'DeliverLog',
      input: { LoadBalancerArn: state.arn, about, end: start + logSpanMs, lines },
      as: servicePrincipal('elasticloadbalancing'),
      scope: state.scope,
    },
  };
}

/**
 * Spans do not cross minutes: where they have become longer, the next one ends with its minute. Those that are over
 * already are measured together: one at a time, a clock that runs fast would leave them further and further behind.
 */
function spansFrom(start: number, asked: number, now: number) {
  const spanMs = Math.min(asked, minuteOf(start) + minuteMs - start);
  const over = spanMs < asked ? 1 : Math.min(Math.floor((now - start) / spanMs), spansMax);
  return { start, spanMs, ...(over > 1 && { count: over }) };
}

const minuteOf = (now: number): number => Math.floor(now / minuteMs) * minuteMs;
