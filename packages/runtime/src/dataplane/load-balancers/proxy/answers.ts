import type { AnswerFields } from '../../../base/effects/load-balancer.ts';
import type { ResponseHead } from './parse-response.ts';

// Not imported: an import reads all that the module has, and so loads what `fetch` is made of (60 ms, 14 MB).
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/**
 * AWS: seen in the answers of its load balancers (`Server: awselb/2.0`, nginx-like pages); the pages are
 * unverified.
 */
export function ownPage(status: number): string {
  const title = `${status} ${reasonOf(status)}`;
  return (
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n` +
    `<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`
  );
}

export interface OwnAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: string;
  readonly location?: string;
  /** Values of `Set-Cookie`. */
  readonly cookies?: readonly string[];
}

/** Writes an answer of the load balancer's own as it goes over the wire. */
export function answerText(
  answer: OwnAnswer,
  connection: {
    readonly now: number;
    readonly closes: boolean;
    readonly bodiless: boolean;
    readonly fields: AnswerFields;
  },
): Buffer {
  const body = Buffer.from(answer.body ?? '');
  const lines = [
    `HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}`,
    ...(connection.fields.server ? ['Server: awselb/2.0'] : []),
    `Date: ${new Date(connection.now).toUTCString()}`,
  ];
  if (body.length > 0 && answer.contentType !== undefined) lines.push(`Content-Type: ${answer.contentType}`);
  if (answer.status !== 204 && answer.status !== 304) lines.push(`Content-Length: ${body.length}`);
  lines.push(connection.closes ? 'Connection: close' : 'Connection: keep-alive');
  for (const [name, value] of connection.fields.set) lines.push(`${name}: ${value}`);
  if (answer.location !== undefined) lines.push(`Location: ${answer.location}`);
  for (const value of answer.cookies ?? []) lines.push(`Set-Cookie: ${value}`);
  const head = Buffer.from(lines.join('\r\n') + '\r\n\r\n', 'latin1');
  const bodiless = connection.bodiless || answer.status === 204 || answer.status === 304;
  return bodiless ? head : Buffer.concat([head, body]);
}

/** Takes out of a target's answer what the listener says instead; answers the lines that say it. */
export function overriddenBy({ set, server }: AnswerFields, head: ResponseHead, bytes: Buffer): string {
  if (!server) head.dropNamed(bytes, 'server');
  let lines = '';
  for (const [name, value] of set) {
    head.dropNamed(bytes, name.toLowerCase());
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

export function failure(status: number): OwnAnswer {
  return { status, contentType: 'text/html', body: ownPage(status) };
}

/** nginx's words, which AWS's load balancers use too, differ from the registry in two; the registry lacks AWS's own. */
function reasonOf(status: number): string {
  if (status === 503) return 'Service Temporarily Unavailable';
  if (status === 504) return 'Gateway Time-out';
  // AWS: user guide, "HTTP 561: Unauthorized".
  if (status === 561) return 'Unauthorized';
  return STATUS_CODES[status] ?? '';
}
