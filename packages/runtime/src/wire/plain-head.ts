import { framingFault } from './framing.ts';
import { HeaderList } from './header-list.ts';

/** The head of a request that says nothing out of the ordinary. */
export interface PlainHead {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  /** Bytes of the body that follows. */
  readonly bodyLength: number;
}

/** Every letter of a head that is plain. */
const plain =
  /^(?:DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) \/[!-~]* HTTP\/1\.1\r\n(?:[\w!#$%&'*+.^`|~-]+:[\t -~]*\r\n)*$/;
const version = ' HTTP/1.1';
/** What changes how a request is read, or who is to read what follows. */
const extraordinary = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'proxy-connection'];

/**
 * Reads a head: its text, up to and with the last field's line end. Answers undefined where it is not quite plain: then
 * Node's parser judges it. So nothing is taken here that Node would refuse, or would read in another way.
 */
export function plainHead(text: string): PlainHead | undefined {
  if (!plain.test(text)) return undefined;
  const lineEnd = text.indexOf('\r\n');
  const method = text.slice(0, text.indexOf(' '));
  const url = text.slice(method.length + 1, lineEnd - version.length);
  const headers = new HeaderList();
  for (let at = lineEnd + 2; at < text.length;) {
    const [colon, end] = [text.indexOf(':', at), text.indexOf('\r\n', at)];
    headers.add(text.slice(at, colon), text.slice(colon + 1, end).trim());
    at = end + 2;
  }
  if (extraordinary.some((name) => headers.has(name)) || !staysOpen(headers)) return undefined;
  if (framingFault({ url, httpVersion: '1.1', headers }) !== undefined) return undefined;
  return { method, url, headers, bodyLength: Number(headers.get('content-length') ?? 0) };
}

function staysOpen(headers: HeaderList): boolean {
  const connection = headers.get('connection');
  return connection === undefined || connection.toLowerCase() === 'keep-alive';
}
