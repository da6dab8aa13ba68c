import type { ConnectionHttpParameters, HttpParameters } from '@aws-sdk/client-eventbridge';
import type { HttpAsk } from '../../base/effects/http.ts';
import type { AuthParameters, ConnectionSecret } from './connections.ts';

/** AWS: user guide, "API destinations": "maximum client execution timeout of 5 seconds". */
const timeoutMs = 5000;
/** How much of an answer is read: for why it failed, or a token. */
const bytesMax = 64 * 1024;

export interface ApiCall {
  readonly endpoint: string;
  readonly method: HttpAsk['method'];
  readonly secret: ConnectionSecret;
  /** Of the rule's target. */
  readonly parameters: HttpParameters | undefined;
  readonly input: string;
}

/** What an API destination is asked for an event. */
// AWS: user guide, "API destinations": the headers, and that a connection's parameters come before a target's.
export function apiRequest({ endpoint, method, secret, parameters, input }: ApiCall): HttpAsk {
  const { AuthParameters } = secret;
  const shared = AuthParameters.InvocationHttpParameters;
  const url = urlOf(endpoint, parameters?.PathParameterValues ?? []);
  for (const [name, value] of Object.entries(parameters?.QueryStringParameters ?? {}))
    url.searchParams.set(name, value);
  for (const { Key, Value } of shared?.QueryStringParameters ?? []) url.searchParams.set(Key!, Value ?? '');
  const headers = new Map([
    ['user-agent', 'Amazon/EventBridge/ApiDestinations'],
    ['content-type', 'application/json; charset=utf-8'],
    ['range', 'bytes=0-1048575'],
    ['accept-encoding', 'gzip,deflate'],
  ]);
  for (const [name, value] of Object.entries(parameters?.HeaderParameters ?? {}))
    headers.set(name.toLowerCase(), value);
  for (const { Key, Value } of shared?.HeaderParameters ?? []) headers.set(Key!.toLowerCase(), Value ?? '');
  for (const [name, value] of authorization(secret)) headers.set(name.toLowerCase(), value);
  return {
    type: 'http.ask',
    cut: true,
    method,
    url: url.toString(),
    headers: Object.fromEntries(headers),
    ...(method !== 'GET' && method !== 'HEAD' && { body: bodyOf(input, shared) }),
    bytesMax,
    timeoutMs,
  };
}

/** Each star of the endpoint stands for one value. */
function urlOf(endpoint: string, values: readonly string[]): URL {
  let index = 0;
  return new URL(endpoint.replace(/\*/g, () => encodeURIComponent(values[index++] ?? '*')));
}

export function authorization({ AuthParameters, Token }: ConnectionSecret): [name: string, value: string][] {
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: key } = AuthParameters;
  if (basic)
    return [
      ['authorization', `Basic ${Buffer.from(`${basic.Username}:${basic.Password}`).toString('base64')}`],
    ];
  if (key) return [[key.ApiKeyName!, key.ApiKeyValue!]];
  return Token ? [['authorization', `Bearer ${Token.AccessToken}`]] : [];
}

/** AWS: a connection's body parameters are joined with the event, where that is an object. */
export function bodyOf(input: string, shared: ConnectionHttpParameters | undefined): string {
  const more = shared?.BodyParameters ?? [];
  const value = more.length === 0 ? undefined : jsonIn(input);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return input;
  return JSON.stringify({ ...value, ...Object.fromEntries(more.map(({ Key, Value }) => [Key, Value])) });
}

/** What an authorization endpoint is asked for a token. */
// AWS: unverified that the client is named in the body (in the query of a GET), as of RFC 6749, 2.3.1.
export function tokenRequest({ OAuthParameters }: AuthParameters): HttpAsk {
  const { ClientParameters, AuthorizationEndpoint, HttpMethod, OAuthHttpParameters } = OAuthParameters!;
  const {
    HeaderParameters = [],
    QueryStringParameters = [],
    BodyParameters = [],
  } = OAuthHttpParameters ?? {};
  const url = new URL(AuthorizationEndpoint!);
  for (const { Key, Value } of QueryStringParameters) url.searchParams.set(Key!, Value ?? '');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: ClientParameters!.ClientID!,
    client_secret: ClientParameters!.ClientSecret!,
  });
  for (const { Key, Value } of BodyParameters) form.set(Key!, Value ?? '');
  if (HttpMethod === 'GET') for (const [name, value] of form) url.searchParams.set(name, value);
  const given = HeaderParameters.map(({ Key, Value }) => [Key!.toLowerCase(), Value ?? ''] as const);
  return {
    type: 'http.ask',
    cut: true,
    method: HttpMethod as HttpAsk['method'],
    url: url.toString(),
    headers: {
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
      'content-type': 'application/x-www-form-urlencoded',
      ...Object.fromEntries(given),
    },
    ...(HttpMethod !== 'GET' && { body: form.toString() }),
    bytesMax,
    timeoutMs,
  };
}

/** The token in what an authorization endpoint answers, and when it expires; undefined where there is none. */
export function tokenIn(body: string, now: number): ConnectionSecret['Token'] {
  const answer = jsonIn(body);
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { access_token: AccessToken, expires_in: seconds } = answer as Record<string, unknown>;
  if (typeof AccessToken !== 'string' || AccessToken === '') return undefined;
  const lasts = Number(seconds);
  return { AccessToken, ...(lasts > 0 && { ExpiresAt: now + lasts * 1000 }) };
}

/** Undefined where the text is none. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
