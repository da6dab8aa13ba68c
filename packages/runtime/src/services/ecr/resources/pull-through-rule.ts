import { spelling } from '../../../base/spelling.ts';
import {
  answered,
  call,
  listed,
  made,
  tolerate,
  type Properties,
  type ResourceType,
} from '../../../dispatch/resource.ts';

const { api, template } = spelling();
const gone = ['PullThroughCacheRuleNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-pullthroughcacherule.html */
export const pullThroughCacheRule: ResourceType = {
  typeName: 'AWS::ECR::PullThroughCacheRule',
  *create({ properties }) {
    const asked = call<Properties>('ecr', 'CreatePullThroughCacheRule', api(properties));
    const physicalId = (yield* asked)['ecrRepositoryPrefix'] as string;
    yield* made(physicalId);
    return { physicalId };
  },
  *delete({ physicalId: ecrRepositoryPrefix }) {
    yield* tolerate(gone, call('ecr', 'DeletePullThroughCacheRule', { ecrRepositoryPrefix }));
  },
  list: listed('ecr', 'DescribePullThroughCacheRules', {
    items: 'pullThroughCacheRules',
    token: 'nextToken',
    identifier: ({ ecrRepositoryPrefix }) => ecrRepositoryPrefix,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId }) {
    const asked = call('ecr', 'DescribePullThroughCacheRules', { ecrRepositoryPrefixes: [physicalId] });
    const found = yield* tolerate(gone, asked);
    if (!found) return undefined;
    const {
      createdAt: _created,
      updatedAt: _updated,
      registryId: _registry,
      ...rule
    } = found.pullThroughCacheRules[0];
    return template(rule) as object;
  },
};
