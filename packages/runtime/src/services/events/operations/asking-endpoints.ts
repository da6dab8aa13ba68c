import type { HttpAnswered, HttpAsk } from '../../../base/effects/http.ts';
import type { WaitingHandler } from '../../../dispatch/service.ts';
import { authorization, bodyOf } from '../api-request.ts';
import { connectionAt, nameInArn, type ConnectionSecret } from '../connections.ts';
import { notFound } from '../errors.ts';
import { refreshed, secretOf, tokened } from './invoking.ts';

/** What somebody's endpoint is to be asked, with the credentials of a connection. */
export interface EndpointAsked {
  readonly connectionArn: string;
  readonly method: HttpAsk['method'];
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type EndpointAnswered =
  | Pick<HttpAnswered, 'status' | 'headers' | 'body'>
  /** The connection has not been let in, or is given no token. */
  | { readonly state: string };

/** AWS: Step Functions, "Call HTTPS APIs": 60 seconds, and 256 KiB of an answer. */
const timeoutMs = 60_000;
const bytesMax = 262_144;

/** The house's own: asks an endpoint for a state machine. */
export const askEndpoint: WaitingHandler<EndpointAsked, EndpointAnswered> = {
  async waits(asked, call) {
    const connection = call.transaction((inner) => connectionAt(inner, asked.connectionArn));
    if (!connection) return notFound(`Connection '${nameInArn(asked.connectionArn)}' does not exist.`);
    if (!connection.secretArn || connection.state === 'DEAUTHORIZED') return { state: connection.state };
    const secret = await tokened(call, connection, await secretOf(call, connection.secretArn));
    if (!secret) return { state: 'DEAUTHORIZED' };
    const first: HttpAnswered = await call.perform(request(asked, secret));
    const isRefused = secret.Token && [401, 407].includes(first.status);
    const renewed = isRefused ? await refreshed(call, connection, secret) : undefined;
    return renewed ? call.perform(request(asked, renewed)) : first;
  },
};

/** A connection's parameters come before those of the task. */
function request(
  { method, url: asked, headers: given, body }: EndpointAsked,
  secret: ConnectionSecret,
): HttpAsk {
  const shared = secret.AuthParameters.InvocationHttpParameters;
  const url = new URL(asked);
  for (const { Key, Value } of shared?.QueryStringParameters ?? []) url.searchParams.set(Key!, Value ?? '');
  const headers = new Map(Object.entries(given));
  for (const { Key, Value } of shared?.HeaderParameters ?? []) headers.set(Key!.toLowerCase(), Value ?? '');
  for (const [name, value] of authorization(secret)) headers.set(name.toLowerCase(), value);
  const isJson = headers.get('content-type')?.includes('json') ?? false;
  return {
    type: 'http.ask',
    cut: true,
    method,
    url: url.toString(),
    headers: Object.fromEntries(headers),
    ...(body !== undefined && { body: isJson ? bodyOf(body, shared) : body }),
    bytesMax,
    timeoutMs,
  };
}
