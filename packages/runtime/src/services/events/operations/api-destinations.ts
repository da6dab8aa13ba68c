import type {
  ApiDestination as ApiDestinationTold,
  CreateApiDestinationCommandInput,
  CreateApiDestinationResponse,
  DeleteApiDestinationCommandInput,
  DescribeApiDestinationCommandInput,
  DescribeApiDestinationResponse,
  ListApiDestinationsCommandInput,
  ListApiDestinationsResponse,
  UpdateApiDestinationCommandInput,
  UpdateApiDestinationResponse,
} from '@aws-sdk/client-eventbridge';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  apiDestinationArn,
  apiDestinations,
  apiTurns,
  connectionAt,
  nameInArn,
  type ApiDestination,
} from '../connections.ts';
import { alreadyExists, invalid, notFound } from '../errors.ts';
import { requireEndpoint } from './endpoints.ts';

const listMax = 100;
/** AWS: CreateApiDestination, InvocationRateLimitPerSecond: "the default … is 300". */
const rateGiven = 300;

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateApiDestination.html
export const createApiDestination: Handler<CreateApiDestinationCommandInput, CreateApiDestinationResponse> = (
  input,
  call,
) => {
  const name = input.Name!;
  if (apiDestinations.get(call.tx, call, name)) alreadyExists(`ApiDestination ${name} already exists.`);
  requireConnection(call, input.ConnectionArn!);
  requireEndpoint('InvocationEndpoint', input.InvocationEndpoint!);
  const destination: ApiDestination = {
    name,
    id: call.ids.uuid(),
    description: input.Description,
    connectionArn: input.ConnectionArn!,
    endpoint: input.InvocationEndpoint!,
    method: input.HttpMethod!,
    ratePerSecond: input.InvocationRateLimitPerSecond ?? rateGiven,
    createdAt: call.now,
    modifiedAt: call.now,
  };
  apiDestinations.put(call.tx, call, name, destination);
  return answered(call, destination);
};

function requireConnection(call: Call, arn: string): void {
  if (!connectionAt(call, arn)) notFound(`Connection '${nameInArn(arn)}' does not exist.`);
}

export const updateApiDestination: Handler<UpdateApiDestinationCommandInput, UpdateApiDestinationResponse> = (
  input,
  call,
) => {
  const before = destinationOf(call, input.Name);
  if (input.ConnectionArn !== undefined) requireConnection(call, input.ConnectionArn);
  if (input.InvocationEndpoint !== undefined) requireEndpoint('InvocationEndpoint', input.InvocationEndpoint);
  const destination: ApiDestination = {
    ...before,
    description: input.Description ?? before.description,
    connectionArn: input.ConnectionArn ?? before.connectionArn,
    endpoint: input.InvocationEndpoint ?? before.endpoint,
    method: input.HttpMethod ?? before.method,
    ratePerSecond: input.InvocationRateLimitPerSecond ?? before.ratePerSecond,
    modifiedAt: call.now,
  };
  apiDestinations.put(call.tx, call, before.name, destination);
  return answered(call, destination);
};

export const deleteApiDestination: Handler<DeleteApiDestinationCommandInput, object> = (input, call) => {
  const { name } = destinationOf(call, input.Name);
  apiDestinations.delete(call.tx, call, name);
  apiTurns.delete(call.tx, call, name);
  return {};
};

export const describeApiDestination: Handler<
  DescribeApiDestinationCommandInput,
  DescribeApiDestinationResponse
> = (input, call) => {
  const destination = destinationOf(call, input.Name);
  return { ...listed(call, destination), Description: destination.description };
};

export const listApiDestinations: Handler<ListApiDestinationsCommandInput, ListApiDestinationsResponse> = (
  input,
  call,
) => {
  const found = apiDestinations
    .list(call.tx, call, { prefix: input.NamePrefix ?? '' })
    .filter(({ connectionArn: arn }) => input.ConnectionArn === undefined || arn === input.ConnectionArn);
  const page = pageOf(found, ({ name }) => name, {
    token: input.NextToken,
    limit: input.Limit ?? listMax,
    invalid: () => invalid('Invalid NextToken.'),
  });
  return {
    ApiDestinations: page.items.map((each) => listed(call, each)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

export const destinationOf = (call: Call, name = ''): ApiDestination =>
  apiDestinations.get(call.tx, call, name) ??
  notFound(`Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`);

const listed = (call: Call, destination: ApiDestination): ApiDestinationTold => ({
  ...answered(call, destination),
  Name: destination.name,
  ConnectionArn: destination.connectionArn,
  InvocationEndpoint: destination.endpoint,
  HttpMethod: destination.method,
  InvocationRateLimitPerSecond: destination.ratePerSecond,
});

function answered(call: Call, destination: ApiDestination) {
  const connection = connectionAt(call, destination.connectionArn);
  return {
    ApiDestinationArn: apiDestinationArn(call, destination),
    ApiDestinationState: connection?.state === 'AUTHORIZED' ? ('ACTIVE' as const) : ('INACTIVE' as const),
    CreationTime: new Date(destination.createdAt),
    LastModifiedTime: new Date(destination.modifiedAt),
  };
}
