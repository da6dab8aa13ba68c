import { spelling } from '../../../base/spelling.ts';
import { call, tolerate, type ResourceType, type Work } from '../../../dispatch/resource.ts';

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
  *read({ physicalId, properties }) {
    const definition = yield* find(properties['Name'], physicalId);
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

function* find(name: string, id: string): Work<Definition | undefined> {
  const asked = { queryDefinitionNamePrefix: name };
  const { queryDefinitions } = yield* call('logs', 'DescribeQueryDefinitions', asked);
  return (queryDefinitions as Definition[]).find(({ queryDefinitionId }) => queryDefinitionId === id);
}
