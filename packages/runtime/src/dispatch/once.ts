import { AwsError } from '../base/aws-error.ts';
import type { Tx } from '../store/store.ts';

/** What came of a call that a waiting handler made on behalf of an effect. */
type Kept =
  | { readonly output?: unknown }
  | { readonly refused: Pick<AwsError, 'name' | 'message' | 'members' | 'status'> };

/**
 * Calls that a waiting handler made for an effect which has no outcome yet. The handler is run again after a
 * crash; each of its calls is known by the effect, the operation, and how many such calls came before, and is
 * answered from here the second time. Forgotten with the effect.
 */
export const once = {
  /** Answers as before, or throws as before; undefined where there is no before. */
  answered(tx: Tx, id: string): { readonly output: unknown } | undefined {
    const kept = tx.get<Kept>('call', id);
    if (!kept) return undefined;
    if (!('refused' in kept)) return { output: kept.output };
    const { name, message, members, status } = kept.refused;
    throw new AwsError(name, message, members, status);
  },
  keep: (tx: Tx, id: string, output: unknown) => tx.put('call', id, { output } satisfies Kept),
  keepRefusal(tx: Tx, id: string, { name, message, members, status }: AwsError): void {
    tx.put('call', id, { refused: { name, message, members, status } } satisfies Kept);
  },
  forget(tx: Tx, effectId: string): void {
    for (const { key } of tx.list('call', { prefix: `${effectId}/` })) tx.delete('call', key);
  },
};

/** Numbers the calls of one run of a waiting handler: `<effect>/logs:PutLogEvents/2`. */
export function callIds(
  effectId: string | undefined,
): (service: string, operation: string) => string | undefined {
  const counts = new Map<string, number>();
  return (service, operation) => {
    if (effectId === undefined) return undefined;
    const what = `${service}:${operation}`;
    const count = (counts.get(what) ?? 0) + 1;
    counts.set(what, count);
    return `${effectId}/${what}/${count}`;
  };
}
