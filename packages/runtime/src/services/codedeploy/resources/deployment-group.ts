import {
  answered,
  call,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  type Work,
  isOnItsOwn,
  listed,
} from '../../../dispatch/resource.ts';
import { api, retagged, template } from './spelling.ts';

/** What a property that a template no longer has is set back to: what UpdateDeploymentGroup is not told stays. */
const unsaid = {
  alarmConfiguration: { enabled: false, alarms: [] },
  autoRollbackConfiguration: { enabled: false, events: [] },
  triggerConfigurations: [],
  autoScalingGroups: [],
  ec2TagFilters: [],
  onPremisesInstanceTagFilters: [],
};

export const deploymentGroup: ResourceType = {
  typeName: 'AWS::CodeDeploy::DeploymentGroup',
  *create(wanted) {
    const { DeploymentGroupName = nameFor(wanted, 100), Tags, Deployment, ...rest } = wanted.properties;
    const tags = tagsOf(wanted, Tags);
    yield* call('codedeploy', 'CreateDeploymentGroup', {
      ...declared(rest),
      deploymentGroupName: DeploymentGroupName,
      ...(tags.length > 0 && { tags }),
    });
    yield* made(DeploymentGroupName);
    if (Deployment) yield* deploy(rest['ApplicationName'], DeploymentGroupName, Deployment);
    return { physicalId: DeploymentGroupName };
  },
  *update(wanted, { physicalId, properties: before }) {
    const { DeploymentGroupName: _, Tags, Deployment, ...rest } = wanted.properties;
    yield* call('codedeploy', 'UpdateDeploymentGroup', {
      ...unsaid,
      ...declared(rest),
      currentDeploymentGroupName: physicalId,
    });
    yield* retagged(wanted, `deploymentgroup:${rest['ApplicationName']}/${physicalId}`, Tags);
    if (Deployment && JSON.stringify(Deployment) !== JSON.stringify(before['Deployment']))
      yield* deploy(rest['ApplicationName'], physicalId, Deployment);
    return { physicalId };
  },
  *delete({ physicalId, properties }) {
    yield* call('codedeploy', 'DeleteDeploymentGroup', {
      applicationName: properties['ApplicationName'],
      deploymentGroupName: physicalId,
    });
  },
  list: listed('codedeploy', 'ListDeploymentGroups', {
    items: 'deploymentGroups',
    token: 'nextToken',
    of: ['ApplicationName'],
    input: ({ ApplicationName: applicationName }: Properties) => ({ applicationName }),
    identifier: (name, { properties }) => `${properties['ApplicationName']}|${name}`,
  }),
  /** Known by its application's name and its own. */
  adopt: ({ properties }) => answered({ physicalId: String(properties['DeploymentGroupName']) }),
  *read(had: Had) {
    const { physicalId, properties, account, region } = had;
    const asked = { applicationName: properties['ApplicationName'], deploymentGroupName: physicalId };
    const found = yield* tolerate(
      ['DeploymentGroupDoesNotExistException', 'ApplicationDoesNotExistException'],
      call('codedeploy', 'GetDeploymentGroup', asked),
    );
    if (!found) return undefined;
    const { autoScalingGroups: fleets, ...info } = found.deploymentGroupInfo as Properties;
    const told: Properties = {
      ...template(info),
      ...grouped(info),
      // Told with the hooks that CodeDeploy has put on them.
      ...(fleets?.length > 0 && { AutoScalingGroups: fleets.map(({ name }: Properties) => name) }),
    };
    // The deployment that it began with is told nowhere.
    const { Tags, Deployment } = properties;
    const names = isOnItsOwn(had) ? tellable.filter((name) => filled(told[name])) : Object.keys(properties);
    const named = names.map((name) => [name, told[name]]);
    const resource = `deploymentgroup:${asked.applicationName}/${physicalId}`;
    const ResourceArn = `arn:aws:codedeploy:${region}:${account}:${resource}`;
    const tagged = isOnItsOwn(had)
      ? yield* call('codedeploy', 'ListTagsForResource', { ResourceArn })
      : { Tags };
    return {
      ...Object.fromEntries(named),
      DeploymentGroupName: physicalId,
      ...(tagged.Tags && { Tags: tagged.Tags as object }),
      ...(Deployment && { Deployment }),
    };
  },
};

/** What can be told of a group that no template knows. */
const tellable = [
  'ApplicationName',
  'AlarmConfiguration',
  'AutoRollbackConfiguration',
  'AutoScalingGroups',
  'BlueGreenDeploymentConfiguration',
  'DeploymentConfigName',
  'DeploymentStyle',
  'ECSServices',
  'Ec2TagFilters',
  'Ec2TagSet',
  'LoadBalancerInfo',
  'OnPremisesInstanceTagFilters',
  'OnPremisesTagSet',
  'OutdatedInstancesStrategy',
  'ServiceRoleArn',
  'TerminationHookEnabled',
  'TriggerConfigurations',
];

const filled = (value: unknown): boolean =>
  value !== undefined && (!Array.isArray(value) || value.length > 0);

/** Sets of tags as a template has them. */
function grouped({ ec2TagSet, onPremisesTagSet }: Properties): Properties {
  const named = (lists: Properties[][], name: string) => lists.map((each) => ({ [name]: each }));
  return {
    ...(ec2TagSet && { Ec2TagSet: { Ec2TagSetList: named(ec2TagSet.ec2TagSetList, 'Ec2TagGroup') } }),
    ...(onPremisesTagSet && {
      OnPremisesTagSet: {
        OnPremisesTagSetList: named(onPremisesTagSet.onPremisesTagSetList, 'OnPremisesTagGroup'),
      },
    }),
  };
}

/** Sets of tags are lists of lists in the API, and lists of named lists in a template. */
function declared({ Ec2TagSet, OnPremisesTagSet, ...rest }: Properties): object {
  const groups = (list: Properties[] | undefined, name: string) => (list ?? []).map((each) => each[name]);
  return {
    ...api(rest),
    ...(Ec2TagSet && { ec2TagSet: { ec2TagSetList: groups(Ec2TagSet.Ec2TagSetList, 'Ec2TagGroup') } }),
    ...(OnPremisesTagSet && {
      onPremisesTagSet: {
        onPremisesTagSetList: groups(OnPremisesTagSet.OnPremisesTagSetList, 'OnPremisesTagGroup'),
      },
    }),
  };
}

/** AWS: user guide, Deployment: a revision is deployed as soon as the group is there; nobody waits for its end. */
function* deploy(applicationName: string, deploymentGroupName: string, deployment: Properties): Work<void> {
  const { description, revision, ignoreApplicationStopFailures } = api(deployment);
  yield* call('codedeploy', 'CreateDeployment', {
    applicationName,
    deploymentGroupName,
    revision,
    ...(description !== undefined && { description }),
    ...(ignoreApplicationStopFailures !== undefined && { ignoreApplicationStopFailures }),
  });
}
