import type * as sdk from '@aws-sdk/client-ecs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { checkTaskDefinition } from '../task-definition-rules.ts';
import { clientError } from '../errors.ts';
import { listed } from '../listing.ts';
import {
  ecsArn,
  findTaskDefinition,
  nameIn,
  putTaskDefinition,
  taskDefinitions,
  type Answer,
  type TaskDefinitionRecord,
} from '../records.ts';
import { putTags, tagsOf } from '../tags.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
export const registerTaskDefinition: Handler<
  sdk.RegisterTaskDefinitionCommandInput,
  Answer<sdk.RegisterTaskDefinitionCommandOutput>
> = (input, call) => {
  checkTaskDefinition(input);
  const { tags, ...declared } = input;
  const family = input.family!;
  const revision = call.tx.next(`ecs.revisions|${call.account}|${call.region}|${family}`);
  const definition: TaskDefinitionRecord = {
    ...declared,
    family,
    revision,
    arn: ecsArn(call, `task-definition/${family}:${revision}`),
    status: 'ACTIVE',
    containerDefinitions: input.containerDefinitions!.map((each) => withDefaults(each, input.networkMode)),
    registeredAt: call.now,
    registeredBy: call.caller.arn,
  };
  putTaskDefinition(call.tx, call, definition);
  putTags(call, definition.arn, tags);
  return { taskDefinition: definitionAnswer(definition), tags: tags ?? [] };
};

export const describeTaskDefinition: Handler<
  sdk.DescribeTaskDefinitionCommandInput,
  Answer<sdk.DescribeTaskDefinitionCommandOutput>
> = (input, call) => {
  const definition =
    findTaskDefinition(call.tx, call, input.taskDefinition!) ??
    clientError('Unable to describe task definition.');
  const tags = input.include?.includes('TAGS') ? tagsOf(call, definition.arn) : [];
  return { taskDefinition: definitionAnswer(definition), tags };
};

export const deregisterTaskDefinition: Handler<
  sdk.DeregisterTaskDefinitionCommandInput,
  Answer<sdk.DeregisterTaskDefinitionCommandOutput>
> = (input, call) => {
  if (!/:\d+$/.test(nameIn(input.taskDefinition!))) clientError('Missing revision number.');
  const definition =
    findTaskDefinition(call.tx, call, input.taskDefinition!) ??
    clientError('The specified task definition does not exist.');
  const inactive: TaskDefinitionRecord = { ...definition, status: 'INACTIVE', deregisteredAt: call.now };
  putTaskDefinition(call.tx, call, inactive);
  return { taskDefinition: definitionAnswer(inactive) };
};

export const listTaskDefinitions: Handler<
  sdk.ListTaskDefinitionsCommandInput,
  Answer<sdk.ListTaskDefinitionsCommandOutput>
> = (input, call) => {
  const prefix = input.familyPrefix === undefined ? '' : `${input.familyPrefix}|`;
  const found = taskDefinitions
    .list(call.tx, call, { prefix })
    .filter(({ status }) => status === (input.status ?? 'ACTIVE'))
    .map(({ arn }) => arn);
  const { items, nextToken } = listed(input.sort === 'DESC' ? found.reverse() : found, input);
  return { taskDefinitionArns: items, nextToken };
};

export const listTaskDefinitionFamilies: Handler<
  sdk.ListTaskDefinitionFamiliesCommandInput,
  Answer<sdk.ListTaskDefinitionFamiliesCommandOutput>
> = (input, call) => {
  const { items, nextToken } = listed(familiesOf(call, input), input);
  return { families: items, nextToken };
};

function familiesOf(call: Call, { familyPrefix, status = 'ACTIVE' }: sdk.ListTaskDefinitionFamiliesRequest) {
  const all = taskDefinitions.list(call.tx, call, familyPrefix ? { prefix: familyPrefix } : {});
  const active = new Set(all.filter((each) => each.status === 'ACTIVE').map(({ family }) => family));
  // AWS: a family is ACTIVE while it has an active revision.
  const wanted = (family: string) => status === 'ALL' || active.has(family) === (status === 'ACTIVE');
  return [...new Set(all.map(({ family }) => family))].filter(wanted);
}

/** What AWS fills in. */
function withDefaults(
  container: sdk.ContainerDefinition,
  networkMode: string | undefined,
): sdk.ContainerDefinition {
  const fixed = networkMode === 'awsvpc' || networkMode === 'host';
  return {
    ...container,
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    portMappings: (container.portMappings ?? []).map((mapping) => ({
      ...mapping,
      hostPort: mapping.hostPort ?? (fixed ? mapping.containerPort : 0),
      protocol: mapping.protocol ?? 'tcp',
    })),
    systemControls: container.systemControls ?? [],
  };
}

export function definitionAnswer(definition: TaskDefinitionRecord): sdk.TaskDefinition {
  const { arn, registeredAt, deregisteredAt, ...declared } = definition;
  const fargate = definition.requiresCompatibilities?.includes('FARGATE');
  return {
    ...declared,
    taskDefinitionArn: arn,
    volumes: definition.volumes ?? [],
    placementConstraints: definition.placementConstraints ?? [],
    compatibilities: fargate ? ['EC2', 'FARGATE'] : ['EC2'],
    registeredAt: new Date(registeredAt),
    ...(deregisteredAt !== undefined && { deregisteredAt: new Date(deregisteredAt) }),
  };
}
