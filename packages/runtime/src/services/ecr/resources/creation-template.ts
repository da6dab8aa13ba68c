import { spelling } from '../../../base/spelling.ts';
import {
  call,
  listed,
  made,
  tolerate,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';

/** Tags have capitals in the API too. */
const { api, template } = spelling({ verbatim: ['ResourceTags'] });

/** What a property that a template no longer has is set back to. */
const unsaid = {
  description: '',
  imageTagMutability: 'MUTABLE',
  lifecyclePolicy: '',
  repositoryPolicy: '',
  resourceTags: [],
};

/** AWS: CloudFormation template reference, AWS::ECR::RepositoryCreationTemplate. */
export const repositoryCreationTemplate: ResourceType = {
  typeName: 'AWS::ECR::RepositoryCreationTemplate',

  *create({ properties }) {
    const asked = call('ecr', 'CreateRepositoryCreationTemplate', api(properties));
    const { repositoryCreationTemplate: is } = yield* asked;
    yield* made(is.prefix);
    return madeOf(is);
  },

  *update({ properties }) {
    const asked = { ...unsaid, ...api(properties) };
    const answer = yield* call('ecr', 'UpdateRepositoryCreationTemplate', asked);
    return madeOf(answer.repositoryCreationTemplate);
  },

  *delete({ physicalId: prefix }) {
    const deleting = call('ecr', 'DeleteRepositoryCreationTemplate', { prefix });
    yield* tolerate(['TemplateNotFoundException'], deleting);
  },

  list: listed('ecr', 'DescribeRepositoryCreationTemplates', {
    items: 'repositoryCreationTemplates',
    token: 'nextToken',
    identifier: ({ prefix }) => prefix,
  }),

  *adopt({ physicalId }) {
    const is = yield* described(physicalId);
    return is ? madeOf(is) : { physicalId };
  },

  *read({ physicalId }) {
    const is = yield* described(physicalId);
    if (!is) return undefined;
    const { createdAt: _made, updatedAt: _changed, ...rest } = is;
    const filled = Object.entries(rest).filter(([, value]) => value !== '' && value?.length !== 0);
    return template(Object.fromEntries(filled)) as Properties;
  },
};

function* described(prefix: string): Work<Properties | undefined> {
  const asked = call('ecr', 'DescribeRepositoryCreationTemplates', { prefixes: [prefix] });
  return (yield* asked).repositoryCreationTemplates[0];
}

const madeOf = ({ prefix, createdAt, updatedAt }: Properties): Made => ({
  physicalId: prefix,
  attributes: { CreatedAt: createdAt, UpdatedAt: updatedAt },
});
