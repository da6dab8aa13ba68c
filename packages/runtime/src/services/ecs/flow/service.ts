import { alphabets, derivedWord } from '../../../base/ids.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow, NewFlow, Telling } from '../../../engine/flow.ts';
import { taskFlowId, type TaskSetRecord } from '../records.ts';
import { prefetchWanted } from '../wanted.ts';
import { noteFailure, noteHealth, noteUnhealthy } from './back-off.ts';
import { breakCircuit, giveUp } from './circuit-breaker.ts';
import { completesAt, completionWake, stabilityOf, waitsForOlder } from './completion.ts';
import { deploymentTellings } from './deployment-news.ts';
import { serviceHappenings } from './event-bridge.ts';
import { rollingPlan, scalePlan, type Plan } from './rollout.ts';
import { subject, targetNews, tasksNamed, withEvent } from './service-news.ts';
import {
  countsOf,
  isLive,
  isOver,
  type DeploymentSettled,
  type ServiceFact,
  type ServiceState,
  type ServiceTask,
  type TaskChanged,
  type Wanted,
} from './service-state.ts';
import { beginTask, summaryOf, type TaskFact, type TaskState } from './task-state.ts';

type ServiceDecision = Decision<ServiceState>;

export const serviceFlow: Flow<ServiceState, ServiceFact, Wanted> = {
  kind: 'ecs.service',
  prefetch: prefetchWanted,
  decide(state, fact, now, wanted) {
    const decision = decide(state, fact, now, wanted);
    return {
      ...decision,
      tells: [...(decision.tells ?? []), ...deploymentTellings(state, decision.state, wanted)],
      events: serviceHappenings(state, decision.state, wanted, now),
    };
  },
};

function decide(
  state: ServiceState,
  fact: ServiceFact | EngineFact,
  now: number,
  wanted: Wanted,
): ServiceDecision {
  switch (fact.type) {
    case 'Started':
    case 'ServiceChanged':
    case 'WakeTime':
    case 'FlowEnded':
      return reconcile(state, wanted, now);
    case 'TaskChanged':
      return reconcile(heard(state, fact, wanted, now), wanted, now);
    case 'DeploymentSettled':
      return deploymentSettled(state, fact, wanted, now);
    case 'TaskForgotten': {
      const { [fact.task]: _forgotten, ...tasks } = state.tasks;
      return reconcile({ ...state, tasks }, wanted, now);
    }
    case 'EffectSucceeded':
      // The service is INACTIVE, and its name may be another's by now.
      if (fact.effect === 'retire:service') return { state, ended: true };
      return reconcile(withoutRetiring(state, fact.effect), wanted, now);
    case 'EffectFailed':
      return reconcile(state, wanted, now);
  }
}

/** A deployment's own flow says that it has ended well, or is given up. */
function deploymentSettled(
  state: ServiceState,
  { taskSet: id, outcome, reason = '', rollsBack = false }: DeploymentSettled,
  wanted: Wanted,
  now: number,
): ServiceDecision {
  const taskSet = wanted.taskSets.find((each) => each.id === id);
  if (!taskSet || state.completed.includes(id)) return { state };
  if (outcome === 'completed') return reconcile(completedNow(state, taskSet, now), wanted, now);
  if (state.failed?.includes(id)) return { state };
  const because = { ...state, failedBecause: { ...state.failedBecause, [id]: reason } };
  const given = giveUp(because, taskSet, { reason: reason.replace(/\.$/, ''), rollsBack, now });
  const next = reconcile(given.state, wanted, now);
  return { ...next, effects: { ...given.effects, ...next.effects } };
}

/** Notes that a deployment is completed: what a later one that fails is rolled back to. */
function completedNow(state: ServiceState, taskSet: TaskSetRecord, now: number): ServiceState {
  const message = `(service ${state.serviceName}) (deployment ${taskSet.id}) deployment completed.`;
  const completed = [...state.completed, taskSet.id];
  const done = {
    ...state,
    completed,
    lastCompleted: taskSet,
    rollingBackTo: undefined,
    rollingBackFrom: undefined,
  };
  return withEvent(done, message, now);
}

/** Takes in what a task of its own says of itself. */
function heard(
  state: ServiceState,
  { task: id, summary }: TaskChanged,
  wanted: Wanted,
  now: number,
): ServiceState {
  const before = state.tasks[id];
  if (!before) return state;
  const after: ServiceTask = { ...before, summary };
  const told = targetNews(wanted, before, summary).reduce((each, message) => withEvent(each, message, now), {
    ...state,
    tasks: { ...state.tasks, [id]: after },
  });
  const died = isLive(before) && !isLive(after);
  return died ? noteFailure(told, after, { wanted, now }) : noteHealth(told, after);
}

/** Brings what is there closer to what is wanted, one step that can be taken now. */
function reconcile(state: ServiceState, wanted: Wanted, now: number): ServiceDecision {
  const judged = judge(state, wanted, now);
  const broken = breakCircuit(judged.state, wanted, now);
  const plan = planOf(broken.state, wanted);
  const stopped = stopTasks(broken.state, plan.stops, wanted, now);
  const begun = startTasks(stopped.state, plan, wanted, now);
  const settled = settle(begun.state, wanted, now);
  const { state: after, effects } = retire(settled, wanted);
  const later = [...judged.wakes, ...begun.wakes, ...completionWake(after, wanted)];
  const wakes = later.filter((time) => time > now);
  return {
    state: after,
    effects: { ...broken.effects, ...effects },
    starts: begun.starts,
    tells: [...judged.tells, ...stopped.tells],
    wakeAt: wakes.length > 0 ? Math.min(...wakes) : undefined,
  };
}

const planOf = (state: ServiceState, { service, taskSets }: Wanted): Plan =>
  service.controller === 'ECS' && !isShifting(taskSets)
    ? rollingPlan(state, service, taskSets)
    : scalePlan(state, service, taskSets);

/** Whether the deployment under way keeps its tasks beside the others, until traffic has gone over. */
const isShifting = (taskSets: readonly TaskSetRecord[]): boolean =>
  taskSets.some(({ status, managed }) => status === 'PRIMARY' && managed === 'shifting');

interface Told {
  readonly state: ServiceState;
  readonly tells: readonly Telling[];
}

/**
 * Stops tasks that their own checks have found unhealthy; and, once their grace period is over, those that their load
 * balancer has.
 */
function judge(
  state: ServiceState,
  wanted: Wanted,
  now: number,
): Told & { readonly wakes: readonly number[] } {
  const graceMs = wanted.service.healthCheckGracePeriodSeconds * 1000;
  const wakes: number[] = [];
  const tells: Telling[] = [];
  let after = state;
  for (const [id, task] of Object.entries(state.tasks)) {
    const ill = task.summary.targets.find(({ health }) => health?.State === 'unhealthy');
    if (task.summary.health === 'UNHEALTHY' && isLive(task)) {
      after = noteUnhealthy(leave(after, id), task);
      tells.push(tellStop(state, id, 'Task failed container health checks'));
      continue;
    }
    if (!ill || !isLive(task) || task.summary.lastStatus !== 'RUNNING') continue;
    const until = (task.summary.startedAt ?? now) + graceMs;
    if (now < until) {
      wakes.push(until);
      continue;
    }
    const place = `(target-group ${ill.targetGroup})`;
    const why = ill.health!.Description ?? 'Health checks failed';
    const message = `(port ${ill.port}) is unhealthy in ${place} due to (reason ${why})`;
    const left = noteUnhealthy(leave(after, id), task);
    after = withEvent(left, `${subject(wanted, task.taskSet)} ${message}`, now);
    tells.push(tellStop(state, id, `Task failed ELB health checks in ${place}`));
  }
  return { state: after, tells, wakes };
}

function stopTasks(state: ServiceState, ids: readonly string[], wanted: Wanted, now: number): Told {
  let after = state;
  const tells: Telling[] = [];
  for (const taskSet of new Set(ids.map((id) => state.tasks[id]!.taskSet))) {
    const own = ids.filter((id) => state.tasks[id]!.taskSet === taskSet);
    for (const id of own) {
      after = leave(after, id);
      tells.push(tellStop(state, id, reasonToStop(wanted, taskSet)));
    }
    const about = subject(wanted, taskSet);
    after = withEvent(after, `${about} has stopped ${own.length} running tasks: ${tasksNamed(own)}.`, now);
  }
  return { state: after, tells };
}

/** AWS: stoppedReason of tasks that the scheduler stops. */
function reasonToStop({ service, taskSets }: Wanted, taskSet: string): string {
  const deployment = taskSets.find(({ id }) => id === taskSet);
  const superseded =
    service.controller === 'ECS' && deployment?.status === 'ACTIVE' && service.status === 'ACTIVE';
  const { id } = taskSets.find(({ status }) => status === 'PRIMARY') ?? { id: taskSet };
  return `Scaling activity initiated by (deployment ${superseded ? id : taskSet})`;
}

function leave(state: ServiceState, id: string): ServiceState {
  return { ...state, tasks: { ...state.tasks, [id]: { ...state.tasks[id]!, leaving: true } } };
}

function tellStop({ scope, cluster }: ServiceState, id: string, reason: string): Telling {
  const fact: TaskFact = { type: 'StopRequested', code: 'ServiceSchedulerInitiated', reason };
  return { flow: taskFlowId(scope, cluster, id), fact };
}

/** So many tasks are started in one step, and the others a minute later: no step takes long. */
// AWS: service quotas, "Rate of tasks launched by a service on AWS Fargate": 500 a minute.
const startedAtOnceMax = 500;
const startAgainMs = 60_000;

interface Started {
  readonly state: ServiceState;
  readonly starts: readonly NewFlow[];
  readonly wakes: readonly number[];
}

function startTasks(state: ServiceState, plan: Plan, wanted: Wanted, now: number): Started {
  let after = state;
  const starts: NewFlow[] = [];
  const wakes: number[] = [];
  for (const [taskSetId, missing] of Object.entries(plan.starts)) {
    const count = Math.min(missing, startedAtOnceMax);
    if (count < missing) wakes.push(now + startAgainMs);
    const { notBefore } = state.failures[taskSetId] ?? { notBefore: 0 };
    if (notBefore > now) {
      wakes.push(notBefore);
      continue;
    }
    const taskSet = wanted.taskSets.find(({ id }) => id === taskSetId)!;
    const fresh = Array.from({ length: count }, (_, i) => newTask(after, taskSet, wanted, { now, nth: i }));
    const entries: Record<string, ServiceTask> = {};
    for (const task of fresh) {
      starts.push({ kind: 'ecs.task', id: taskFlowId(task.scope, task.cluster, task.taskId), state: task });
      entries[task.taskId] = { taskSet: taskSetId, createdAt: now, summary: summaryOf(task) };
    }
    after = { ...after, tasks: { ...after.tasks, ...entries } };
    const named = tasksNamed(fresh.map(({ taskId }) => taskId));
    const message = `${subject(wanted, taskSetId)} has started ${count} tasks: ${named}.`;
    after = withEvent({ ...after, started: after.started + count }, message, now);
  }
  return { state: after, starts, wakes };
}

function newTask(
  { scope, cluster, serviceName, started }: ServiceState,
  taskSet: TaskSetRecord,
  { service, definitions }: Wanted,
  { now, nth }: { readonly now: number; readonly nth: number },
): TaskState {
  return beginTask({
    scope,
    endpoint: service.endpoint,
    cluster,
    taskId: derivedWord(32, alphabets.hex, service.flow, started + nth),
    service: { flow: service.flow, taskSet: taskSet.id },
    group: `service:${serviceName}`,
    startedBy: taskSet.id,
    launchType: taskSet.launchType ?? 'EC2',
    platformVersion: taskSet.platformVersion,
    definition: definitions[taskSet.taskDefinition]!,
    overrides: {},
    targets: taskSet.loadBalancers.flatMap(({ targetGroupArn, containerPort }) =>
      targetGroupArn === undefined ? [] : [{ targetGroup: targetGroupArn, port: containerPort! }],
    ),
    createdAt: now,
  });
}

/** Notes what has become steady, and what has been completed. */
function settle(state: ServiceState, { service, taskSets }: Wanted, now: number): ServiceState {
  const about = `(service ${service.serviceName})`;
  const stability = Object.fromEntries(
    taskSets.map((taskSet) => [taskSet.id, stabilityOf(state, service, taskSet, now)]),
  );
  const kept = Object.entries(state.failures).filter(([id]) => id in stability);
  const completed = state.completed.filter((id) => id in stability);
  const failed = (state.failed ?? []).filter((id) => id in stability);
  const ready = state.ready?.filter((id) => id in stability);
  const failures = Object.fromEntries(kept);
  let after: ServiceState = { ...state, stability, completed, failed, failures, ...(ready && { ready }) };
  const primary = taskSets.find(({ status }) => status === 'PRIMARY');
  const alone = taskSets.every((each) => each === primary || countsOf(after, each.id).left === 0);
  const cleared = alone || !waitsForOlder(service);
  const completes = primary !== undefined && cleared && now >= completesAt(after, service, primary);
  if (service.controller === 'ECS' && completes && !after.completed.includes(primary.id))
    after = rolledOut(after, primary, now);
  const steady = taskSets.length > 0 && Object.values(stability).every((each) => each.steady) && alone;
  if (steady && !after.steady) after = withEvent(after, `${about} has reached a steady state.`, now);
  return { ...after, steady };
}

/** A rolling update is there. One that is watched by alarms is completed by its own flow, a while later. */
function rolledOut(state: ServiceState, primary: TaskSetRecord, now: number): ServiceState {
  const watched = primary.managed !== undefined && state.rollingBackTo !== primary.id;
  if (!watched) return completedNow(state, primary, now);
  if (primary.managed === 'shifting' || state.ready?.includes(primary.id)) return state;
  return { ...state, ready: [...(state.ready ?? []), primary.id] };
}

/** Lets go of task sets that have nothing left to do, and of the service itself when it is empty. */
function retire(state: ServiceState, { service, taskSets }: Wanted) {
  const { cluster, serviceName } = state;
  const leaving = taskSets.filter(
    ({ id, status }) =>
      countsOf(state, id).left === 0 &&
      !state.retiring.includes(id) &&
      (status === 'DRAINING' ||
        service.status === 'DRAINING' ||
        (isSuperseded(service.controller, status) && !isShifting(taskSets))),
  );
  const effects: Record<string, Effect> = Object.fromEntries(
    leaving.map(({ id }) => [
      `retire:${id}`,
      insideCall(state, 'RetireTaskSet', { cluster, serviceName, taskSet: id }),
    ]),
  );
  const empty =
    service.status === 'DRAINING' && taskSets.length === 0 && Object.values(state.tasks).every(isOver);
  if (empty && !state.retiring.includes('service')) {
    effects['retire:service'] = insideCall(state, 'RetireService', { cluster, serviceName });
  }
  const retiring = [...state.retiring, ...Object.keys(effects).map((name) => name.slice('retire:'.length))];
  return { state: { ...state, retiring }, effects };
}

const isSuperseded = (controller: string, status: string): boolean =>
  controller === 'ECS' && status === 'ACTIVE';

function insideCall({ scope }: ServiceState, operation: string, input: object): Effect {
  return { type: 'aws.call', service: 'ecs', operation, input, as: servicePrincipal('ecs'), scope };
}

function withoutRetiring(state: ServiceState, effect: string): ServiceState {
  return { ...state, retiring: state.retiring.filter((id) => `retire:${id}` !== effect) };
}
