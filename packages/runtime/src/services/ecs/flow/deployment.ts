import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { askingActions } from '../../../base/routed-actions.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { alarmNames, checkAlarms, ringing, watchAlarms, watchingOf } from './deployment-alarms.ts';
import {
  beginHooks,
  hookAnswered,
  hookDecided,
  hookRefused,
  hooksAt,
  hookWakes,
  openHooks,
  withoutHooks,
  type HooksTurn,
} from './deployment-hooks.ts';
import {
  deploymentKind,
  isGoingBack,
  type DeploymentFact,
  type DeploymentState,
} from './deployment-state.ts';
import { stepsBack } from './deployment-steps.ts';
import type { DeploymentSettled } from './service-state.ts';
import { lookAt, sendTo } from './traffic.ts';

type DeploymentDecision = Decision<DeploymentState>;
type Effects = Readonly<Record<string, Effect>>;

/** One flow for each service deployment: of a rolling update it tells, of the others it decides. */
export const deploymentFlow: Flow<DeploymentState, DeploymentFact> = {
  kind: deploymentKind,
  decide(state, fact, now) {
    const { state: after, ...rest } = decide(state, fact, now);
    const wakes = [...hookWakes(after), ...(after.phase === 'baking' ? [after.bakedAt!] : [])];
    const later = wakes.filter((time) => time > now);
    return {
      ...rest,
      state: after === state ? after : { ...after, updatedAt: now },
      ...(!rest.ended && { wakeAt: later.length > 0 ? Math.min(...later) : undefined }),
    };
  },
};

function decide(state: DeploymentState, fact: DeploymentFact | EngineFact, now: number): DeploymentDecision {
  switch (fact.type) {
    case 'Started':
      return begin(state, now);
    case 'WakeTime':
      return woken(state, now);
    case 'EffectSucceeded':
      return succeeded(state, fact.effect, fact.output, now);
    case 'EffectFailed':
      return refused(state, fact.effect, fact.reason, now);
    case 'RolloutReady':
      return bakeRollout(state, now);
    case 'RolloutCompleted':
      return ended(state, 'SUCCESSFUL', undefined, now);
    case 'RolloutFailed':
      return rolloutFailed(
        { ...state, broken: { failures: fact.failures } },
        fact.reason,
        fact.rollsBack,
        now,
      );
    case 'RolledBack':
      return ended(state, 'ROLLBACK_SUCCESSFUL', state.statusReason, now);
    case 'TaskSetSteady':
      return stepOf(state)?.does === 'scale' && state.phase === 'acting' && state.acting.length === 0
        ? hooksBegin(state, now)
        : { state };
    case 'StopRequested':
      return stopRequested(state, fact.stopType, now);
    case 'Superseded':
      return ended(withoutHooks(state), 'STOPPED', fact.reason, now);
    case 'HookAnswered':
      return hooksTurned(hookDecided(state, fact.hook, fact.action), now);
    case 'FlowEnded':
      return { state };
  }
}

const stepOf = (state: DeploymentState) => state.steps[state.at];

/** Alarms are looked at first: those that are on already are not watched. */
function begin(state: DeploymentState, now: number): DeploymentDecision {
  const started: DeploymentState = { ...state, status: 'IN_PROGRESS', startedAt: now };
  const names = alarmNames(state);
  if (names) return { state: started, effects: { 'alarms:check': checkAlarms(state, names) } };
  return started.shifting ? act(started, now) : { state: started };
}

function woken(state: DeploymentState, now: number): DeploymentDecision {
  if (state.phase === 'baking' && now >= state.bakedAt!)
    return state.shifting ? act({ ...state, at: state.at + 1 }, now) : rolloutBaked(state, now);
  return hooksTurned(hooksAt(state, now), now);
}

/** Does what the step that the deployment is at is there for. */
function act(state: DeploymentState, now: number): DeploymentDecision {
  const step = stepOf(state);
  if (!step) return settled(state, now);
  const here: DeploymentState = { ...state, stage: step.stage, phase: 'acting', bakedAt: undefined };
  const effects = effectsOf(here);
  const acting = Object.keys(effects);
  if (acting.length === 0 && step.does !== 'scale') return hooksBegin(here, now);
  return { state: { ...here, acting }, effects };
}

function effectsOf(state: DeploymentState): Effects {
  const step = stepOf(state)!;
  const rules = (kind: string) =>
    state.rules.map((rule, index) => ({ rule, index })).filter(({ rule }) => rule.kind === kind);
  const sent = (kind: string, percent: number) =>
    rules(kind).map(({ rule, index }) => [`rule:${index}`, sendTo(state, rule, percent)] as const);
  const { cluster, serviceName, taskSet, source } = state;
  switch (step.does) {
    case 'reconcile':
      return Object.fromEntries(state.rules.map((rule, index) => [`look:${index}`, lookAt(state, rule)]));
    case 'scale':
      return {
        scale: inside(state, 'ScaleDeployment', { cluster, serviceName, taskSet, keeps: source?.taskSet }),
      };
    case 'test':
      return Object.fromEntries(sent('test', step.weight!));
    case 'shift':
      return Object.fromEntries(sent('production', step.weight!));
    case 'clean': {
      const keeps = isGoingBack(state) ? source?.taskSet : taskSet;
      return { clean: inside(state, 'SettleDeployment', { cluster, serviceName, keeps }) };
    }
    default:
      return {};
  }
}

function inside({ scope }: DeploymentState, operation: string, input: object): Effect {
  return { type: 'aws.call', service: 'ecs', operation, input, as: servicePrincipal('ecs'), scope };
}

/** Waits for the task sets that are let go of to have ended. */
const cleaned = ({ scope, cluster, serviceName }: DeploymentState): Effect => ({
  type: 'aws.wait',
  service: 'ecs',
  operation: 'DescribeTaskSets',
  input: { cluster, service: serviceName },
  until: 'length(taskSets[?status==`DRAINING`]) == `0`',
  as: servicePrincipal('ecs'),
  scope,
});

function succeeded(state: DeploymentState, effect: string, output: any, now: number): DeploymentDecision {
  const [kind, index = ''] = effect.split(':');
  if (effect === 'alarms:check') return alarmsChecked(state, output, now);
  if (effect === 'alarms:watch') return alarmsRang(state, ringing(output), now);
  if (kind === 'hook') return hooksTurned(hookAnswered(state, effect, output, now), now);
  if (!state.acting.includes(effect)) return { state };
  const left: DeploymentState = { ...state, acting: state.acting.filter((each) => each !== effect) };
  switch (kind) {
    case 'look':
      return looked(left, Number(index), output);
    case 'clean': {
      const waits: DeploymentState = { ...left, acting: ['cleaned'] };
      return { state: waits, effects: { cleaned: cleaned(waits) } };
    }
    case 'scale':
      // A service of no tasks is steady at once, and does not tell so.
      return output.desired === 0 ? hooksBegin(left, now) : { state: left };
    default:
      return left.acting.length > 0 ? { state: left } : hooksBegin(shifted(left), now);
  }
}

/** A rule that has been looked at sends everybody to the source first: whatever was shifted before is undone. */
function looked(state: DeploymentState, index: number, output: any): DeploymentDecision {
  const { IsDefault, Actions = [] } = output.Rules?.at(-1) ?? {};
  const asking = askingActions(Actions);
  const seen = { isDefault: IsDefault === true, ...(asking.length > 0 && { asking }) };
  const rules = state.rules.map((rule, at) => (at === index ? { ...rule, ...seen } : rule));
  const after: DeploymentState = { ...state, rules, acting: [...state.acting, `rule:${index}`] };
  const rule = rules[index]!;
  const percent = state.source ? 0 : 100;
  return { state: after, effects: { [`rule:${index}`]: sendTo(after, rule, percent) } };
}

function shifted(state: DeploymentState): DeploymentState {
  const { does, weight = 0 } = stepOf(state)!;
  if (does === 'shift') return { ...state, productionWeight: weight };
  return does === 'test' ? { ...state, testWeight: weight } : state;
}

function hooksBegin(state: DeploymentState, now: number): DeploymentDecision {
  return hooksTurned(beginHooks({ ...state, phase: 'hooks', acting: [] }, now), now);
}

function hooksTurned({ state, effects, failure }: HooksTurn, now: number): DeploymentDecision {
  if (failure !== undefined) return fail(state, failure, now);
  if (state.phase !== 'hooks' || openHooks(state).length > 0) return { state, effects };
  const bakeMs = stepOf(state)?.bakeMs ?? 0;
  if (bakeMs > 0) return { state: { ...state, phase: 'baking', bakedAt: now + bakeMs }, effects };
  return act({ ...state, at: state.at + 1 }, now);
}

function refused(state: DeploymentState, effect: string, reason: string, now: number): DeploymentDecision {
  if (effect.startsWith('hook:')) return hooksTurned(hookRefused(state, effect), now);
  // AWS: unverified of alarms that cannot be looked at: the deployment goes on without them.
  if (effect.startsWith('alarms:')) {
    const off = { names: alarmNames(state) ?? [], status: 'DISABLED' as const, triggered: [], windowMs: 0 };
    const unwatched = { ...state, alarms: off };
    return effect === 'alarms:check' && state.shifting ? act(unwatched, now) : { state: unwatched };
  }
  if (!state.acting.includes(effect)) return { state };
  return fail({ ...state, acting: [] }, `Service deployment failed: ${reason}`, now);
}

function alarmsChecked(state: DeploymentState, output: any, now: number): DeploymentDecision {
  const { watched, ...alarms } = watchingOf(alarmNames(state) ?? [], output);
  const after: DeploymentState = { ...state, alarms };
  const next =
    state.shifting && state.phase === 'acting' && state.at === 0 ? act(after, now) : { state: after };
  if (watched.length === 0) return next;
  return { ...next, effects: { ...next.effects, 'alarms:watch': watchAlarms(after, watched) } };
}

function alarmsRang(state: DeploymentState, triggered: string[], now: number): DeploymentDecision {
  if (!state.alarms || isGoingBack(state)) return { state };
  const after: DeploymentState = { ...state, alarms: { ...state.alarms, status: 'TRIGGERED', triggered } };
  const reason = 'Service deployment rolled back because of a CloudWatch alarm.';
  if (state.configuration.alarms?.rollback) return fail(after, reason, now);
  return stop(after, 'Service deployment failed because of a CloudWatch alarm.', now);
}

/** Takes the deployment back, or what of it is there to be taken back. */
function fail(state: DeploymentState, reason: string, now: number): DeploymentDecision {
  if (isGoingBack(state)) return onTheWayBack(state, reason, now);
  if (!state.source) return stop(state, reason, now);
  const going: DeploymentState = {
    ...withoutHooks(state),
    status: 'ROLLBACK_IN_PROGRESS',
    statusReason: reason,
    rollback: { reason, startedAt: now },
  };
  if (!state.shifting)
    return tellService(going, { type: 'DeploymentSettled', outcome: 'failed', reason, rollsBack: true });
  const back = stepsBack({ production: state.at > 0 && state.rules.length > 0, test: state.testWeight > 0 });
  const turned = act({ ...going, steps: back, at: 0 }, now);
  const told = tellService(turned.state, {
    type: 'DeploymentSettled',
    outcome: 'failed',
    reason,
    rollsBack: false,
  });
  return { ...turned, tells: told.tells!, cancels: ['alarms:watch', 'scale', 'cleaned'] };
}

/** What goes wrong on the way back is told at its end; customers are back first, whatever it is. */
function onTheWayBack(state: DeploymentState, reason: string, now: number): DeploymentDecision {
  return act({ ...withoutHooks(state), rollbackTrouble: reason, at: state.at + 1 }, now);
}

/** Ends it where it is. */
function stop(state: DeploymentState, reason: string, now: number): DeploymentDecision {
  const told = tellService(state, { type: 'DeploymentSettled', outcome: 'failed', reason, rollsBack: false });
  return { ...ended(withoutHooks(state), 'STOPPED', reason, now), tells: told.tells! };
}

function tellService(
  state: DeploymentState,
  settled: Omit<DeploymentSettled, 'taskSet'>,
): DeploymentDecision {
  const fact: DeploymentSettled = { ...settled, taskSet: state.taskSet };
  return { state, tells: [{ flow: state.serviceFlow, fact }] };
}

function settled(state: DeploymentState, now: number): DeploymentDecision {
  if (!isGoingBack(state)) {
    const told = tellService(state, { type: 'DeploymentSettled', outcome: 'completed' });
    return { ...ended(state, 'SUCCESSFUL', undefined, now), tells: told.tells! };
  }
  const { rollbackTrouble: trouble, statusReason } = state;
  return ended(state, trouble ? 'ROLLBACK_FAILED' : 'ROLLBACK_SUCCESSFUL', trouble ?? statusReason, now);
}

function ended(
  state: DeploymentState,
  status: DeploymentState['status'],
  statusReason: string | undefined,
  now: number,
): DeploymentDecision {
  const { alarms } = state;
  const watched =
    alarms?.status === 'MONITORING' ? { ...alarms, status: 'MONITORING_COMPLETE' as const } : alarms;
  return {
    state: {
      ...state,
      status,
      statusReason,
      alarms: watched,
      finishedAt: now,
      ...(status === 'STOPPED' && { stoppedAt: now }),
    },
    ended: true,
  };
}

/** A rolling update is there: its alarms are watched as long as they look back. */
function bakeRollout(state: DeploymentState, now: number): DeploymentDecision {
  if (state.shifting || isGoingBack(state)) return { state };
  const { bakeTimeInMinutes: minutes } = state.configuration;
  const bakeMs = minutes !== undefined ? minutes * 60_000 : (state.alarms?.windowMs ?? 0);
  if (bakeMs === 0) return rolloutBaked(state, now);
  return { state: { ...state, phase: 'baking', bakedAt: now + bakeMs } };
}

function rolloutBaked(state: DeploymentState, now: number): DeploymentDecision {
  return settled({ ...state, phase: 'acting', bakedAt: undefined }, now);
}

/** The circuit breaker has given it up: the service has rolled its tasks back itself, where it rolls them. */
function rolloutFailed(
  state: DeploymentState,
  reason: string,
  rollsBack: boolean,
  now: number,
): DeploymentDecision {
  if (state.shifting) return rollsBack ? fail(state, reason, now) : stop(state, reason, now);
  if (!rollsBack) return ended(state, 'STOPPED', reason, now);
  return {
    state: {
      ...state,
      status: 'ROLLBACK_IN_PROGRESS',
      statusReason: reason,
      rollback: { reason, startedAt: now },
      phase: 'acting',
    },
  };
}

function stopRequested(
  state: DeploymentState,
  stopType: 'ABORT' | 'ROLLBACK',
  now: number,
): DeploymentDecision {
  if (isGoingBack(state)) return { state };
  if (stopType === 'ABORT') return stop(state, 'Service deployment stopped by user request.', now);
  return fail(state, 'Service deployment rolled back by user request.', now);
}
