/** What a function answered, as HTTP. */
export interface FunctionAnswer {
  readonly status: number;
  /** The words behind the status. */
  readonly reason: string | undefined;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** AWS: "The maximum size of the response JSON that the Lambda function can send is 1 MB." */
export const answerBytesMax = 1024 * 1024;

/** AWS: "Hop-by-hop headers are overridden"; so is Content-Length, which is reckoned. Ours is nobody else's to say. */
const overridden =
  /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|content-length|x-penstock-failure)$/;

/**
 * Undefined where it is not what a load balancer takes. AWS: "Respond to the load balancer": an object with the status
 * code as a number, perhaps its words, header fields, and the body as text or in base64.
 */
export function targetAnswer(payload: string, multiValueHeaders: boolean): FunctionAnswer | undefined {
  const said = Buffer.byteLength(payload) > answerBytesMax ? undefined : parsed(payload);
  if (!said) return undefined;
  const { statusCode: status, statusDescription, body = '', isBase64Encoded } = said;
  // AWS: unverified which status codes are taken.
  if (!isInteger(status) || status < 200 || status > 599) return undefined;
  const fields = fieldsOf(multiValueHeaders ? said['multiValueHeaders'] : said['headers'], multiValueHeaders);
  const text = body ?? '';
  if (!fields || typeof text !== 'string') return undefined;
  return {
    status,
    reason: reasonOf(statusDescription, status),
    fields: withType(fields),
    body: Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function parsed(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(payload) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const isInteger = (value: unknown): value is number => Number.isInteger(value);

/** `404 Not Found` says `Not Found`. */
function reasonOf(description: unknown, status: number): string | undefined {
  if (typeof description !== 'string' || !/^[\t\x20-\x7e]*$/.test(description)) return undefined;
  return description.startsWith(`${status} `) ? description.slice(4) : undefined;
}

type Fields = [name: string, value: string][];

function fieldsOf(given: unknown, many: boolean): Fields | undefined {
  if (given === undefined || given === null) return [];
  if (typeof given !== 'object') return undefined;
  const fields: Fields = [];
  for (const [name, value] of Object.entries(given)) {
    const values: readonly unknown[] = many ? (Array.isArray(value) ? value : [undefined]) : [value];
    for (const each of values) {
      const isScalar = ['string', 'number', 'boolean'].includes(typeof each);
      const text = String(each);
      if (!isScalar || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
        return undefined;
      if (!overridden.test(name.toLowerCase())) fields.push([name, text]);
    }
  }
  return fields;
}

/** AWS: unverified. What names no type is bytes. */
function withType(fields: Fields): Fields {
  if (fields.some(([name]) => name.toLowerCase() === 'content-type')) return fields;
  return [['Content-Type', 'application/octet-stream'], ...fields];
}
