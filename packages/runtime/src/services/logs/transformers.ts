import type { Processor } from '@aws-sdk/client-cloudwatch-logs';
import { alphabets, derivedWord } from '../../base/ids.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { accountPoliciesOf } from './account-policies.ts';
import type { BatchRecord, LogStreamRecord } from './records.ts';
import { transformerOf, type Transformer } from './transform/transformer.ts';

export interface TransformerRecord {
  readonly group: string;
  readonly config: readonly Processor[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** By group. */
export const transformers = collection<TransformerRecord>('logs.transformers');

/** What transformers have ever been, by `idOf` what they are: events stay as they were seen when they came. */
const configurations = collection<readonly Processor[]>('logs.transformer-configurations');

const idOf = (config: readonly Processor[]): string =>
  derivedWord(24, alphabets.hex, 'transformer', JSON.stringify(config));

/** How events are seen that a transformer was asked about. Undefined of one that it could not read. */
export type Transformed = (message: string) => string | undefined;

/** What becomes of the events that a stream is given now. */
// AWS: PutTransformer: "the log group uses only the log-group level transformer. It ignores the account-level" one.
export function transformationNow(
  call: Call,
  stream: LogStreamRecord,
): { readonly id: string; readonly transformed: Transformed } | undefined {
  const config =
    transformers.get(call.tx, call, stream.group)?.config ??
    accountPoliciesOf(call, 'TRANSFORMER_POLICY', stream.group)
      .map(({ document }) => JSON.parse(document) as readonly Processor[])
      .at(0);
  if (!config) return undefined;
  const id = idOf(config);
  if (!configurations.get(call.tx, call, id)) configurations.put(call.tx, call, id, config);
  return { id, transformed: seenBy(call, stream, compiled(id, config)) };
}

/** How the events of a batch were transformed when they came. Undefined where they were not. */
export function transformationOf(
  call: Call,
  { transformer: id }: BatchRecord,
  stream: Pick<LogStreamRecord, 'group' | 'name'>,
): Transformed | undefined {
  const config = id === undefined ? undefined : configurations.get(call.tx, call, id);
  return config && seenBy(call, stream, compiled(id!, config));
}

/** AWS: user guide, "copyValue": what it finds besides the event's own. */
function seenBy(
  { account, region }: Call,
  { group, name }: Pick<LogStreamRecord, 'group' | 'name'>,
  transformer: Transformer,
): Transformed {
  const metadata = {
    '@logGroupName': group,
    '@logGroupStream': name,
    '@accountId': account,
    '@regionName': region,
  };
  return (message) => transformer(message, metadata);
}

/** Those that were asked for lately: to read one takes longer than to use it. */
const known = new Map<string, Transformer>();
const knownMax = 200;

function compiled(id: string, config: readonly Processor[]): Transformer {
  const before = known.get(id);
  if (before) return before;
  if (known.size >= knownMax) known.clear();
  const transformer = transformerOf(config);
  known.set(id, transformer);
  return transformer;
}
