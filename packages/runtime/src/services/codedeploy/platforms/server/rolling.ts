import { assert } from '../../../../base/assert.ts';
import { flowId } from '../../../../dispatch/service.ts';
import { failed, placeOf, type Progress, type ServerDeployment } from '../../flow/deployment-state.ts';
import type { InstanceState } from '../../flow/instance-state.ts';
import { instanceFlowKind } from '../../records.ts';
import { nextOf, type Batch, type FleetRules } from './fleet.ts';
import { eventsOfInstance, eventsOfLeg, isBlueGreen, isReturn, losesTraffic, type Leg } from './lifecycle.ts';
import type { ManagedOptions, ServerInstance } from './progress.ts';

type Progressed = Progress<ServerDeployment>;

/** Which part of their way the servers of a phase are on. */
const legs: Readonly<Record<string, Leg>> = { instances: 'install', reroute: 'allow', block: 'block' };

export const instanceFlowOf = (deployment: ServerDeployment, instanceId: string): string =>
  flowId(instanceFlowKind, deployment, `${deployment.deploymentId}|${instanceId}`);

export function withInstance(
  deployment: ServerDeployment,
  instanceId: string,
  change: Partial<ServerInstance>,
): ServerDeployment {
  const instances = deployment.server.instances!.map((instance) =>
    instance.id === instanceId ? { ...instance, ...change } : instance,
  );
  return { ...deployment, server: { ...deployment.server, instances } };
}

/** Nothing is being done on any server. */
export const isQuiet = ({ server }: ServerDeployment): boolean =>
  !(server.instances ?? []).some(({ leg }) => leg === 'InProgress');

/** The servers that a phase is about. */
function partOf(deployment: ServerDeployment): readonly ServerInstance[] {
  const { phase, server } = deployment;
  const all = server.instances ?? [];
  if (phase === 'instances' && !isBlueGreen(deployment)) return all;
  return all.filter((instance) => losesTraffic(deployment, instance) === (phase === 'block'));
}

/** Original servers lose their traffic all at once, and each of them has to: AWS: user guide, "Instance health". */
function rulesOf(deployment: ServerDeployment, count: number): FleetRules {
  const { phase, server } = deployment;
  const { managed } = server.options;
  if (managed) return { ...server, batch: batchOf(managed, count) };
  if (phase === 'instances') return server;
  // What is taken back has no say in it: traffic has left it already.
  if (phase === 'block' && isReturn(deployment))
    return { ...server, batch: { sizeMax: count, errorsMax: count } };
  if (phase === 'block' || isReturn(deployment))
    return { minimum: { type: 'HOST_COUNT', value: 0 }, zonesDone: [] };
  // A reroute is as careful as the installation was, of those that were installed.
  const { minimum } = server;
  const value = Math.min(minimum.value ?? 0, minimum.type === 'HOST_COUNT' ? count - 1 : 99);
  return { minimum: { ...minimum, value }, zonesDone: [] };
}

/** AWS: unverified: which way a percentage is rounded. */
function batchOf({ batch, errors }: ManagedOptions, count: number): Batch {
  const sizeMax = batch.type === 'COUNT' ? batch.value : Math.max(1, Math.ceil((count * batch.value) / 100));
  const errorsMax = errors.type === 'COUNT' ? errors.value : Math.floor((count * errors.value) / 100);
  return { sizeMax, errorsMax };
}

/** Goes on with as many servers as there may be at once. */
export function advance(before: ServerDeployment, now: number): Progressed {
  const { phase } = before;
  const leg = legs[phase];
  if (!leg || (phase !== 'instances' && !isBlueGreen(before))) return { deployment: before, done: true };
  const fresh = phase !== 'instances' && !before.server.zonesDone.includes(phase);
  const deployment = fresh ? begun(before) : before;
  const part = partOf(deployment).filter(({ leg }) => phase === 'instances' || leg !== 'Skipped');
  // There was nothing to do (only outdated ones were wanted), or nobody to take the traffic from.
  if (part.length === 0) return { deployment, done: true };
  const next = nextOf(part, rulesOf(deployment, part.length));
  if (next.failed && deployment.server.options.managed) return { deployment, failure: tooManyFailed };
  const everyone = phase === 'block' && !isReturn(deployment);
  if (next.failed || (everyone && part.some((each) => each.leg === 'Failed')))
    return { deployment, failure: tooFewHealthy };
  if (next.done) return { deployment, done: true };
  if (next.watch) return watched(deployment, next.watch, now);
  return started(deployment, next.start, leg);
}

/** Servers that were ready begin a further part of their way; those that have failed before do not. */
function begun(deployment: ServerDeployment): ServerDeployment {
  const { server, phase } = deployment;
  const part = new Set(partOf(deployment).map(({ id }) => id));
  const instances = server.instances!.map((each) =>
    part.has(each.id)
      ? { ...each, leg: each.status === 'Failed' ? ('Skipped' as const) : ('Pending' as const) }
      : each,
  );
  return { ...deployment, server: { ...server, instances, zonesDone: [...server.zonesDone, phase] } };
}

function watched(
  deployment: ServerDeployment,
  { zone, seconds }: { readonly zone: string; readonly seconds: number },
  now: number,
): Progressed {
  if (seconds === 0) return advance(markZone(deployment, zone), now);
  return { deployment: { ...deployment, until: now + seconds * 1000 } };
}

/** A zone is done, and nothing came up while it was watched. */
export function markZone(deployment: ServerDeployment, known?: string): ServerDeployment {
  const { server } = deployment;
  const zones = [...new Set(server.instances!.map((each) => each.zone))];
  const zone = known ?? zones.find((each) => !server.zonesDone.includes(each));
  assert(zone !== undefined, 'a zone is watched');
  return { ...deployment, until: undefined, server: { ...server, zonesDone: [...server.zonesDone, zone] } };
}

function started(before: ServerDeployment, instances: readonly ServerInstance[], leg: Leg): Progressed {
  const deployment = instances.reduce(
    (all, { id }) => withInstance(all, id, { leg: 'InProgress', status: 'InProgress' }),
    before,
  );
  const isFirst = before.phase === 'instances' || before.phase === 'block' || isReturn(before);
  if (isFirst) return { deployment, starts: instances.map((each) => newInstanceFlow(deployment, each, leg)) };
  const fact = { type: 'LegAsked', leg: eventsOfLeg(deployment, leg), isLast: true } as const;
  return {
    deployment,
    tells: instances.map(({ id }) => ({ flow: instanceFlowOf(deployment, id), fact })),
  };
}

function newInstanceFlow(deployment: ServerDeployment, instance: ServerInstance, leg: Leg) {
  const { settings, server, deploymentId } = deployment;
  const state: InstanceState = {
    ...placeOf(deployment),
    deploymentId,
    applicationName: deployment.applicationName,
    deploymentGroupName: deployment.deploymentGroupName,
    deploymentGroupId: deployment.deploymentGroupId,
    revision: deployment.revision,
    instanceId: instance.id,
    instanceArn: instance.arn,
    label: instance.label,
    serviceRoleArn: settings.serviceRoleArn,
    triggers: settings.triggerConfigurations,
    targetGroups: server.targetGroups ?? [],
    ignoreApplicationStopFailures: server.options.ignoreApplicationStopFailures,
    status: 'InProgress',
    events: eventsOfInstance(deployment, instance).map((name) => ({ name, status: 'Pending' })),
    leg: eventsOfLeg(deployment, leg),
    isLast: instance.label !== 'Green' || isReturn(deployment),
    updatedAt: 0,
    underWay: [],
    ...(server.options.managed && { managed: true }),
    ...(server.options.launched?.leaves && { leaves: true }),
    ...(losesTraffic(deployment, instance) && { replaced: true }),
  };
  return { kind: instanceFlowKind, id: instanceFlowOf(deployment, instance.id), state };
}

// AWS: unverified: the words.
const tooManyFailed = failed(
  'HEALTH_CONSTRAINTS',
  'The deployment failed on more instances than are allowed to fail.',
);

// AWS: as GetDeployment answers it.
const tooFewHealthy = failed(
  'HEALTH_CONSTRAINTS',
  'The overall deployment failed because too many individual instances failed deployment, too few healthy ' +
    'instances are available for deployment, or some instances in your deployment group are experiencing problems.',
);
