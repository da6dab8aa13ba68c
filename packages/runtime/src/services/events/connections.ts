import type {
  ApiDestinationHttpMethod,
  ConnectionAuthorizationType,
  ConnectionAuthResponseParameters,
  ConnectionHttpParameters,
  ConnectionState,
  CreateConnectionAuthRequestParameters,
} from '@aws-sdk/client-eventbridge';
import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';

/** How somebody's API is told who asks. */
export type AuthParameters = CreateConnectionAuthRequestParameters;

export interface Connection {
  readonly name: string;
  /** The last part of its ARN. */
  readonly id: string;
  readonly description?: string | undefined;
  readonly type: ConnectionAuthorizationType;
  /** Without what is secret, as it is told. */
  readonly shown: ConnectionAuthResponseParameters;
  /** Holds everything. Unset once it was deauthorized. */
  readonly secretArn?: string | undefined;
  readonly kmsKeyIdentifier?: string | undefined;
  readonly state: ConnectionState;
  readonly reason?: string | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly authorizedAt?: number | undefined;
}

export interface ApiDestination {
  readonly name: string;
  readonly id: string;
  readonly description?: string | undefined;
  readonly connectionArn: string;
  readonly endpoint: string;
  readonly method: ApiDestinationHttpMethod;
  readonly ratePerSecond: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** What a connection's secret holds, JSON. */
// AWS: unverified: the members of the secret.
export interface ConnectionSecret {
  readonly AuthParameters: AuthParameters;
  /** Of OAuth: the last that was given, and when it expires (house time). */
  readonly Token?: { readonly AccessToken: string; readonly ExpiresAt?: number };
}

export const connections = collection<Connection>('events.connections');
export const apiDestinations = collection<ApiDestination>('events.api-destinations');
/** When the next invocation of an API destination may begin, so that it is not asked too often. By name. */
export const apiTurns = collection<{ readonly at: number }>('events.api-turns');

export const connectionArn = (scope: Scope, { name, id }: Pick<Connection, 'name' | 'id'>): string =>
  arnOf('events', scope, `connection/${name}/${id}`);

export const apiDestinationArn = (scope: Scope, { name, id }: Pick<ApiDestination, 'name' | 'id'>): string =>
  arnOf('events', scope, `api-destination/${name}/${id}`);

/** The name in the ARN of a connection, or of an API destination. */
export const nameInArn = (arn: string): string => parseArn(arn)?.resource.split('/')[1] ?? '';

/** The connection of an ARN. Made anew under its name, it is another. */
export function connectionAt(call: Call, arn: string): Connection | undefined {
  const connection = connections.get(call.tx, call, nameInArn(arn));
  return connection && connectionArn(call, connection) === arn ? connection : undefined;
}

/** What is told of parameters: not those values that are secret. */
const shownParameters = (given: ConnectionHttpParameters | undefined): ConnectionHttpParameters | undefined =>
  given &&
  (Object.fromEntries(
    Object.entries(given).map(([kind, list]) => [
      kind,
      (list as readonly { readonly Value?: string; readonly IsValueSecret?: boolean }[]).map(
        ({ Value, ...each }) => (each.IsValueSecret ? each : { ...each, Value }),
      ),
    ]),
  ) as ConnectionHttpParameters);

/** AWS: DescribeConnection tells no password, no client's secret, no key. */
export function shownOf(given: AuthParameters): ConnectionAuthResponseParameters {
  const { BasicAuthParameters, OAuthParameters, ApiKeyAuthParameters, InvocationHttpParameters } = given;
  return {
    ...(BasicAuthParameters && { BasicAuthParameters: { Username: BasicAuthParameters.Username } }),
    ...(OAuthParameters && {
      OAuthParameters: {
        ...OAuthParameters,
        ClientParameters: { ClientID: OAuthParameters.ClientParameters?.ClientID },
        OAuthHttpParameters: shownParameters(OAuthParameters.OAuthHttpParameters),
      },
    }),
    ...(ApiKeyAuthParameters && { ApiKeyAuthParameters: { ApiKeyName: ApiKeyAuthParameters.ApiKeyName } }),
    ...(InvocationHttpParameters && { InvocationHttpParameters: shownParameters(InvocationHttpParameters) }),
  } as ConnectionAuthResponseParameters;
}
