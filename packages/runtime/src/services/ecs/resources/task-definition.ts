import {
  answered,
  call,
  nameFor,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';
import { large } from '../../../dispatch/retag.ts';
import { api, retagged, tagged, template } from './spelling.ts';

/** Every change but one of tags is a new revision, and the former one is deregistered when the stack is clean. */
export const taskDefinition: ResourceType = {
  typeName: 'AWS::ECS::TaskDefinition',
  *create(wanted) {
    const { Tags, ...rest } = wanted.properties;
    const registered = yield* call('ecs', 'RegisterTaskDefinition', {
      ...api(rest),
      // AWS: CloudFormation user guide, Family: where there is none, a name is made up.
      family: rest['Family'] ?? nameFor(wanted),
      ...tagged(wanted, Tags),
    });
    return madeOf(registered.taskDefinition.taskDefinitionArn);
  },
  *update(wanted, { physicalId }) {
    yield* retagged(wanted, physicalId);
    return madeOf(physicalId);
  },
  *delete({ physicalId }) {
    const asked = call('ecs', 'DeregisterTaskDefinition', { taskDefinition: physicalId });
    // AWS: ClientException "The specified task definition does not exist."; also of one that is INACTIVE.
    yield* tolerate(['ClientException'], asked);
  },
  list: listed('ecs', 'ListTaskDefinitions', {
    items: 'taskDefinitionArns',
    token: 'nextToken',
    identifier: (arn) => arn,
  }),
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),
  *read({ physicalId }: Had) {
    const asked = call('ecs', 'DescribeTaskDefinition', { taskDefinition: physicalId, include: ['TAGS'] });
    const found = yield* tolerate(['ClientException'], asked);
    if (!found || found.taskDefinition.status === 'INACTIVE') return undefined;
    const is = declaredOf(found.taskDefinition);
    return { ...template(is), Tags: large(found.tags) };
  },
};

const madeOf = (arn: string) => ({ physicalId: arn, attributes: { TaskDefinitionArn: arn } });

/** Without what only ECS says of a task definition. */
function declaredOf(is: Properties): Properties {
  const said = [
    'taskDefinitionArn',
    'revision',
    'status',
    'compatibilities',
    'requiresAttributes',
    'registeredAt',
    'registeredBy',
    'deregisteredAt',
  ];
  return Object.fromEntries(Object.entries(is).filter(([name]) => !said.includes(name)));
}
