import { isDeepStrictEqual } from 'node:util';
import {
  answered,
  call,
  made,
  ResourceFailure,
  tagsOf,
  tolerate,
  wait,
  type Had,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  isOnItsOwn,
  listed,
} from '../../../dispatch/resource.ts';
import { batchesOf, instancesIn, type InstancesGroup, type StackSetInstance } from './stack-set-instances.ts';

interface StackSet {
  readonly StackSetName: string;
  readonly PermissionModel: string;
  readonly StackInstancesGroup?: readonly InstancesGroup[];
  readonly OperationPreferences?: Readonly<Record<string, unknown>>;
  readonly ManagedExecution?: { readonly Active?: boolean | string };
  readonly Tags?: readonly ResourceTag[];
  readonly [other: string]: unknown;
}

const gone = ['StackSetNotFoundException', 'StackInstanceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html */
// AWS: its handler can be read: aws-cloudformation/aws-cloudformation-resource-providers-cloudformation.
export const stackSet: ResourceType<StackSet> = {
  typeName: 'AWS::CloudFormation::StackSet',

  *create(wanted) {
    const { properties, token: ClientRequestToken } = wanted;
    const asked = { ...definitionOf(wanted), ...executionOf(properties), ClientRequestToken };
    const { StackSetId } = yield* call<{ StackSetId: string }>('cloudformation', 'CreateStackSet', asked);
    yield* made(StackSetId);
    for (const { DeploymentTargets, Regions } of properties.StackInstancesGroup ?? [])
      if (DeploymentTargets.OrganizationalUnitIds)
        yield* call('cloudformation', 'CreateStackInstances', {
          StackSetName: StackSetId,
          DeploymentTargets,
          Regions,
        });
    yield* changed(wanted, StackSetId, 'CreateStackInstances', instancesIn(properties.StackInstancesGroup));
    return madeOf(StackSetId);
  },

  // AWS: in its handler's order.
  *update(wanted, had) {
    const id = had.physicalId;
    const [before, after] = [had.properties, wanted.properties];
    const { left, added, overridden } = changesOf(
      yield* existing(id),
      instancesIn(after.StackInstancesGroup),
    );
    const execution = !isDeepStrictEqual(before.ManagedExecution, after.ManagedExecution);
    if (execution) yield* updated(id, { UsePreviousTemplate: true, ...executionOf(after) });
    yield* changed(wanted, id, 'DeleteStackInstances', left);
    const instances = left.length + added.length + overridden.length > 0;
    // What is changed if nothing else is, are the tags of the stack.
    if (!isDeepStrictEqual(settingsOf(before), settingsOf(after)) || (!instances && !execution))
      yield* updated(id, { ...definitionOf(wanted), ...preferencesOf(after) });
    yield* changed(wanted, id, 'CreateStackInstances', added);
    yield* changed(wanted, id, 'UpdateStackInstances', overridden);
    return madeOf(id);
  },

  *delete(had) {
    const { physicalId: StackSetName } = had;
    const all = yield* tolerate(gone, existing(StackSetName));
    if (!all) return;
    yield* tolerate(gone, changed(had, StackSetName, 'DeleteStackInstances', all));
    yield* tolerate(gone, call('cloudformation', 'DeleteStackSet', { StackSetName }));
  },

  list: listed('cloudformation', 'ListStackSets', {
    items: 'Summaries',
    token: 'NextToken',
    input: { Status: 'ACTIVE' },
    identifier: ({ StackSetId }) => StackSetId,
  }),
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),

  *read(had) {
    const { physicalId: StackSetName, properties } = had;
    const answer = yield* tolerate(gone, call('cloudformation', 'DescribeStackSet', { StackSetName }));
    if (!answer || answer.StackSet.Status === 'DELETED') return undefined;
    const names = isOnItsOwn(had) ? tellable : Object.keys(properties);
    const told = names.filter((name) => Object.hasOwn(answer.StackSet, name));
    const found = Object.fromEntries(told.map((name) => [name, answer.StackSet[name]]));
    return { ...properties, ...found, ...(yield* groupsOf(StackSetName, properties)) };
  },
};

/** What can be told of a set that no template knows, beside its instances. */
const tellable = [
  'AdministrationRoleARN',
  'Capabilities',
  'Description',
  'ExecutionRoleName',
  'ManagedExecution',
  'Parameters',
  'PermissionModel',
  'StackSetName',
  'Tags',
  'TemplateBody',
];

/** The instances of a set as they are, in a template's words; as the template has them, where that is the same. */
function* groupsOf(id: string, properties: StackSet): Work<Pick<StackSet, 'StackInstancesGroup'>> {
  const are = yield* existing(id);
  const { left, added, overridden } = changesOf(are, instancesIn(properties.StackInstancesGroup));
  if (left.length + added.length + overridden.length === 0) return {};
  return {
    StackInstancesGroup: batchesOf(are).map(({ Accounts, ...rest }) => ({
      DeploymentTargets: { Accounts },
      ...rest,
    })),
  };
}

/** The instances that are there, whatever the template said before: the last operation may have failed halfway. */
function* existing(StackSetName: string): Work<StackSetInstance[]> {
  const found: StackSetInstance[] = [];
  let NextToken: string | undefined;
  do {
    const asked = { StackSetName, ...(NextToken !== undefined && { NextToken }) };
    const page = yield* call('cloudformation', 'ListStackInstances', asked);
    for (const { Account: account, Region: region } of page.Summaries) {
      const named = { StackSetName, StackInstanceAccount: account, StackInstanceRegion: region };
      const { StackInstance } = yield* call('cloudformation', 'DescribeStackInstance', named);
      const overrides = StackInstance.ParameterOverrides;
      found.push({ name: `${account}|${region}`, account, region, overrides });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

const madeOf = (id: string): Made => ({ physicalId: id, attributes: { StackSetId: id } });

/** What belongs to the set itself. */
function settingsOf(properties: StackSet): object {
  const { StackInstancesGroup: _group, OperationPreferences: _preferences, ...rest } = properties;
  const { ManagedExecution: _execution, ...settings } = rest;
  return settings;
}

function definitionOf(wanted: Wanted<StackSet>): object {
  return { ...settingsOf(wanted.properties), Tags: tagsOf(wanted, wanted.properties.Tags) };
}

const executionOf = ({ ManagedExecution: execution }: StackSet): object =>
  execution ? { ManagedExecution: { Active: String(execution.Active) === 'true' } } : {};

/** A template's numbers may be texts. */
function preferencesOf({ OperationPreferences: preferences }: StackSet): object {
  if (!preferences) return {};
  const entries = Object.entries(preferences).map(([name, value]) => [
    name,
    /(Count|Percentage)$/.test(name) ? Number(value) : value,
  ]);
  return { OperationPreferences: Object.fromEntries(entries) as object };
}

function changesOf(are: readonly StackSetInstance[], wanted: readonly StackSetInstance[]) {
  const byName = new Map(are.map((each) => [each.name, each]));
  const names = new Set(wanted.map(({ name }) => name));
  return {
    left: are.filter(({ name }) => !names.has(name)),
    added: wanted.filter(({ name }) => !byName.has(name)),
    overridden: wanted.filter(({ name, overrides }) => {
      const former = byName.get(name);
      return former && !isDeepStrictEqual(sorted(former.overrides), sorted(overrides));
    }),
  };
}

const sorted = (overrides: StackSetInstance['overrides']) =>
  overrides.map(({ ParameterKey, ParameterValue }) => `${ParameterKey}=${String(ParameterValue)}`).sort();

function* updated(id: string, asked: object): Work<void> {
  yield* ended(id, yield* call('cloudformation', 'UpdateStackSet', { ...asked, StackSetName: id }));
}

/** Does an operation on instances, one batch after the other. */
function* changed(
  { properties }: Pick<Had<StackSet>, 'properties'>,
  id: string,
  operation: 'CreateStackInstances' | 'UpdateStackInstances' | 'DeleteStackInstances',
  instances: readonly StackSetInstance[],
): Work<void> {
  for (const { ParameterOverrides, ...where } of batchesOf(instances)) {
    const rest = operation === 'DeleteStackInstances' ? { RetainStacks: false } : { ParameterOverrides };
    const asked = { StackSetName: id, ...where, ...rest, ...preferencesOf(properties) };
    yield* ended(id, yield* call('cloudformation', operation, asked));
  }
}

function* ended(id: string, { OperationId }: { readonly OperationId: string }): Work<void> {
  const until = "contains(['SUCCEEDED', 'FAILED', 'STOPPED'], StackSetOperation.Status)";
  const asked = { StackSetName: id, OperationId };
  const { StackSetOperation } = yield* wait('cloudformation', 'DescribeStackSetOperation', asked, { until });
  if (StackSetOperation.Status !== 'SUCCEEDED')
    // AWS: what its handler says, whatever has happened.
    throw new ResourceFailure(
      `Stack set operation [${OperationId}] was unexpectedly stopped or failed`,
      'InternalFailure',
    );
}
