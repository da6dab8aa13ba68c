import type { IncomingMessage } from 'node:http';

/** Headers that mean something else, or nothing, when they come twice. */
const single = new Set(['host', 'content-length', 'transfer-encoding', 'authorization', 'x-amz-target']);

/**
 * Why a request could be read in two ways, if it could. Node's parser has refused most of that already; what is left
 * is refused here, before anything else looks at it.
 */
export function framingFault(request: IncomingMessage): string | undefined {
  const { rawHeaders, url = '' } = request;
  const seen = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    if (!single.has(name)) continue;
    if (seen.has(name)) return `more than one ${name}`;
    seen.set(name, rawHeaders[i + 1] ?? '');
  }
  const encoding = seen.get('transfer-encoding');
  const length = seen.get('content-length');
  if (encoding !== undefined) {
    if (length !== undefined) return 'both content-length and transfer-encoding';
    if (encoding.toLowerCase() !== 'chunked' || request.httpVersion !== '1.1') return 'transfer-encoding';
  }
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return 'content-length';
  if (!/^[\w.:[\]-]{1,255}$/.test(seen.get('host') ?? '')) return 'host';
  // Only the origin form of a target: a path. Raw spaces and controls never get this far.
  return url.startsWith('/') && !/[\x00-\x20\x7f#]/.test(url) ? undefined : 'target';
}

/** What AWS's front ends answer to what they cannot read. */
export const badRequestPage =
  '<html>\r\n<head><title>400 Bad Request</title></head>\r\n' +
  '<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n</body>\r\n</html>\r\n';
