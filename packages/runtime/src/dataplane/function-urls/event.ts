import type { IncomingMessage } from 'node:http';

/** Who has signed a request to a URL that asks for it. */
export interface UrlSigner {
  readonly account: string;
  readonly arn: string;
  readonly accessKeyId?: string | undefined;
}

export interface UrlEventParts {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly urlId: string;
  readonly signer?: UrlSigner | undefined;
  /** As the function is to see it. */
  readonly path: string;
  readonly requestId: string;
  /** House time, epoch milliseconds. */
  readonly now: number;
}

/** What of a body is handed over as text. AWS: unverified which types are; the rest is base64. */
const textual = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded)|[^;]*\+(json|xml))/i;

/** A request as a function is given it. AWS: "Invoking Lambda function URLs", Request payload format, version 2.0. */
export function urlEvent(parts: UrlEventParts): object {
  const { request, body, urlId, path, signer, requestId, now } = parts;
  const { search, searchParams } = new URL(request.url ?? '', 'http://function');
  const { cookie, ...headers } = request.headers;
  const isText = body.length === 0 || textual.test(request.headers['content-type'] ?? 'text/plain');
  const parameters = [...new Set(searchParams.keys())].map((name) => [
    name,
    searchParams.getAll(name).join(','),
  ]);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: search.replace(/^\?/, ''),
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(parameters.length > 0 && { queryStringParameters: Object.fromEntries(parameters) as object }),
    requestContext: {
      accountId: signer?.account ?? 'anonymous',
      apiId: urlId,
      ...(signer && { authorizer: { iam: identityOf(signer) } }),
      domainName: request.headers.host ?? '',
      domainPrefix: urlId,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: clf(now),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: !isText,
  };
}

/** AWS tells the ids of the user or session, too, which are not known here but for an account's root. */
function identityOf({ account, arn, accessKeyId }: UrlSigner): object {
  const id = arn.endsWith(':root') ? { callerId: account, userId: account } : {};
  return {
    accessKey: accessKeyId,
    accountId: account,
    ...id,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
  };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000`. */
function clf(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
