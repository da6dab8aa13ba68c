import type { HttpParameters } from '@aws-sdk/client-eventbridge';
import type { HttpAnswered, HttpAsk } from '../../../base/effects/http.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { apiRequest, tokenIn, tokenRequest } from '../api-request.ts';
import {
  apiDestinations,
  apiTurns,
  connectionAt,
  connections,
  type Connection,
  type ConnectionSecret,
} from '../connections.ts';
import { authorizationFailed } from '../errors.ts';
import type { Invoked, Turn } from '../flow/delivery.ts';
import { destinationOf } from './api-destinations.ts';

/** The house's own: gives an invocation its turn, so that an API is asked no oftener than its rate allows. */
export const takeTurn: Handler<{ readonly name: string }, Turn | object> = ({ name }, call) => {
  const destination = apiDestinations.get(call.tx, call, name);
  if (!destination) return {};
  const notBefore = Math.max(call.now, apiTurns.get(call.tx, call, name)?.at ?? 0);
  apiTurns.put(call.tx, call, name, { at: notBefore + 1000 / destination.ratePerSecond });
  return { notBefore: Math.ceil(notBefore) };
};

interface Invocation {
  readonly name: string;
  readonly parameters?: HttpParameters | undefined;
  readonly input: string;
}

/** The house's own: asks the API of a destination, with its connection's credentials. */
export const invokeApiDestination: WaitingHandler<Invocation, Invoked> = {
  async waits({ name, parameters, input }, call) {
    const { destination, connection } = call.transaction((inner) => {
      const destination = destinationOf(inner, name);
      return {
        destination,
        connection: connectionAt(inner, destination.connectionArn),
      };
    });
    if (!connection?.secretArn || connection.state === 'DEAUTHORIZED')
      return failure('INVALID_CONNECTION', `The connection of ${name} is not authorized.`, false);
    const { endpoint, method } = destination;
    const ask = (secret: ConnectionSecret) =>
      send(call, apiRequest({ endpoint, method, secret, parameters, input }));
    const secret = await tokened(call, connection, await secretOf(call, connection.secretArn));
    if (!secret) return failure('OAUTH_FAILED', `${connection.name} was given no token.`, true);
    const first = await ask(secret);
    // AWS: user guide, "Connections": "If EventBridge receives a 401 or 407 … it refreshes" the OAuth token.
    const again = secret.Token && [401, 407].includes(first.status);
    const renewed = again ? await refreshed(call, connection, secret) : undefined;
    return judged(renewed ? await ask(renewed) : first, endpoint, call.now);
  },
};

/** AWS: user guide, "API destinations": 409, 429 and 5xx are tried again; `Retry-After` is heeded. */
function judged({ status, headers, body }: HttpAnswered, endpoint: string, now: number): Invoked {
  if (status >= 200 && status < 300) return {};
  const passing = status === 409 || status === 429 || status >= 500;
  const said = body.slice(0, 200);
  // AWS: unverified: what the code is called.
  const failed = failure(`HTTP_${status}`, `${endpoint} answered ${status}${said && `: ${said}`}`, passing);
  const retryAfterMs = passing ? millisIn(headers['retry-after'], now) : undefined;
  return retryAfterMs === undefined ? failed : { failed: { ...failed.failed, retryAfterMs } };
}

function millisIn(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return ms >= 0 ? ms : undefined;
}

const failure = (code: string, reason: string, passing: boolean) => ({ failed: { code, reason, passing } });

const send = (call: WaitingCall, request: HttpAsk): Promise<HttpAnswered> => call.perform(request);

export async function secretOf(call: WaitingCall, SecretId: string): Promise<ConnectionSecret> {
  const { SecretString } = (await asService(call, 'GetSecretValue', { SecretId })) as {
    SecretString: string;
  };
  return JSON.parse(SecretString) as ConnectionSecret;
}

const asService = (call: WaitingCall, operation: string, input: object): Promise<unknown> =>
  call.perform({
    type: 'aws.call',
    service: 'secretsmanager',
    operation,
    input,
    as: servicePrincipal('events'),
    scope: { account: call.account, region: call.region },
  });

/** The secret with a token that still counts, where it needs one. */
export async function tokened(
  call: WaitingCall,
  connection: Connection,
  secret: ConnectionSecret,
): Promise<ConnectionSecret | undefined> {
  if (connection.type !== 'OAUTH_CLIENT_CREDENTIALS') return secret;
  const { Token } = secret;
  if (Token && (Token.ExpiresAt ?? Infinity) > call.now) return secret;
  return refreshed(call, connection, secret);
}

/** Asks for a token and keeps it with the secret. */
export async function refreshed(
  call: WaitingCall,
  { secretArn }: Connection,
  { AuthParameters }: ConnectionSecret,
): Promise<ConnectionSecret | undefined> {
  const { status, body } = await send(call, tokenRequest(AuthParameters));
  const Token = status >= 200 && status < 300 ? tokenIn(body, call.now) : undefined;
  if (!Token) return undefined;
  const secret: ConnectionSecret = { AuthParameters, Token };
  const SecretString = JSON.stringify(secret);
  await asService(call, 'PutSecretValue', { SecretId: secretArn, SecretString });
  return secret;
}

interface Authorized {
  readonly name: string;
  readonly modifiedAt: number;
}

/** The house's own: gets a connection its first token. */
export const authorizeConnection: WaitingHandler<Authorized, object> = {
  async waits(asked, call) {
    const connection = call.transaction((inner) => waitingOne(inner, asked));
    if (!connection) return {};
    const secret = await secretOf(call, connection.secretArn!);
    if (!(await refreshed(call, connection, secret)))
      authorizationFailed(secret.AuthParameters.OAuthParameters!.AuthorizationEndpoint!);
    call.transaction((inner) => {
      const current = waitingOne(inner, asked);
      if (!current) return;
      const authorized = { ...current, state: 'AUTHORIZED' as const, authorizedAt: inner.now };
      connections.put(inner.tx, inner, current.name, authorized);
    });
    return {};
  },
};

/** The connection, where it is still the one that asked. */
function waitingOne(call: Call, { name, modifiedAt }: Authorized): Connection | undefined {
  const connection = connections.get(call.tx, call, name);
  return connection?.modifiedAt === modifiedAt && connection.state === 'AUTHORIZING' ? connection : undefined;
}

/** The house's own: a connection was given no token. */
export const refuseConnection: Handler<Authorized & { readonly reason: string }, object> = (
  { reason, ...asked },
  call,
) => {
  const connection = waitingOne(call, asked);
  if (connection)
    connections.put(call.tx, call, connection.name, {
      ...connection,
      state: 'DEAUTHORIZED',
      reason: reason.slice(0, 512),
    });
  return {};
};
