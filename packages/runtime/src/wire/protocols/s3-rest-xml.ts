import { isBodiless, type Answer } from '../answer.ts';
import { escapedXml } from '../formats/xml-document.ts';
import { enclosed } from '../formats/xml.ts';
import type { Incoming, Selected } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import type { ServiceModel } from '../schema/service-model.ts';
import { bucketAddress } from './bucket-address.ts';
import { resolve } from './failure.ts';
import type { Failure, Protocol, ReadCall, WriteCall } from './protocol.ts';
import { prolog, restXml, routedIn, written } from './rest-xml.ts';

/** restXml as S3 speaks it: buckets in hosts, parts of objects, errors and ids of its own. */
export const s3RestXml: Protocol = {
  name: 's3-rest-xml',
  selectsByHead: true,

  select(model: ServiceModel, incoming: Incoming): Selected {
    const address = bucketAddress(incoming);
    const routed = routedIn(model, incoming, address);
    if (routed) return routed;
    const { bucket, path } = address;
    throw new Refusal('UnknownOperation', 'The specified method is not allowed against this resource.', {
      Method: incoming.method,
      ResourceType: bucket === undefined ? 'SERVICE' : path === '/' ? 'BUCKET' : 'OBJECT',
    });
  },

  read: (call: ReadCall): Record<string, unknown> => restXml.read(call),

  write(call: WriteCall): Answer {
    const { status, headers, body } = written(call);
    return {
      status: headers['content-range'] === undefined ? status : 206,
      headers: { ...headersOf(call.incoming), ...headers },
      body: call.operation.name === 'GetBucketLocation' ? location(call) : body,
    };
  },

  fail(failure: Failure): Answer {
    const { code, status, members } = resolve(failure);
    const { id } = failure.incoming;
    const own = Object.entries(members)
      .filter(([name, value]) => value !== undefined && value !== null && name !== 'DeleteMarker')
      .map(([name, value]) => `<${name}>${escapedXml(String(value))}</${name}>`)
      .join('');
    const error =
      `${prolog}<Error><Code>${escapedXml(code)}</Code><Message>${escapedXml(failure.error.message)}</Message>` +
      `${own}<RequestId>${id}</RequestId><HostId>${hostId(id)}</HostId></Error>`;
    const headers = {
      ...headersOf(failure.incoming),
      'content-type': 'application/xml',
      ...errorHeaders(members),
    };
    return { status, headers, body: isBodiless(status) || failure.incoming.method === 'HEAD' ? '' : error };
  },
};

// AWS: the trait s3UnwrappedXmlOutput, which the SDK's schema has lost; only GetBucketLocation bears it.
function location({ model, output }: WriteCall): string {
  const { LocationConstraint = '' } = (output ?? {}) as { readonly LocationConstraint?: string };
  return (
    prolog +
    enclosed(
      'LocationConstraint',
      ` xmlns="${escapedXml(model.xmlNamespace)}"`,
      escapedXml(LocationConstraint),
    )
  );
}

/** What S3 says of an error in its head, too: also where an answer has no body. */
function errorHeaders({ Region, DeleteMarker }: Readonly<Record<string, unknown>>): Record<string, string> {
  return {
    // Who is told that a bucket is elsewhere follows this.
    ...(typeof Region === 'string' && { 'x-amz-bucket-region': Region }),
    ...(DeleteMarker === true && { 'x-amz-delete-marker': 'true' }),
  };
}

function headersOf({ id }: Incoming): Record<string, string> {
  return { 'x-amz-request-id': id, 'x-amz-id-2': hostId(id) };
}

/** S3's second id; here it only has its shape. */
function hostId(id: string): string {
  return Buffer.from(`${id}/penstock`).toString('base64');
}
