import { spelling } from '../../../base/spelling.ts';
import {
  answered,
  call,
  everyPage,
  tolerate,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';

const { api, template } = spelling();

export const queryDefinition: ResourceType = {
  typeName: 'AWS::Logs::QueryDefinition',
  *create({ properties, token }) {
    const put = { ...api(properties), clientToken: token };
    const { queryDefinitionId } = yield* call('logs', 'PutQueryDefinition', put);
    return made(queryDefinitionId);
  },
  *update({ properties }, { physicalId }) {
    yield* call('logs', 'PutQueryDefinition', { ...api(properties), queryDefinitionId: physicalId });
    return made(physicalId);
  },
  *delete({ physicalId: queryDefinitionId }) {
    const asked = call('logs', 'DeleteQueryDefinition', { queryDefinitionId });
    yield* tolerate(['ResourceNotFoundException'], asked);
  },
  list: listed('logs', 'DescribeQueryDefinitions', {
    items: 'queryDefinitions',
    token: 'nextToken',
    identifier: ({ queryDefinitionId }) => queryDefinitionId,
  }),
  adopt: ({ physicalId }) => answered(made(physicalId)),
  *read({ physicalId, properties }) {
    const definition = yield* find(properties['Name'] as string | undefined, physicalId);
    if (!definition) return undefined;
    const { queryDefinitionId: _, lastModified: __, ...is } = definition;
    return template(is);
  },
};

const made = (id: string) => ({ physicalId: id, attributes: { QueryDefinitionId: id } });

interface Definition {
  readonly queryDefinitionId: string;
  readonly lastModified: number;
}

function* find(name: string | undefined, id: string): Work<Definition | undefined> {
  const input = name === undefined ? {} : { queryDefinitionNamePrefix: name };
  const asked = { service: 'logs', operation: 'DescribeQueryDefinitions', input };
  const all = yield* everyPage<Definition>(asked, 'queryDefinitions', 'nextToken');
  return all.find(({ queryDefinitionId }) => queryDefinitionId === id);
}
