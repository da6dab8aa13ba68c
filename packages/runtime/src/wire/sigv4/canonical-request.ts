import type { SignedRequest } from './signed-request.ts';
import { percentEncoded, percentNormalized } from './percent-encoding.ts';

export interface Canonicalization {
  /** Lower case, sorted. */
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  readonly path: string;
  /** Query parameters that are not signed. */
  readonly unsignedParameters: readonly string[];
}

// AWS: "Create a signed AWS API request" (SigV4), steps 1 and 2; S3: "Do not normalize URI paths".
export function canonicalRequest(request: SignedRequest, how: Canonicalization): string {
  let headers = '';
  for (const name of how.signedHeaders) headers += `${name}:${canonicalHeader(request, name)}\n`;
  const query = canonicalQuery(request.query, how.unsignedParameters);
  const names = how.signedHeaders.join(';');
  return `${request.method}\n${how.path}\n${query}\n${headers}\n${names}\n${how.payloadHash}`;
}

/**
 * The spellings of a path that a signer may have signed. S3 signs it encoded once (what came, or its one normal
 * spelling); all others sign it with `.`, `..` and repeated slashes resolved, and encoded once more.
 */
export function canonicalPaths(path: string, objectPath: boolean): readonly string[] {
  if (path === '/' || path === '') return ['/'];
  if (!objectPath) return [encodedSegments(normalizedPath(path))];
  const normal = path.split('/').map((segment) => percentNormalized(segment));
  const spelling = normal.join('/').replaceAll('%2F', '/');
  return spelling === path ? [path] : [spelling, path];
}

/** `/a/./b//../c/` → `/a/c/`: RFC 3986's dot segments removed, slashes collapsed. Never above the root. */
export function normalizedPath(path: string): string {
  if (!/\/\/|\/\./.test(path)) return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const trailing = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}

function encodedSegments(path: string): string {
  return path.split('/').map(percentEncoded).join('/');
}

function canonicalQuery(query: string, unsigned: readonly string[]): string {
  if (query === '') return '';
  const pairs: [name: string, value: string][] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const split = part.indexOf('=');
    const name = percentNormalized(split < 0 ? part : part.slice(0, split), true);
    if (unsigned.includes(name)) continue;
    pairs.push([name, split < 0 ? '' : percentNormalized(part.slice(split + 1), true)]);
  }
  pairs.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function canonicalHeader(request: SignedRequest, name: string): string {
  const { headers } = request;
  return headers.isRepeated(name)
    ? headers.all(name).map(trimmed).join(',')
    : trimmed(headers.get(name) ?? '');
}

const plainValue = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** Outer space goes, inner space is one blank. Bytes beyond ASCII are signed as the UTF-8 they are. */
function trimmed(value: string): string {
  if (plainValue.test(value)) return value;
  const single = value.replace(/[ \t\r\n\f\v]+/g, ' ').replace(/^ | $/g, '');
  return /[\x80-\xff]/.test(single) && !/[^\x00-\xff]/.test(single)
    ? Buffer.from(single, 'latin1').toString('utf8')
    : single;
}
