/** What is answered over HTTP before the body. */
export interface UrlHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** What is answered over HTTP. */
export interface UrlAnswer extends UrlHead {
  readonly body: string | Buffer;
}

export interface Structured {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/** Between what a streaming function says of its answer and the answer itself. */
const separator = '\0'.repeat(8);

/**
 * What a function answered, as HTTP. AWS: "Invoking Lambda function URLs", Response payload format: an object with a
 * status code says the rest, too; anything else is a body of JSON.
 */
export function urlAnswer(payload: string): UrlAnswer {
  const cut = payload.indexOf(separator);
  if (cut >= 0) return structured(JSON.parse(payload.slice(0, cut)), payload.slice(cut + separator.length));
  const answer = parsed(payload);
  if (isStructured(answer)) return structured(answer, bodyOf(answer));
  const type = answer === undefined ? 'application/octet-stream' : 'application/json';
  return { status: 200, headers: { 'content-type': type }, cookies: [], body: payload };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined; // A function that streams says what it likes.
  }
}

const isStructured = (answer: unknown): answer is Structured =>
  typeof answer === 'object' && answer !== null && 'statusCode' in answer;

function bodyOf({ body, isBase64Encoded }: Structured): string | Buffer {
  if (typeof body !== 'string') return body === undefined || body === null ? '' : JSON.stringify(body);
  return isBase64Encoded ? Buffer.from(body, 'base64') : body;
}

const structured = (answer: Structured, body: string | Buffer): UrlAnswer => ({
  ...structuredHead(answer),
  body,
});

/** What a function says of its answer. */
export function structuredHead(answer: Structured): UrlHead {
  const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  const status = Number(answer.statusCode ?? 200);
  const isStatus = Number.isInteger(status) && status >= 100 && status < 1000;
  return {
    status: isStatus ? status : 502,
    headers: {
      'content-type': 'application/json',
      ...(Object.fromEntries(headers) as Record<string, string>),
    },
    cookies: answer.cookies ?? [],
  };
}

/** AWS: what a caller gets where the function failed. */
export const failedAnswer: UrlAnswer = {
  status: 502,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: 'Internal Server Error',
};
