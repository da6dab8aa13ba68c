import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EffectFailed, EngineFact, Flow } from '../../../engine/flow.ts';
import { nextAddress } from '../addresses.ts';
import { unserved } from '../unserved.ts';
import { taskFlowId } from '../records.ts';
import {
  allUp,
  brokenDependency,
  check,
  endedBy,
  follow,
  followed,
  patienceWith,
  start,
  startable,
  stop,
  stoppable,
  type Patience,
} from './containers.ts';
import { taskHappenings } from './event-bridge.ts';
import { meteringTold } from './metering.ts';
import { cannotPull, foreignImage, preparations, prepared, unprepared } from './preparation.ts';
import type { TaskChanged, TaskForgotten } from './service-state.ts';
import { deregister, register, watchDraining, watchHealth } from './targets.ts';
import {
  definitionOf,
  summaryOf,
  withContainer,
  withTarget,
  type StopCode,
  type TaskFact,
  type TaskState,
} from './task-state.ts';

type TaskDecision = Decision<TaskState>;
type Effects = Record<string, Effect>;

/** AWS: stopped tasks can be described for about an hour. */
const rememberedMs = 3_600_000;

export const taskFlow: Flow<TaskState, TaskFact, string | undefined> = {
  kind: 'ecs.task',
  prefetch: (tx, task, fact) => (fact.type === 'Started' ? nextAddress(tx, task.endpoint) : undefined),
  decide(task, fact, now, address) {
    const decision = withSummaryTold(task, step(task, fact, now, address));
    const before = fact.type === 'Started' ? undefined : task;
    const tells = [...(decision.tells ?? []), ...meteringTold(before, decision.state)];
    return { ...decision, tells, events: taskHappenings(before, decision.state) };
  },
};

function step(
  task: TaskState,
  fact: TaskFact | EngineFact,
  now: number,
  address: string | undefined,
): TaskDecision {
  switch (fact.type) {
    case 'Started':
      return prepare({ ...task, address: address!, lastStatus: 'PENDING', pullStartedAt: now }, now);
    case 'StopRequested':
      return advance(stopped(task, now, fact), now);
    case 'EffectSucceeded':
      return succeeded(task, fact.effect, fact.output, now);
    case 'EffectFailed':
      return failed(task, fact, now);
    case 'WakeTime':
      return task.lastStatus === 'STOPPED' ? forget(task) : advance(task, now);
    case 'FlowEnded':
      return advance(task, now);
  }
}

function prepare(task: TaskState, now: number): TaskDecision {
  const lack = unserved(task.definition);
  if (lack)
    return advance(
      unstarted(task, now, `ResourceInitializationError: Penstock does not serve ${lack} (yet)`),
      now,
    );
  const foreign = foreignImage(task);
  if (foreign)
    return advance(
      unstarted(task, now, cannotPull(foreign, 'Penstock pulls from its own ECR only (yet)')),
      now,
    );
  const effects = preparations(task);
  return { state: { ...task, preparing: Object.keys(effects) }, effects };
}

function succeeded(task: TaskState, effect: string, output: any, now: number): TaskDecision {
  const [kind, name = ''] = effect.split(':');
  const index = Number(name);
  switch (kind) {
    case 'start':
      return goOn(withContainer(task, name, { status: 'RUNNING', startedAt: now }), now, (after) => ({
        ...follow(after, name),
        ...check(after, name, now),
      }));
    case 'check': {
      const checked = withContainer(task, name, { health: output.health });
      return goOn(checked, now, (after) =>
        after.desiredStatus === 'RUNNING' ? check(after, name, now) : {},
      );
    }
    case 'follow':
      return heard(task, name, output, now);
    case 'log':
      return goOn(task, now, (after) => listening(after, name));
    case 'register':
      return advance(withTarget(task, index, { status: 'registered' }), now);
    case 'health': {
      const { TargetHealth: health } = output.TargetHealthDescriptions[0];
      return goOn(withTarget(task, index, { health }), now, (after) =>
        after.desiredStatus === 'RUNNING' ? { [effect]: watchHealth(after, index) } : {},
      );
    }
    case 'deregister': {
      const drained = task.hasty ? 'gone' : 'draining';
      const after = withTarget(task, index, { status: drained });
      return goOn(after, now, () => (task.hasty ? {} : { [`drained:${index}`]: watchDraining(task, index) }));
    }
    case 'drained':
      return advance(withTarget(task, index, { status: 'gone' }), now);
    case 'stop':
    case 'forget':
      return advance(task, now);
    default: {
      const { task: after, effects, failure } = prepared(task, effect, output);
      return goOn(failure ? unstarted(after, now, failure) : after, now, () => (failure ? {} : effects));
    }
  }
}

function failed(task: TaskState, fact: EffectFailed, now: number): TaskDecision {
  const [kind, name = ''] = fact.effect.split(':');
  const index = Number(name);
  switch (kind) {
    case 'start': {
      const reason = `CannotStartContainerError: ${fact.reason}`;
      return advance(unstarted(withContainer(task, name, { status: 'STOPPED', reason }), now, reason), now);
    }
    case 'follow': {
      const reason = `CannotInspectContainerError: ${fact.reason}`;
      return advance(exited(withContainer(task, name, { status: 'STOPPED', reason }), name, now), now);
    }
    case 'log':
      // The log is gone, or may not be written: the container goes on without, as with awslogs.
      return goOn(task, now, (after) => listening(after, name));
    case 'register': {
      const { targetGroup } = task.targets[index]!;
      const place = `(target-group ${targetGroup})`;
      const reason = `failed to register targets in ${place} with (error ${fact.reason})`;
      return advance(unstarted(withTarget(task, index, { status: 'gone' }), now, reason), now);
    }
    case 'deregister':
    case 'drained':
      return advance(withTarget(task, index, { status: 'gone' }), now);
    case 'check':
    case 'health':
    case 'stop':
    case 'forget':
      return advance(task, now);
    default: {
      const { task: after, effects, failure } = unprepared(task, fact);
      return goOn(failure ? unstarted(after, now, failure) : after, now, () => (failure ? {} : effects));
    }
  }
}

function heard(task: TaskState, name: string, output: any, now: number): TaskDecision {
  const { task: after, effects, exit } = followed(task, name, output, now);
  if (!exit) return goOn(after, now, () => effects);
  const ended = withContainer(after, name, endedBy(exit));
  return goOn(exited(ended, name, now), now, () => effects);
}

/** A container that still runs is followed further. */
function listening(task: TaskState, name: string): Effects {
  return task.containers[name]!.status === 'RUNNING' ? follow(task, name) : {};
}

/** What the end of a container means for its task. */
function exited(task: TaskState, name: string, now: number): TaskState {
  const all = Object.values(task.containers).every(({ status }) => status === 'STOPPED');
  if (definitionOf(task, name).essential === false && !all) return task;
  const reason = 'Essential container in task exited';
  return { ...stopped(task, now, { code: 'EssentialContainerExited', reason }), hasty: true };
}

function unstarted(task: TaskState, now: number, reason: string): TaskState {
  return stopped(task, now, { code: 'TaskFailedToStart', reason });
}

/** From now on the task is to stop; the first reason counts. */
function stopped(
  task: TaskState,
  now: number,
  { code, reason }: { readonly code: StopCode; readonly reason: string },
): TaskState {
  if (task.desiredStatus === 'STOPPED') return task;
  return { ...task, desiredStatus: 'STOPPED', stopCode: code, stoppedReason: reason, stoppingAt: now };
}

/** Advances, with effects of one's own in front. */
function goOn(task: TaskState, now: number, more: (task: TaskState) => Effects): TaskDecision {
  const decision = advance(task, now);
  return { ...decision, effects: { ...more(decision.state), ...decision.effects } };
}

function advance(task: TaskState, now: number): TaskDecision {
  if (task.lastStatus === 'STOPPED') return { state: task, wakeAt: task.stoppedAt! + rememberedMs };
  return task.desiredStatus === 'STOPPED' ? windDown(task, now) : windUp(task, now);
}

function windUp(task: TaskState, now: number): TaskDecision {
  switch (task.lastStatus) {
    case 'PENDING': {
      if (task.preparing.length > 0) return { state: task };
      const broken = brokenDependency(task);
      if (broken !== undefined)
        return windDown(
          unstarted(task, now, `CannotStartContainerError: dependency ${broken} did not succeed`),
          now,
        );
      if (allUp(task)) return activate(task, now);
      const { late, until } = patienceWith(task, now);
      if (late) return windDown(unstarted(task, now, gaveUp(late)), now);
      return {
        ...startContainers({ ...task, pullStoppedAt: task.pullStoppedAt ?? now }),
        ...(until !== undefined && { wakeAt: until }),
      };
    }
    case 'ACTIVATING':
      return task.targets.every(({ status }) => status === 'registered') ? run(task, now) : { state: task };
    default:
      return { state: task };
  }
}

// AWS: the published agent's dependencygraph: its words; that they are told so is unverified.
const gaveUp = ({ dependency, container }: NonNullable<Patience['late']>): string =>
  `CannotStartContainerError: dependency graph: container ordering dependency [${dependency}] for target ` +
  `[${container}] has timed out.`;

function startContainers(task: TaskState): TaskDecision {
  const names = startable(task);
  const effects = Object.fromEntries(names.map((name) => [`start:${name}`, start(task, name)]));
  return {
    state: names.reduce((after, name) => withContainer(after, name, { status: 'STARTING' }), task),
    effects,
  };
}

function activate(task: TaskState, now: number): TaskDecision {
  const targets = task.targets.map((target) => ({ ...target, status: 'registering' as const }));
  const { credentials: _started, ...rest } = task;
  const after: TaskState = { ...rest, targets, lastStatus: 'ACTIVATING' };
  if (targets.length === 0) return run(after, now);
  return {
    state: after,
    effects: Object.fromEntries(targets.map((_, i) => [`register:${i}`, register(task, i)])),
  };
}

function run(task: TaskState, now: number): TaskDecision {
  const effects = Object.fromEntries(task.targets.map((_, i) => [`health:${i}`, watchHealth(task, i)]));
  return { state: { ...task, lastStatus: 'RUNNING', startedAt: now }, effects };
}

function windDown(task: TaskState, now: number): TaskDecision {
  const starting = Object.values(task.containers).some(({ status }) => status === 'STARTING');
  if (starting) return { state: task };
  switch (task.lastStatus) {
    case 'DEACTIVATING':
      return task.targets.every(({ status }) => status === 'gone')
        ? stopContainers(task, now)
        : { state: task };
    case 'STOPPING':
      return isOver(task) ? end(task, now) : stopMore(task);
    default:
      return deactivate(task, now);
  }
}

/** Leaves the load balancer first, so that no request is sent to who is about to stop. */
function deactivate(task: TaskState, now: number): TaskDecision {
  const names = Object.keys(task.containers).filter((name) => task.containers[name]!.status === 'PENDING');
  const never = names.reduce((after, name) => withContainer(after, name, { status: 'STOPPED' }), task);
  const targets = task.targets.map((target) => ({
    ...target,
    status:
      target.status === 'waiting' || target.status === 'gone'
        ? ('gone' as const)
        : ('deregistering' as const),
  }));
  const after: TaskState = { ...never, targets, preparing: [], lastStatus: 'DEACTIVATING' };
  const leaving = targets.flatMap(({ status }, index) => (status === 'deregistering' ? [index] : []));
  const checks = Object.keys(task.containers).map((name) => `check:${name}`);
  const cancels = [
    ...task.preparing,
    ...checks,
    ...targets.flatMap((_, i) => [`register:${i}`, `health:${i}`]),
  ];
  if (leaving.length === 0) return { ...stopContainers(after, now), cancels };
  return {
    state: after,
    effects: Object.fromEntries(leaving.map((index) => [`deregister:${index}`, deregister(task, index)])),
    cancels,
  };
}

function stopContainers(task: TaskState, now: number): TaskDecision {
  const after: TaskState = { ...task, lastStatus: 'STOPPING' };
  return isOver(after) ? end(after, now) : stopMore(after);
}

/** Those that nobody depends on any more. */
function stopMore(task: TaskState): TaskDecision {
  const names = stoppable(task);
  return {
    state: names.reduce((after, name) => withContainer(after, name, { stopping: true }), task),
    effects: Object.fromEntries(names.map((name) => [`stop:${name}`, stop(task, name)])),
  };
}

const isOver = (task: TaskState): boolean =>
  Object.values(task.containers).every(({ status }) => status === 'STOPPED');

function end(task: TaskState, now: number): TaskDecision {
  return { state: { ...task, lastStatus: 'STOPPED', stoppedAt: now }, wakeAt: now + rememberedMs };
}

function forget(task: TaskState): TaskDecision {
  const { scope, cluster, taskId, service } = task;
  const told: TaskForgotten = { type: 'TaskForgotten', task: taskId };
  return {
    state: task,
    effects: {
      forget: {
        type: 'aws.call',
        service: 'ecs',
        operation: 'ForgetTask',
        input: { cluster, taskId },
        as: servicePrincipal('ecs'),
        scope,
      },
    },
    ...(service && { tells: [{ flow: service.flow, fact: told }] }),
  };
}

/** A service hears of everything that changes about a task of its own. */
function withSummaryTold(before: TaskState, decision: TaskDecision): TaskDecision {
  const { service, taskId } = before;
  const summary = summaryOf(decision.state);
  if (!service || JSON.stringify(summaryOf(before)) === JSON.stringify(summary)) return decision;
  const fact: TaskChanged = { type: 'TaskChanged', task: taskId, summary };
  return { ...decision, tells: [...(decision.tells ?? []), { flow: service.flow, fact }] };
}

export const taskFlowOf = (task: Pick<TaskState, 'scope' | 'cluster' | 'taskId'>): string =>
  taskFlowId(task.scope, task.cluster, task.taskId);
