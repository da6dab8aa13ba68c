import type { HeaderList } from './header-list.ts';

/** Headers that mean something else, or nothing, when they come twice. */
const single = ['host', 'content-length', 'transfer-encoding', 'authorization', 'x-amz-target'];

/** The line and the head of a request. */
export interface RequestHead {
  readonly url: string;
  readonly httpVersion: string;
  readonly headers: HeaderList;
}

/**
 * Why a request could be read in two ways, if it could. Node's parser has refused most of that already; what is left
 * is refused here, before anything else looks at it.
 */
export function framingFault({ url, httpVersion, headers }: RequestHead): string | undefined {
  const repeated = single.find((name) => headers.isRepeated(name));
  if (repeated !== undefined) return `more than one ${repeated}`;
  const encoding = headers.get('transfer-encoding');
  const length = headers.get('content-length');
  if (encoding !== undefined) {
    if (length !== undefined) return 'both content-length and transfer-encoding';
    if (encoding.toLowerCase() !== 'chunked' || httpVersion !== '1.1') return 'transfer-encoding';
  }
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return 'content-length';
  if (!/^[\w.:[\]-]{1,255}$/.test(headers.get('host') ?? '')) return 'host';
  // Only the origin form of a target: a path. Raw spaces and controls never get this far.
  return url.startsWith('/') && !/[\x00-\x20\x7f#]/.test(url) ? undefined : 'target';
}

/** What AWS's front ends answer to what they cannot read. */
export const badRequestPage =
  '<html>\r\n<head><title>400 Bad Request</title></head>\r\n' +
  '<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n</body>\r\n</html>\r\n';
