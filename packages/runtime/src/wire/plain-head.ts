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

const requestLine = /(DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) (\/[!-~]*) HTTP\/1\.1\r\n/y;
const field = /([\w!#$%&'*+.^`|~-]+):([\t -~]*)\r\n/y;
/** What changes how a request is read, or who is to read what follows. */
const extraordinary = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'proxy-connection'];

/**
 * Reads a head: its text, up to and with the last field's line end. Answers undefined where it is not quite plain: then
 * Node's parser judges it. So nothing is taken here that Node would refuse, or would read in another way.
 */
export function plainHead(text: string): PlainHead | undefined {
  requestLine.lastIndex = 0;
  const line = requestLine.exec(text);
  if (!line) return undefined;
  const headers = new HeaderList();
  for (let at = requestLine.lastIndex; at < text.length; at = field.lastIndex) {
    field.lastIndex = at;
    const found = field.exec(text);
    if (!found) return undefined;
    headers.add(found[1]!, found[2]!.trim());
  }
  const [, method = '', url = ''] = line;
  if (extraordinary.some((name) => headers.has(name)) || !staysOpen(headers)) return undefined;
  if (framingFault({ url, httpVersion: '1.1', headers }) !== undefined) return undefined;
  return { method, url, headers, bodyLength: Number(headers.get('content-length') ?? 0) };
}

function staysOpen(headers: HeaderList): boolean {
  const connection = headers.get('connection');
  return connection === undefined || connection.toLowerCase() === 'keep-alive';
}
