import type {
  DeleteQueryDefinitionRequest,
  DeleteQueryDefinitionResponse,
  DescribeQueryDefinitionsRequest,
  DescribeQueryDefinitionsResponse,
  PutQueryDefinitionRequest,
  PutQueryDefinitionResponse,
  QueryDefinition,
} from '@aws-sdk/client-cloudwatch-logs';
import { derivedUuid } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { notServed, queryDefinitionNotFound } from '../errors.ts';
import { queryDefinitions, type QueryDefinitionRecord } from '../filters.ts';
import { invalidToken } from './groups.ts';

/** AWS: DescribeQueryDefinitions, maxResults. */
const describedMax = 1000;

/** Queries are kept to be told again: who runs one says it whole. */
export const putQueryDefinition: Handler<PutQueryDefinitionRequest, PutQueryDefinitionResponse> = (
  input,
  call,
) => {
  const { queryDefinitionId: known, clientToken } = input;
  if (input.parameters?.length) notServed('parameters of queries');
  if (known !== undefined && !queryDefinitions.get(call.tx, call, known)) queryDefinitionNotFound();
  // A token names the same definition, however often it is put.
  const id = known ?? (clientToken ? derivedUuid('logs.query-definition', clientToken) : call.ids.uuid());
  queryDefinitions.put(call.tx, call, id, {
    id,
    name: input.name!,
    queryString: input.queryString!,
    language: input.queryLanguage ?? 'CWLI',
    groups: input.logGroupNames ?? [],
    modifiedAt: call.now,
  });
  return { queryDefinitionId: id };
};

export const deleteQueryDefinition: Handler<DeleteQueryDefinitionRequest, DeleteQueryDefinitionResponse> = (
  input,
  call,
) => {
  const id = input.queryDefinitionId!;
  if (!queryDefinitions.get(call.tx, call, id)) queryDefinitionNotFound();
  queryDefinitions.delete(call.tx, call, id);
  return { success: true };
};

export const describeQueryDefinitions: Handler<
  DescribeQueryDefinitionsRequest,
  DescribeQueryDefinitionsResponse
> = (input, call) => {
  const found = queryDefinitions
    .list(call.tx, call)
    .filter(({ name }) => name.startsWith(input.queryDefinitionNamePrefix ?? ''))
    .filter(({ language }) => language === (input.queryLanguage ?? language));
  const page = pageOf(found, ({ id }) => id, {
    token: input.nextToken,
    limit: input.maxResults ?? describedMax,
    invalid: invalidToken,
  });
  return { queryDefinitions: page.items.map(described), nextToken: page.next };
};

const described = (record: QueryDefinitionRecord): QueryDefinition => ({
  queryDefinitionId: record.id,
  name: record.name,
  queryString: record.queryString,
  queryLanguage: record.language as NonNullable<QueryDefinition['queryLanguage']>,
  logGroupNames: [...record.groups],
  lastModified: record.modifiedAt,
});
