import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import type { Instance } from '@aws-sdk/client-ec2';
import { arnOf } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { ServerInstance, ServerOptions } from '../platforms/server/progress.ts';
import {
  instanceNotes,
  noteKey,
  onPremisesInstances,
  type GroupSettings,
  type InstanceFilters,
  type InstanceNote,
  type Tag,
} from '../records.ts';
import { isSameRevision } from '../revision-location.ts';
import { isFound, isFoundByAll } from '../tag-filters.ts';
import { findDeployment, deploymentsOf } from './deployment-list.ts';
import { isRegistered } from './on-premises-instances.ts';

interface Asked {
  readonly deploymentId: string;
  readonly settings: GroupSettings;
  readonly options: ServerOptions;
}

type Found = Pick<ServerInstance, 'id' | 'arn' | 'zone' | 'label'>;

/** The house's own, asked by a deployment: the servers there are, in the order they are to be deployed to. */
export const findInstances: Handler<Asked, { readonly instances: readonly ServerInstance[] }> = (
  asked,
  call,
) => {
  const { settings, options } = asked;
  const isBlueGreen = settings.deploymentStyle.deploymentType === 'BLUE_GREEN';
  const found = isBlueGreen
    ? [
        ...labelled(ofFilters(call, replacementOf(options)), 'Green'),
        ...labelled(ofFilters(call, settings), 'Blue'),
      ]
    : ofFilters(call, settings);
  const { revision, applicationName, deploymentGroupName, deploymentGroupId } = findDeployment(
    call,
    asked.deploymentId,
  );
  const earlier = deploymentsOf(call, applicationName, deploymentGroupName);
  const target = earlier.find(({ status }) => status === 'Succeeded')?.revision;
  const wanted = found
    .filter(({ id }, index) => found.findIndex((other) => other.id === id) === index)
    .filter(({ id }) => options.only?.includes(id) ?? true)
    .map((each) => ({ each, note: instanceNotes.get(call.tx, call, noteKey(deploymentGroupId, each.id)) }))
    .filter(({ note }) => !(options.updateOutdatedInstancesOnly && isSameRevision(note?.revision, revision)))
    .sort((a, b) => rank(a.note, target) - rank(b.note, target));
  const instances = wanted.map(({ each, note }) => {
    const has = options.managed !== undefined && note?.succeeded && isSameRevision(note.revision, revision);
    const status = has ? ('Skipped' as const) : ('Pending' as const);
    return { ...each, leg: status, status };
  });
  return { instances };
};

/** Where a deployment names its replacement servers itself (DISCOVER_EXISTING). */
function replacementOf({ targetInstances }: ServerOptions): InstanceFilters {
  const { tagFilters = [], ec2TagSet, autoScalingGroups = [] } = targetInstances ?? {};
  return { ec2TagFilters: tagFilters, ec2TagSet, autoScalingGroups, onPremisesInstanceTagFilters: [] };
}

const labelled = (found: readonly Found[], label: 'Blue' | 'Green'): Found[] =>
  found.map((each) => ({ ...each, label }));

/** AWS: user guide, "Instance health": unhealthy first, then of unknown, old and current revision. */
function rank(note: InstanceNote | undefined, target: RevisionLocation | undefined): number {
  if (note && !note.succeeded) return 0;
  if (!note?.revision) return 1;
  return target && isSameRevision(note.revision, target) ? 3 : 2;
}

function ofFilters(call: Call, filters: InstanceFilters): Found[] {
  return [...ofEc2(call, filters), ...ofPremises(call, filters)];
}

function ofPremises(call: Call, filters: InstanceFilters): Found[] {
  const { onPremisesInstanceTagFilters: any, onPremisesTagSet } = filters;
  const all = onPremisesTagSet?.onPremisesTagSetList ?? [];
  return onPremisesInstances
    .list(call.tx, call)
    .filter((instance) => isRegistered(instance))
    .filter(({ tags }) => isFound(any, tags) || isFoundByAll(all, tags))
    .map(({ name, arn }) => ({ id: name, arn, zone: '' }));
}

const alive = new Set(['pending', 'running', 'stopping', 'stopped']);

function ofEc2(call: Call, filters: InstanceFilters): Found[] {
  const { ec2TagFilters: any, ec2TagSet, autoScalingGroups: names } = filters;
  const all = ec2TagSet?.ec2TagSetList ?? [];
  if (any.length + all.length + names.length === 0) return [];
  const { Reservations = [] } = call.forward('ec2', 'DescribeInstances', {});
  const instances: Instance[] = Reservations.flatMap(
    ({ Instances = [] }: { Instances?: Instance[] }) => Instances,
  );
  return instances
    .filter(({ State }) => alive.has(State?.Name ?? ''))
    .filter((instance) => {
      const tags = (instance.Tags ?? []) as Tag[];
      // AWS: what Auto Scaling launches is tagged with its group's name.
      const group = tags.find(({ Key }) => Key === 'aws:autoscaling:groupName')?.Value;
      return isFound(any, tags) || isFoundByAll(all, tags) || names.includes(group ?? '');
    })
    .map(({ InstanceId: id = '', Placement }) => ({
      id,
      arn: arnOf('ec2', call, `instance/${id}`),
      zone: Placement?.AvailabilityZone ?? '',
    }));
}
