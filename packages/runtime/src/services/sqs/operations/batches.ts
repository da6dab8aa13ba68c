import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../../../base/aws-error.ts';
import type { Call } from '../../../dispatch/service.ts';
import { batchIdInvalid, batchIdRepeated, batchTooMany, emptyBatch } from '../errors.ts';

const entriesMax = 10;

/** AWS: what every batch is held to. */
export function requireBatch(entries: readonly { readonly Id?: string | undefined }[], name: string): void {
  if (entries.length === 0) emptyBatch(name);
  if (entries.length > entriesMax) batchTooMany(entries.length);
  const seen = new Set<string>();
  for (const { Id = '' } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) batchIdInvalid();
    if (seen.has(Id)) batchIdRepeated(Id);
    seen.add(Id);
  }
}

/** Does the same for each entry; one that is refused leaves the others as they are. */
export function eachEntry<Entry extends { readonly Id?: string | undefined }, Done>(
  call: Call,
  entries: readonly Entry[],
  body: (entry: Entry) => Done,
): { Successful: (Done & { Id: string })[]; Failed: BatchResultErrorEntry[] } {
  const Successful: (Done & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id!, ...call.tx.attempt(() => body(entry)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = error.name.replace(/Exception$/, '');
      Failed.push({ Id: entry.Id, SenderFault: true, Code, Message: error.message });
    }
  }
  return { Successful, Failed };
}
