import type {
  Connection as ConnectionTold,
  ConnectionState,
  CreateConnectionCommandInput,
  CreateConnectionResponse,
  DeauthorizeConnectionCommandInput,
  DeauthorizeConnectionResponse,
  DeleteConnectionCommandInput,
  DeleteConnectionResponse,
  DescribeConnectionCommandInput,
  DescribeConnectionResponse,
  ListConnectionsCommandInput,
  ListConnectionsResponse,
  UpdateConnectionCommandInput,
  UpdateConnectionResponse,
} from '@aws-sdk/client-eventbridge';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import {
  connectionArn,
  connections,
  shownOf,
  type AuthParameters,
  type Connection,
  type ConnectionSecret,
} from '../connections.ts';
import { alreadyExists, invalid, notFound, notServed } from '../errors.ts';
import { connectionFlow, type Authorizing } from '../flow/connection.ts';
import { requireEndpoint } from './endpoints.ts';

const listMax = 100;

/** What each kind of authorization needs. */
const needed = {
  API_KEY: 'ApiKeyAuthParameters',
  BASIC: 'BasicAuthParameters',
  OAUTH_CLIENT_CREDENTIALS: 'OAuthParameters',
} as const;

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html
export const createConnection: Handler<CreateConnectionCommandInput, CreateConnectionResponse> = (
  input,
  call,
) => {
  const { Name: name = '', AuthorizationType: type, AuthParameters: auth = {} } = input;
  refusePrivate(input);
  if (connections.get(call.tx, call, name)) alreadyExists(`Connection ${name} already exists.`);
  requireParameters(type!, auth);
  const id = call.ids.uuid();
  // AWS: user guide, "Connections": the secret's name begins so, and it is the service's.
  const { ARN } = call.forward<{ ARN: string }>('secretsmanager', 'CreateSecret', {
    Name: `events!connection/${name}/${call.ids.uuid()}`,
    SecretString: textOf({ AuthParameters: auth }),
    ...(input.KmsKeyIdentifier && { KmsKeyId: input.KmsKeyIdentifier }),
  });
  const connection: Connection = {
    name,
    id,
    description: input.Description,
    type: type!,
    shown: shownOf(auth),
    secretArn: ARN,
    kmsKeyIdentifier: input.KmsKeyIdentifier,
    ...beginning(type!, call.now),
    createdAt: call.now,
    modifiedAt: call.now,
  };
  connections.put(call.tx, call, name, connection);
  authorize(call, connection);
  return answered(call, connection);
};

/** What has a key or a password is authorized at once; a token must be asked for. */
const beginning = (type: string, now: number) =>
  type === 'OAUTH_CLIENT_CREDENTIALS'
    ? { state: 'AUTHORIZING' as const }
    : { state: 'AUTHORIZED' as const, authorizedAt: now };

function authorize(call: Call, { name, state, modifiedAt }: Connection): void {
  if (state !== 'AUTHORIZING') return;
  const flow = flowId(connectionFlow.kind, call, `${name}|${call.ids.uuid()}`);
  const authorizing: Authorizing = { account: call.account, region: call.region, name, modifiedAt };
  call.flows.start(connectionFlow.kind, flow, authorizing);
}

function refusePrivate(input: CreateConnectionCommandInput | UpdateConnectionCommandInput): void {
  if (input.InvocationConnectivityParameters || input.AuthParameters?.ConnectivityParameters)
    notServed('A connection to a private API');
}

// AWS: unverified words.
function requireParameters(type: keyof typeof needed, auth: AuthParameters): void {
  if (!auth[needed[type]])
    invalid(`Parameter(s) ${needed[type]} must be specified for authorization type ${type}.`);
  if (auth.OAuthParameters)
    requireEndpoint('AuthorizationEndpoint', auth.OAuthParameters.AuthorizationEndpoint!);
}

export const updateConnection: Handler<UpdateConnectionCommandInput, UpdateConnectionResponse> = (
  input,
  call,
) => {
  const before = connectionOf(call, input.Name);
  refusePrivate(input);
  const type = input.AuthorizationType ?? before.type;
  const given = (input.AuthParameters ?? {}) as AuthParameters;
  const former: AuthParameters =
    before.secretArn === undefined ? {} : secretOf(call, before.secretArn).AuthParameters;
  const { InvocationHttpParameters } = former;
  const kept =
    type === before.type ? former : { ...(InvocationHttpParameters && { InvocationHttpParameters }) };
  const auth = merged(kept, given);
  requireParameters(type, auth);
  const secretArn = withSecret(call, before, auth);
  const connection: Connection = {
    ...before,
    description: input.Description ?? before.description,
    type,
    shown: shownOf(auth),
    secretArn,
    reason: undefined,
    authorizedAt: before.authorizedAt,
    ...beginning(type, call.now),
    modifiedAt: call.now,
  };
  connections.put(call.tx, call, before.name, connection);
  authorize(call, connection);
  return answered(call, connection);
};

function withSecret(call: Call, { name, secretArn }: Connection, auth: AuthParameters): string {
  const SecretString = textOf({ AuthParameters: auth });
  if (secretArn !== undefined) {
    call.forward('secretsmanager', 'PutSecretValue', { SecretId: secretArn, SecretString });
    return secretArn;
  }
  const Name = `events!connection/${name}/${call.ids.uuid()}`;
  return call.forward<{ ARN: string }>('secretsmanager', 'CreateSecret', { Name, SecretString }).ARN;
}

/** Members that are not given stay as they were; lists are whole. */
function merged<T extends object>(before: T, given: T): T {
  const parts = Object.entries(given).map(([name, value]: [string, unknown]) => {
    const former: unknown = (before as Record<string, unknown>)[name];
    return [name, isRecord(value) && isRecord(former) ? merged(former, value) : value];
  });
  return { ...before, ...Object.fromEntries(parts.filter(([, value]) => value !== undefined)) } as T;
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (secret: ConnectionSecret): string => JSON.stringify(secret);

function secretOf(call: Call, SecretId: string): ConnectionSecret {
  const { SecretString } = call.forward<{ SecretString: string }>('secretsmanager', 'GetSecretValue', {
    SecretId,
  });
  return JSON.parse(SecretString) as ConnectionSecret;
}

export const deauthorizeConnection: Handler<
  DeauthorizeConnectionCommandInput,
  DeauthorizeConnectionResponse
> = (input, call) => {
  const { secretArn, ...before } = connectionOf(call, input.Name);
  forget(call, secretArn);
  const connection: Connection = { ...before, shown: {}, state: 'DEAUTHORIZED', modifiedAt: call.now };
  connections.put(call.tx, call, before.name, connection);
  return answered(call, connection, 'DEAUTHORIZING');
};

export const deleteConnection: Handler<DeleteConnectionCommandInput, DeleteConnectionResponse> = (
  input,
  call,
) => {
  const connection = connectionOf(call, input.Name);
  forget(call, connection.secretArn);
  connections.delete(call.tx, call, connection.name);
  return answered(call, connection, 'DELETING');
};

function forget(call: Call, secretArn: string | undefined): void {
  if (secretArn === undefined) return;
  const input = { SecretId: secretArn, ForceDeleteWithoutRecovery: true };
  call.forward('secretsmanager', 'DeleteSecret', input);
}

export const describeConnection: Handler<DescribeConnectionCommandInput, DescribeConnectionResponse> = (
  input,
  call,
) => {
  const connection = connectionOf(call, input.Name);
  return {
    ...listed(call, connection),
    Description: connection.description,
    SecretArn: connection.secretArn,
    KmsKeyIdentifier: connection.kmsKeyIdentifier,
    AuthParameters: connection.shown,
  };
};

export const listConnections: Handler<ListConnectionsCommandInput, ListConnectionsResponse> = (
  input,
  call,
) => {
  const found = connections
    .list(call.tx, call, { prefix: input.NamePrefix ?? '' })
    .filter(({ state }) => input.ConnectionState === undefined || state === input.ConnectionState);
  const page = pageOf(found, ({ name }) => name, {
    token: input.NextToken,
    limit: input.Limit ?? listMax,
    invalid: () => invalid('Invalid NextToken.'),
  });
  return {
    Connections: page.items.map((each) => listed(call, each)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

export const connectionOf = (call: Call, name = ''): Connection =>
  connections.get(call.tx, call, name) ??
  notFound(`Failed to describe the connection(s). Connection '${name}' does not exist.`);

const listed = (call: Call, connection: Connection): ConnectionTold => ({
  ...answered(call, connection),
  Name: connection.name,
  StateReason: connection.reason,
  AuthorizationType: connection.type,
});

const answered = (call: Call, connection: Connection, state: ConnectionState = connection.state) => ({
  ConnectionArn: connectionArn(call, connection),
  ConnectionState: state,
  CreationTime: new Date(connection.createdAt),
  LastModifiedTime: new Date(connection.modifiedAt),
  ...(connection.authorizedAt !== undefined && { LastAuthorizedTime: new Date(connection.authorizedAt) }),
});
