import { AwsError } from '../../../base/aws-error.ts';
import type { BlobRef } from '../../../base/blob.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { mapRunFlowOf, type MapRunAsked } from '../map-children.ts';
import { selected } from '../flow/items.ts';
import type { ItemsRead } from '../flow/map-run.ts';
import { plus, type MapRun, type Reader, type Source } from '../flow/map-run-state.ts';
import { batched, inventoryIn, itemsIn, type ChildInput, type Item } from '../language/items.ts';
import { StateError } from '../language/json.ts';
import { mapItemKey, mapItems } from '../records.ts';
import { fileBytesMax, tooLarge, unpacked } from './unpacking.ts';

/** Reads what a map run goes through, and keeps what each of its children is to be given. A call of the house's own. */
export const readMapItems: WaitingHandler<MapRunAsked, ItemsRead> = {
  async waits({ flow }, call) {
    const run = call.transaction((inner) => mapRunFlowOf(inner, flow));
    try {
      const children = await childInputs(call, run, run.source!);
      return { total: call.transaction((inner) => kept(inner, run, children)) };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return { refused: { error: error.error, cause: error.cause } };
    }
  },
};

function kept(
  call: Parameters<Parameters<WaitingCall['transaction']>[0]>[0],
  run: MapRun,
  children: readonly ChildInput[],
) {
  for (const [index, child] of children.entries())
    mapItems.put(call.tx, call, mapItemKey(run.flow, index), child);
  return children.reduce((sum, { items }) => plus(sum, 1, items), { executions: 0, items: 0 });
}

async function childInputs(call: WaitingCall, run: MapRun, source: Source): Promise<readonly ChildInput[]> {
  const { items, reader, selector, around, batching } = source;
  const found = reader ? await read(call, run, reader) : items!;
  const wanted = found.slice(0, reader?.itemsMax || undefined);
  const sourceName = reader ? sourceOf(reader) : 'STATE_DATA';
  const inputs = wanted.map((item, index) =>
    selected({ ...item, index, source: sourceName }, selector, around),
  );
  return batched(inputs, batching);
}

// AWS: developer guide, "Context object data for Map states", Source: unverified of a list of objects.
const sourceOf = ({ parameters: { Bucket, Key, Prefix } }: Reader): string =>
  `s3://${[Bucket, Key ?? Prefix].filter((part) => part !== undefined).join('/')}`;

/** So many objects are listed at most. */
const listedMax = 100_000;

async function read(call: WaitingCall, run: MapRun, reader: Reader): Promise<readonly Item[]> {
  try {
    if (reader.operation === 'ListObjectsV2') return await listed(call, run, reader);
    const text = await textAt(call, run, reader.parameters);
    return reader.config.InputType === 'MANIFEST'
      ? await inventoried(call, run, text)
      : itemsIn(text, reader.config);
  } catch (error) {
    if (error instanceof AwsError) throw new StateError('States.ItemReaderFailed', error.message);
    throw error;
  }
}

async function textAt(call: WaitingCall, run: MapRun, place: object): Promise<string> {
  const { Body } = await asked(call, run, 'GetObject', place);
  const blob = Body as BlobRef;
  if (blob.size > fileBytesMax) throw tooLarge();
  return unpacked(Buffer.from(await call.blobs.read(blob))).toString();
}

/** What an inventory of S3's lists: its manifest names files of rows. */
async function inventoried(call: WaitingCall, run: MapRun, manifest: string): Promise<readonly Item[]> {
  const { files, headers, bucket } = inventoryIn(manifest);
  const all: Item[] = [];
  for (const Key of files)
    all.push(
      ...itemsIn(await textAt(call, run, { Bucket: bucket, Key }), { ...inventoryRows, CSVHeaders: headers }),
    );
  return all;
}

const inventoryRows = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' } as const;

async function listed(
  call: WaitingCall,
  run: MapRun,
  { parameters, itemsMax, config }: Reader,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  const most = Math.min(itemsMax || listedMax, listedMax);
  let ContinuationToken: string | undefined;
  do {
    const page = await asked(call, run, 'ListObjectsV2', {
      ...parameters,
      ...(ContinuationToken !== undefined && { ContinuationToken }),
    });
    for (const object of page.Contents ?? [])
      // AWS: developer guide, "ItemReader": what there is of an object; its time in seconds.
      found.push({
        value: {
          Etag: object.ETag,
          Key: object.Key,
          LastModified: Date.parse(object.LastModified) / 1000,
          Size: object.Size,
          StorageClass: object.StorageClass,
        },
      });
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined && found.length < most);
  // Ours; AWS has room for 100 million. What is left out is not passed over in silence.
  if (ContinuationToken !== undefined && (itemsMax || Infinity) > listedMax)
    throw new StateError('States.ItemReaderFailed', `Penstock lists at most ${listedMax} objects`);
  return config.Transformation === 'LOAD_AND_FLATTEN'
    ? loaded(call, run, { parameters, config, found })
    : found;
}

/** The items in all objects that were found. */
async function loaded(
  call: WaitingCall,
  run: MapRun,
  {
    parameters: { Bucket },
    config,
    found,
  }: Pick<Reader, 'parameters' | 'config'> & { readonly found: readonly Item[] },
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (const { value } of found) {
    const { Key } = value as { readonly Key: string };
    all.push(...itemsIn(await textAt(call, run, { Bucket, Key }), config));
  }
  return all;
}

const asked = (
  call: WaitingCall,
  { parent, scope }: MapRun,
  operation: string,
  input: object,
): Promise<any> =>
  call.perform({
    type: 'aws.call',
    service: 's3',
    operation,
    input,
    as: parent.roleArn,
    session: 'states',
    scope,
  });
