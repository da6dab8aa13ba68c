import type { ContainerDefinition, ContainerDependency, KeyValuePair } from '@aws-sdk/client-ecs';
import type { ContainerStart } from '../../../base/effects/container.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { ProcessExit, ProcessFollowed } from '../../../base/effects/process.ts';
import { limitsOf } from '../limits.ts';
import { logBatch } from './log-events.ts';
import { logCall, logOptions, logStreamOf } from './preparation.ts';
import { definitionOf, withContainer, type ContainerState, type TaskState } from './task-state.ts';

type Effects = Record<string, Effect>;

/** AWS: stopTimeout, 30 seconds unless said. */
const stopTimeoutSeconds = 30;

export const processOf = (task: TaskState, container: string): string => `ecs-${task.taskId}-${container}`;

/** Containers that wait for nothing any more. */
export function startable(task: TaskState): string[] {
  return Object.keys(task.containers).filter(
    (name) => task.containers[name]!.status === 'PENDING' && dependenciesMet(task, name),
  );
}

function dependenciesMet(task: TaskState, name: string): boolean {
  return (definitionOf(task, name).dependsOn ?? []).every((dependency) => isMet(task, dependency));
}

function isMet(task: TaskState, { containerName, condition }: ContainerDependency): boolean {
  const other = task.containers[containerName!];
  if (!other) return true;
  if (condition === 'HEALTHY') return other.health === 'HEALTHY';
  if (condition === 'START') return other.status === 'RUNNING' || other.status === 'STOPPED';
  return other.status === 'STOPPED' && (condition !== 'SUCCESS' || other.exitCode === 0);
}

/** A container that was to succeed before another starts, and did not. */
export function brokenDependency(task: TaskState): string | undefined {
  const waiting = Object.keys(task.containers).filter((name) => task.containers[name]!.status === 'PENDING');
  const needed = waiting.flatMap((name) => definitionOf(task, name).dependsOn ?? []);
  return needed.find(({ containerName, condition }) => {
    const other = task.containers[containerName!];
    return condition === 'SUCCESS' && other?.status === 'STOPPED' && other.exitCode !== 0;
  })?.containerName;
}

/** What waits for a container that has taken too long, or when the next one will have: house time. */
export interface Patience {
  readonly late?: { readonly dependency: string; readonly container: string };
  readonly until?: number;
}

/** AWS: API_ContainerDefinition, startTimeout: how long others wait for a container to be what they depend on. */
export function patienceWith(task: TaskState, now: number): Patience {
  let until: number | undefined;
  for (const [container, { status }] of Object.entries(task.containers)) {
    if (status !== 'PENDING') continue;
    for (const dependency of definitionOf(task, container).dependsOn ?? []) {
      const { startedAt } = task.containers[dependency.containerName!] ?? {};
      if (startedAt === undefined || isMet(task, dependency)) continue;
      const { startTimeout } = definitionOf(task, dependency.containerName!);
      if (startTimeout === undefined) continue;
      const end = startedAt + startTimeout * 1000;
      if (now >= end) return { late: { dependency: dependency.containerName!, container } };
      until = Math.min(until ?? end, end);
    }
  }
  return until === undefined ? {} : { until };
}

/** Every container has been started. */
export function allUp(task: TaskState): boolean {
  return Object.values(task.containers).every(({ status }) => status === 'RUNNING' || status === 'STOPPED');
}

export function start(task: TaskState, name: string): Effect {
  const definition = definitionOf(task, name);
  const override = task.overrides.containerOverrides?.find((each) => each.name === name);
  const command = override?.command ?? definition.command;
  return {
    type: 'container.start',
    process: processOf(task, name),
    image: task.containers[name]!.image!,
    ...(definition.entryPoint?.length && { entryPoint: definition.entryPoint }),
    ...(command?.length && { command }),
    ...(definition.workingDirectory !== undefined && { workingDirectory: definition.workingDirectory }),
    ...environment(task, definition, override?.environment),
    address: task.address!,
    limits: limitsOf(task, definition),
  };
}

/** What the task definition says wins over what ECS gives, itself or by its files. */
function environment(
  task: TaskState,
  definition: ContainerDefinition,
  overrides: readonly KeyValuePair[] = [],
): Pick<ContainerStart, 'env' | 'environmentFiles'> {
  const { secrets, files = [] } = task.containers[definition.name!]!;
  const said = [...(definition.environment ?? []), ...overrides];
  const given = {
    AWS_REGION: task.scope.region,
    AWS_DEFAULT_REGION: task.scope.region,
    AWS_ENDPOINT_URL: task.endpoint,
    AWS_EXECUTION_ENV: `AWS_ECS_${task.launchType}`,
    ...task.credentials,
  };
  const own = { ...secrets, ...Object.fromEntries(said.map(({ name, value }) => [name!, value ?? ''])) };
  const under = Object.keys(given).filter((name) => !(name in own));
  const environmentFiles = { files: files.flatMap((file) => file ?? []), under };
  return { env: { ...given, ...own }, ...(files.length > 0 && { environmentFiles }) };
}

export function follow(task: TaskState, name: string): Effects {
  const { cursor } = task.containers[name]!;
  return { [`follow:${name}`]: { type: 'process.follow', process: processOf(task, name), from: cursor } };
}

/** What a container is to be asked, if its definition says so. */
// AWS: API_HealthCheck: its defaults.
export function check(task: TaskState, name: string, now: number): Effects {
  const { healthCheck } = definitionOf(task, name);
  if (!healthCheck?.command?.length || healthCheck.command[0] === 'NONE') return {};
  const { command, interval = 30, timeout = 5, retries = 3, startPeriod = 0 } = healthCheck;
  const { health = 'UNKNOWN' } = task.containers[name]!;
  const effect: Effect = {
    type: 'container.check',
    process: processOf(task, name),
    command,
    address: task.address!,
    known: health,
    since: now,
    graceUntil: health === 'UNKNOWN' ? now + startPeriod * 1000 : now,
    intervalMs: interval * 1000,
    timeoutMs: timeout * 1000,
    retries,
  };
  return { [`check:${name}`]: effect };
}

/**
 * Containers that are to be told to stop now. AWS: API_ContainerDefinition, dependsOn: "When a dependency is defined
 * for container startup, for container shutdown it is reversed."
 */
export function stoppable(task: TaskState): string[] {
  const up = Object.keys(task.containers).filter((name) => task.containers[name]!.status === 'RUNNING');
  const needed = new Set(
    up.flatMap((name) => (definitionOf(task, name).dependsOn ?? []).map((each) => each.containerName)),
  );
  return up.filter((name) => !needed.has(name) && !task.containers[name]!.stopping);
}

export function stop(task: TaskState, name: string): Effect {
  const seconds = definitionOf(task, name).stopTimeout ?? stopTimeoutSeconds;
  return { type: 'process.stop', process: processOf(task, name), graceMs: seconds * 1000 };
}

/** Keeps what a container said, in order: it is followed further when that is written down. */
export function followed(
  task: TaskState,
  name: string,
  told: ProcessFollowed,
  now: number,
): { readonly task: TaskState; readonly effects: Effects; readonly exit: ProcessExit | undefined } {
  const definition = definitionOf(task, name);
  const keeps = logOptions(definition) !== undefined;
  const batch = keeps
    ? logBatch(task.containers[name]!.cursor, told, now)
    : { logEvents: [], next: told.next, whole: true };
  const after = withContainer(task, name, { cursor: batch.next });
  const exit = batch.whole ? told.exit : undefined;
  if (batch.logEvents.length > 0) {
    const input = { logStreamName: logStreamOf(task, definition), logEvents: batch.logEvents };
    const put = logCall(task, definition, { operation: 'PutLogEvents', input });
    return { task: after, effects: { [`log:${name}`]: put }, exit };
  }
  return { task: after, effects: exit ? {} : follow(after, name), exit };
}

const signalNumbers: Readonly<Record<string, number>> = {
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** How a container has ended. */
export function endedBy(exit: ProcessExit): Partial<ContainerState> {
  return {
    status: 'STOPPED',
    exitCode: exitCodeOf(exit),
    // AWS: ECS developer guide, "Amazon ECS stopped tasks error messages".
    ...(exit.outOfMemory && { reason: 'OutOfMemoryError: Container killed due to memory usage' }),
  };
}

/** As a container engine tells it: 128 and the signal's number. */
function exitCodeOf({ exitCode, signal, outOfMemory }: ProcessExit): number | undefined {
  if (outOfMemory) return 137;
  if (exitCode !== null) return exitCode;
  const number = signal === null ? undefined : signalNumbers[signal];
  return number === undefined ? undefined : 128 + number;
}
