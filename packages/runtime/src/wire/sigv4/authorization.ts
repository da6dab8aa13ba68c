import { parseQuery } from '../query-string.ts';
import { Refusal } from '../refusal.ts';
import type { SignedRequest } from './signed-request.ts';
import type { SigningScope } from './signing-key.ts';
import { basicTime, timeOf } from './signing-time.ts';

/** What a request says about who signed it, and how. Read, not yet believed. */
export interface Authorization {
  readonly place: 'header' | 'query';
  readonly accessKeyId: string;
  readonly scope: SigningScope;
  /** `20150830T123600Z`, as it was signed. */
  readonly time: string;
  /** Epoch milliseconds. */
  readonly signedAt: number;
  /** Seconds a presigned URL is good for. */
  readonly expiresSeconds?: number;
  /** Lower case, sorted. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
}

const algorithm = 'AWS4-HMAC-SHA256';

/** Whether a request says anything about who signed it. */
export function isSigned({ headers, query }: SignedRequest): boolean {
  return headers.has('authorization') || /X-Amz-(?:Algorithm|Signature)/.test(query);
}

/** Reads the Authorization header, or the X-Amz-* parameters of a presigned URL. */
export function readAuthorization(request: SignedRequest): Authorization {
  const header = request.headers.get('authorization');
  if (header !== undefined) return fromHeader(request, header);
  if (request.query.includes('X-Amz-')) {
    const parameters = parseQuery(request.query);
    if (parameters.has('X-Amz-Algorithm') || parameters.has('X-Amz-Signature')) return fromQuery(parameters);
  }
  throw new Refusal('MissingAuthentication', 'Missing Authentication Token');
}

function fromHeader(request: SignedRequest, header: string): Authorization {
  const time = headerTime(request);
  const { accessKeyId, scope, signedHeaders, signature } = headerStatement(header, time !== undefined);
  const signedAt = timeOf(time ?? '');
  if (signedAt === undefined)
    throw incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${time}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  const sessionToken = request.headers.get('x-amz-security-token');
  return {
    place: 'header',
    accessKeyId,
    scope,
    time: time ?? '',
    signedAt,
    signedHeaders,
    signature,
    sessionToken,
  };
}

interface Statement {
  readonly accessKeyId: string;
  readonly scope: SigningScope;
  readonly signedHeaders: readonly string[];
}

/** What clients state again and again, all day; only the signature behind it is another. */
const statements = new Map<string, Statement>();
const statementsMax = 1_000;
const signatureLength = 64;

function headerStatement(header: string, dated: boolean): Statement & { readonly signature: string } {
  const stated = header.slice(0, -signatureLength);
  const known = dated ? statements.get(stated) : undefined;
  if (known) {
    const { accessKeyId, scope, signedHeaders } = known;
    return { accessKeyId, scope, signedHeaders, signature: header.slice(-signatureLength) };
  }
  const read = readStatement(header, dated);
  if (read.signature.length !== signatureLength || !stated.endsWith('Signature=')) return read;
  if (statements.size >= statementsMax) statements.clear();
  const { accessKeyId, scope, signedHeaders } = read;
  statements.set(stated, { accessKeyId, scope, signedHeaders });
  return read;
}

function readStatement(header: string, dated: boolean): Statement & { readonly signature: string } {
  const space = header.indexOf(' ');
  if ((space < 0 ? header : header.slice(0, space)) !== algorithm) throw unsupported(header);
  const parts = headerParts(header, space < 0 ? '' : header.slice(space + 1));
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  const sentences = missing.map((name) => `Authorization header requires '${name}' parameter.`);
  if (!dated)
    sentences.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (sentences.length > 0) throw incomplete(`${sentences.join(' ')} Authorization=${algorithm}`);
  return {
    ...readCredential(parts.get('Credential') ?? '', incomplete),
    signedHeaders: readSignedHeaders(parts.get('SignedHeaders') ?? ''),
    signature: parts.get('Signature') ?? '',
  };
}

function headerParts(header: string, list: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const piece of list.split(/[, ]+/)) {
    if (piece === '') continue;
    const split = piece.indexOf('=');
    if (split < 0)
      throw incomplete(
        `'${piece}' not a valid key=value pair (missing equal-sign) in Authorization header: '${header}'.`,
      );
    const name = piece.slice(0, split);
    if (parts.has(name)) throw incomplete(`Authorization header has more than one '${name}' parameter.`);
    parts.set(name, piece.slice(split + 1));
  }
  return parts;
}

/** X-Amz-Date wins over Date; Date may be an HTTP date. */
function headerTime(request: SignedRequest): string | undefined {
  const own = request.headers.get('x-amz-date');
  if (own !== undefined) return own;
  const date = request.headers.get('date');
  if (date === undefined || timeOf(date) !== undefined) return date;
  const parsed = Date.parse(date);
  return Number.isNaN(parsed) ? date : basicTime(parsed);
}

function fromQuery(parameters: ReadonlyMap<string, readonly string[]>): Authorization {
  const single = (name: string): string => {
    const values = parameters.get(name);
    if (values?.length !== 1 || !values[0]) throw queryMalformed(missingParameter);
    return values[0];
  };
  if (single('X-Amz-Algorithm') !== algorithm)
    throw queryMalformed('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  const credential = readCredential(single('X-Amz-Credential'), queryMalformed);
  const time = single('X-Amz-Date');
  const signedAt = timeOf(time);
  if (signedAt === undefined)
    throw queryMalformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const expires = parameters.get('X-Amz-Expires')?.[0];
  return {
    place: 'query',
    ...credential,
    time,
    signedAt,
    ...(expires !== undefined && { expiresSeconds: readExpires(expires) }),
    signedHeaders: readSignedHeaders(single('X-Amz-SignedHeaders')),
    signature: single('X-Amz-Signature'),
    sessionToken: parameters.get('X-Amz-Security-Token')?.[0],
  };
}

// AWS: S3 error responses, AuthorizationQueryParametersError.
const missingParameter =
  'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, ' +
  'X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';

function readExpires(text: string): number {
  if (/^-\d+$/.test(text)) throw queryMalformed('X-Amz-Expires must be non-negative');
  if (!/^\d{1,9}$/.test(text)) throw queryMalformed('X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds > 604_800)
    throw queryMalformed(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ' +
        '604800 seconds',
    );
  if (seconds < 1) throw queryMalformed('X-Amz-Expires must be non-negative');
  return seconds;
}

function readCredential(
  text: string,
  refuse: (message: string) => Refusal,
): { readonly accessKeyId: string; readonly scope: SigningScope } {
  const parts = text.split('/');
  const [accessKeyId, day, region, service, terminator] = parts;
  if (parts.length !== 5 || !accessKeyId || !day || !region || !service)
    throw refuse(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${text}'`,
    );
  if (terminator !== 'aws4_request')
    throw refuse(`Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`);
  if (!/^[a-z0-9-]{1,64}$/.test(region) || !/^[\w.-]{1,128}$/.test(accessKeyId))
    throw refuse(`Credential should be scoped to a valid region, not '${region}'.`);
  return { accessKeyId, scope: { day, region, service } };
}

/** In lower case and in order, as they are signed. */
function readSignedHeaders(text: string): readonly string[] {
  return text
    .split(';')
    .map((name) => name.trim().toLowerCase())
    .sort();
}

function unsupported(header: string): Refusal {
  // AWS: S3's sentence for signature version 2; other services do not recognise such a header as a token.
  if (header.startsWith('AWS '))
    return new Refusal(
      'InvalidArgument',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  return incomplete(`Authorization header requires '${algorithm}'. Authorization=${header.split(' ')[0]}`);
}

function incomplete(message: string): Refusal {
  return new Refusal('IncompleteSignature', message);
}

function queryMalformed(message: string): Refusal {
  return new Refusal('MalformedQueryAuthorization', message);
}
