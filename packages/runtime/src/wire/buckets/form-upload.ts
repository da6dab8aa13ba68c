import type { Answer } from '../answer.ts';
import { escapedXml } from '../formats/xml-document.ts';
import { HeaderList } from '../header-list.ts';
import { Incoming, type Selected } from '../incoming.ts';
import type { ServiceModel } from '../schema/service-model.ts';
import { percentEncoded } from '../sigv4/percent-encoding.ts';
import type { Form } from './form.ts';

/** Fields that are headers of the upload. */
const isHeader = (name: string): boolean =>
  /^(?:cache-control|content-(?:type|disposition|encoding|language)|expires)$/.test(name) ||
  /^x-amz-(?!algorithm$|credential$|date$|signature$|security-token$)/.test(name);

/** A form, as the `PutObject` that it stands for. */
export function uploadOf(
  model: ServiceModel,
  posted: Incoming,
  bucket: string,
  { fields, fileName }: Form,
): { readonly put: Incoming; readonly selected: Selected; readonly key: string } {
  const key = (fields.get('key') ?? '').replaceAll('${filename}', fileName);
  const headers = HeaderList.of(['host', posted.headers.get('host') ?? '']);
  for (const [name, value] of fields) if (isHeader(name)) headers.set(name, value);
  const acl = fields.get('acl');
  if (acl !== undefined) headers.set('x-amz-acl', acl);
  const put = new Incoming(posted.id, 'PUT', `/${bucket}/${percentEncoded(key)}`, headers);
  const operation = model.operations.get('PutObject')!;
  return {
    put,
    key,
    selected: {
      operation,
      labels: new Map([
        ['Bucket', bucket],
        ['Key', key],
      ]),
    },
  };
}

/** How the page is answered: as it asked for in `success_action_redirect` or `success_action_status`. */
export function formAnswer(
  answer: Answer,
  { fields }: Form,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Answer {
  const location = `/${bucket}/${percentEncoded(key)}`;
  const etag = answer.headers['etag'] ?? '';
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of [
      ['bucket', bucket],
      ['key', key],
      ['etag', etag],
    ] as const)
      url.searchParams.set(name, value);
    return { status: 303, headers: { ...answer.headers, location: url.href }, body: '' };
  }
  const headers = { ...answer.headers, location };
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers, body: '' };
  if (status !== '201') return { status: 204, headers, body: '' };
  const members = { Location: location, Bucket: bucket, Key: key, ETag: etag };
  const inner = Object.entries(members).map(([name, value]) => `<${name}>${escapedXml(value)}</${name}>`);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${inner.join('')}</PostResponse>`;
  return { status: 201, headers: { ...headers, 'content-type': 'application/xml' }, body };
}
