import type { InspectionData } from '@aws-sdk/client-sfn';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { isObject, parsedJson, StateError, type Json, type JsonObject } from '../language/json.ts';

/** Asks an HTTP endpoint, with the credentials of a connection of EventBridge's. */
// AWS: developer guide, "Call HTTPS APIs in Step Functions workflows". Unverified: that more than https is refused.
export function httpCall(scope: Scope, parameters: JsonObject): AwsCall {
  const { ApiEndpoint, Method, Authentication, InvocationConfig } = parameters;
  const connection = isObject(Authentication) ? Authentication : InvocationConfig;
  const headers = headersOf(parameters, scope.region);
  const body = bodyOf(parameters, headers);
  return {
    type: 'aws.call',
    service: 'events',
    operation: 'AskEndpoint',
    input: {
      connectionArn: isObject(connection) ? text(connection['ConnectionArn']) : '',
      method: methodOf(text(Method)),
      url: urlOf(text(ApiEndpoint), parameters['QueryParameters']),
      headers,
      ...(body !== undefined && { body }),
    },
    as: servicePrincipal('states'),
    scope,
  };
}

const methods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

// AWS: the same page: the methods. Unverified words, here and below, of what nobody can be asked.
function methodOf(method: string): string {
  if (!methods.has(method)) throw new StateError('States.Runtime', `The Method '${method}' is not supported`);
  return method;
}

const text = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
const texts = (value: Json): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).map(text) : [text(value)];

function headersOf({ Headers, RequestBody }: JsonObject, region: string): Readonly<Record<string, string>> {
  const given = Object.entries(isObject(Headers) ? Headers : {}).map(([name, value]) =>
    headerOf(name.toLowerCase(), texts(value).join(',')),
  );
  return {
    'user-agent': `Amazon|StepFunctions|HttpInvoke|${region}`,
    range: 'bytes=0-262144',
    ...(RequestBody !== undefined && { 'content-type': 'application/json' }),
    ...(Object.fromEntries(given) as Record<string, string>),
  };
}

/** RFC 9110, 5.1 and 5.5. */
function headerOf(name: string, value: string): [name: string, value: string] {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw new StateError('States.Runtime', `The header '${name}' is not valid`);
  return [name, value];
}

function urlOf(endpoint: string, query: Json | undefined): string {
  const url = URL.parse(endpoint);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new StateError('States.Runtime', `The ApiEndpoint '${endpoint}' is not a valid URL`);
  for (const [name, value] of Object.entries(isObject(query) ? query : {}))
    for (const each of texts(value)) url.searchParams.append(name, each);
  return url.toString();
}

function bodyOf(
  { RequestBody, Transform, Method }: JsonObject,
  headers: Readonly<Record<string, string>>,
): string | undefined {
  if (RequestBody === undefined || Method === 'GET' || Method === 'HEAD') return undefined;
  const { RequestBodyEncoding, RequestEncodingOptions } = isObject(Transform) ? Transform : {};
  const isForm = headers['content-type']?.includes('x-www-form-urlencoded');
  if ((RequestBodyEncoding === 'URL_ENCODED' || isForm) && isObject(RequestBody)) {
    const options = isObject(RequestEncodingOptions) ? RequestEncodingOptions : {};
    return formOf(RequestBody, text(options['ArrayFormat']));
  }
  return text(RequestBody);
}

/** AWS: the same page, ArrayFormat: how a form has lists; INDICES, unless said. */
function formOf(body: JsonObject, format: string): string {
  const form = new URLSearchParams();
  const put = (name: string, value: Json): void => {
    if (Array.isArray(value) && format === 'COMMAS')
      return form.append(name, (value as readonly Json[]).map(text).join(','));
    if (Array.isArray(value)) return value.forEach((each: Json, at) => put(nameOf(name, at, format), each));
    if (!isObject(value)) return form.append(name, text(value));
    for (const [key, each] of Object.entries(value)) put(`${name}[${key}]`, each);
  };
  for (const [name, value] of Object.entries(body)) put(name, value);
  return form.toString();
}

function nameOf(name: string, at: number, format: string): string {
  if (format === 'REPEAT' || format === 'NONE') return name;
  return format === 'BRACKETS' ? `${name}[]` : `${name}[${at}]`;
}

type Answered =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly state: string };

/** What the endpoint has answered, or why the task fails. */
// AWS: the same page: "States.Http.StatusCode.<code>", and that the name of a status is told, which here it is not.
export function httpOutcome(answer: Answered): Json | StateError {
  if ('state' in answer)
    return new StateError(
      'Events.ConnectionResource.InvalidConnectionState',
      `The connection is ${answer.state}, and not AUTHORIZED`,
    );
  const { status, headers, body } = answer;
  if (status >= 400 || status < 200) return new StateError(`States.Http.StatusCode.${status}`, body);
  const isJson = /json/i.test(headers['content-type'] ?? '');
  const parsed = isJson ? parsedJson(body) : undefined;
  return {
    Headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    ResponseBody: parsed ? parsed.value : body,
    StatusCode: status,
  };
}

/** AWS: the same page: what the connection or the network does not let be. */
export function httpFailure(code: string, reason: string): StateError {
  const name =
    code === 'ResourceNotFoundException' ? 'Events.ConnectionResource.NotFound' : 'States.Http.Socket';
  return new StateError(name, reason);
}

/** What went over the wire, but for what the connection added. */
export type HttpTrace = Pick<InspectionData, 'request' | 'response'>;

interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: object;
  readonly body?: string;
}

export function httpTrace({ method, url = '', headers = {}, body }: Asked, answer: Answered): HttpTrace {
  const protocol = url.slice(0, url.indexOf(':'));
  const asked = { protocol, method, url, headers: JSON.stringify(headers) };
  const request = { ...asked, ...(body !== undefined && { body }) };
  if ('state' in answer) return { request };
  const told = {
    statusCode: String(answer.status),
    headers: JSON.stringify(answer.headers),
    body: answer.body,
  };
  return { request, response: { protocol, ...told } };
}
