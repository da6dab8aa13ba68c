import type { IncomingMessage } from 'node:http';

/** What a load balancer says of a request beside the request: by a field of its own, that no client can set. */
export interface AskedFunction {
  readonly account: string;
  readonly region: string;
  /** ARN. */
  readonly targetGroup: string;
  readonly multiValueHeaders: boolean;
}

/** Fields that are between the load balancer and us, or frame the message. */
const notForFunctions = /^(x-penstock-target|connection|transfer-encoding)$/;

// AWS: "Lambda functions as targets": these types come as text where nothing is encoded; all else is base64.
const textual = /^(text\/|application\/(json|javascript|xml)\b)/i;

/** A request as a function behind a load balancer is given it. AWS: "Use Lambda functions as targets". */
export function targetEvent(
  request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>,
  body: Buffer,
  { targetGroup, multiValueHeaders }: Pick<AskedFunction, 'targetGroup' | 'multiValueHeaders'>,
): object {
  const fields = fieldsOf(request.rawHeaders);
  const [path = '', query = ''] = splitOnce(request.url ?? '/', '?');
  const parameters = parametersOf(query);
  const said = multiValueHeaders
    ? { multiValueQueryStringParameters: manyOf(parameters), multiValueHeaders: manyOf(fields) }
    : { queryStringParameters: lastOf(parameters), headers: lastOf(fields) };
  const isText = body.length === 0 || isTextual(lastOf(fields));
  return {
    requestContext: { elb: { targetGroupArn: targetGroup } },
    httpMethod: request.method,
    path,
    ...said,
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

type Pairs = readonly (readonly [name: string, value: string])[];

function isTextual(fields: Readonly<Record<string, string>>): boolean {
  return fields['content-encoding'] === undefined && textual.test(fields['content-type'] ?? '');
}

function fieldsOf(raw: readonly string[]): Pairs {
  const fields: [string, string][] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!notForFunctions.test(name)) fields.push([name, raw[i + 1]!]);
  }
  return fields;
}

/** AWS: "the load balancer does not decode them". */
function parametersOf(query: string): Pairs {
  if (query === '') return [];
  return query.split('&').map((parameter) => {
    const [name = '', value = ''] = splitOnce(parameter, '=');
    return [name, value];
  });
}

/** AWS: without multi-value headers, "the load balancer uses the last value sent by the client". */
function lastOf(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(pairs);
}

function manyOf(pairs: Pairs): Record<string, string[]> {
  const many = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = many.get(name);
    if (values) values.push(value);
    else many.set(name, [value]);
  }
  return Object.fromEntries(many);
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
