import { AwsError } from '../../base/aws-error.ts';
import type { Incoming } from '../incoming.ts';

/** A form of a web page, with the file that it uploads. */
export interface Form {
  /** By name, in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
  readonly fileName: string;
}

export const isForm = ({ method, headers }: Incoming): boolean =>
  method === 'POST' && /^multipart\/form-data\b/i.test(headers.get('content-type') ?? '');

/** Reads `multipart/form-data` (RFC 7578). What comes after the file is not looked at, as S3 has it. */
export function readForm({ headers }: Incoming, body: Buffer): Form {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(headers.get('content-type') ?? '') ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw malformed();
  const fields = new Map<string, string>();
  const delimiter = Buffer.from(`--${boundary}`);
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    const end = body.indexOf(delimiter, start);
    if (end < 0) break;
    const { name, fileName, content } = readPart(body.subarray(start, end));
    if (name === 'file') return { fields, file: content, fileName: fileName ?? '' };
    fields.set(name, content.toString('utf8'));
    at = end;
  }
  throw new AwsError('InvalidArgument', 'POST requires exactly one file upload per request.', {
    ArgumentName: 'file',
    ArgumentValue: '0',
  });
}

function readPart(part: Buffer): { name: string; fileName: string | undefined; content: Buffer } {
  const gap = part.indexOf('\r\n\r\n');
  if (gap < 0) throw malformed();
  const head = part.subarray(0, gap).toString('utf8');
  const [, name] = /content-disposition:[^\r\n]*?[;\s]name="([^"]*)"/i.exec(head) ?? [];
  if (name === undefined) throw malformed();
  const [, fileName] = /content-disposition:[^\r\n]*filename="([^"]*)"/i.exec(head) ?? [];
  // The line's end before the next boundary is not the content's.
  return { name: name.toLowerCase(), fileName, content: part.subarray(gap + 4, part.length - 2) };
}

const malformed = (): AwsError =>
  new AwsError(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );
