import { alphabets, derivedWord } from '../../base/ids.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { accountPoliciesOf } from './account-policies.ts';
import { maskOf, type Mask } from './masking/mask.ts';
import { readProtection } from './masking/policy.ts';
import type { BatchRecord } from './records.ts';

export interface ProtectionRecord {
  readonly group: string;
  /** JSON text. */
  readonly document: string;
  readonly updatedAt: number;
}

/** By group. */
export const protections = collection<ProtectionRecord>('logs.protections');

/** Policies that events have come in under, by `idOf` what they say: events stay masked as they were then. */
const documents = collection<string>('logs.protection-documents');

const idOf = (document: string): string => derivedWord(24, alphabets.hex, 'protection', document);

/** Those that are cumulative for a group now. AWS: "Any sensitive term specified in either policy is masked." */
function documentsNow(call: Call, group: string): string[] {
  const own = protections.get(call.tx, call, group)?.document;
  const accounts = accountPoliciesOf(call, 'DATA_PROTECTION_POLICY', group).map(({ document }) => document);
  return [...(own === undefined ? [] : [own]), ...accounts];
}

/** What events of a group come in under now; undefined where nothing is masked. */
export function protectionNow(
  call: Call,
  group: string,
): { readonly ids: readonly string[]; readonly mask: Mask } | undefined {
  const all = documentsNow(call, group);
  if (all.length === 0) return undefined;
  for (const document of all)
    if (!documents.get(call.tx, call, idOf(document))) documents.put(call.tx, call, idOf(document), document);
  return { ids: all.map(idOf), mask: joined(all) };
}

/** How the events of a batch are masked; undefined where they are not. */
export function protectionOf(call: Call, { protections: ids }: BatchRecord): Mask | undefined {
  return ids && joined(ids.flatMap((id) => documents.get(call.tx, call, id) ?? []));
}

/** Batches as who may not see what is masked reads them. */
export const masked = <Batch extends BatchRecord>(call: Call, batches: readonly Batch[]): readonly Batch[] =>
  batches.map((batch) => (batch.protections ? { ...batch, mask: protectionOf(call, batch) } : batch));

const joined = (all: readonly string[]): Mask => {
  const masks = all.map(compiled);
  return (text) => masks.reduce((left, mask) => mask(left), text);
};

/** Those that were asked for lately. */
const known = new Map<string, Mask>();
const knownMax = 100;

function compiled(document: string): Mask {
  const before = known.get(document);
  if (before) return before;
  if (known.size >= knownMax) known.clear();
  const mask = maskOf(readProtection(document));
  known.set(document, mask);
  return mask;
}
