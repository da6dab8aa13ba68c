import type * as sdk from '@aws-sdk/client-ec2';
import { alphabets } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { notFound, type Kind } from './errors.ts';

export interface Tagged {
  readonly Tags: readonly Tag[];
}
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Whose things: a call's, or another account's that it reaches. */
export interface Place extends Scope {
  readonly tx: Tx;
}

/**
 * Things of one kind. An account begins with some (its default VPC and what is in it), which are kept only once they
 * are changed; those that were deleted are kept as gone.
 */
export interface Shelf<T extends Tagged> {
  list(call: Place): T[];
  get(call: Place, id: string): T;
  find(call: Place, id: string): T | undefined;
  put(call: Place, thing: T): T;
  remove(call: Place, id: string): void;
  readonly idOf: (thing: T) => string;
}

type Kept<T> = T | { readonly gone: true };

export function shelf<T extends Tagged>(
  kind: Kind,
  idOf: (thing: T) => string,
  begun: (call: Place) => readonly T[] = () => [],
): Shelf<T> {
  const rows = collection<Kept<T>>(`ec2.${kind}s`);
  const find = (call: Place, id: string): T | undefined => {
    const kept = rows.get(call.tx, call, id) ?? begun(call).find((thing) => idOf(thing) === id);
    return kept && 'gone' in kept ? undefined : kept;
  };
  return {
    idOf,
    find,
    get: (call, id) => find(call, id) ?? notFound(kind, id),
    list: (call) => {
      const kept = rows.list(call.tx, call).filter((thing): thing is T => !('gone' in thing));
      const untouched = begun(call).filter((thing) => !rows.get(call.tx, call, idOf(thing)));
      return [...untouched, ...kept];
    },
    put: (call, thing) => {
      rows.put(call.tx, call, idOf(thing), thing);
      return thing;
    },
    remove: (call, id) => {
      if (begun(call).some((thing) => idOf(thing) === id)) rows.put(call.tx, call, id, { gone: true });
      else rows.delete(call.tx, call, id);
    },
  };
}

/** `vpc-0123456789abcdef0`. */
export const idFor = (call: Call, prefix: string): string => `${prefix}-0${call.ids.word(16, alphabets.hex)}`;

/** The tags that a request gives to what it makes. */
export const tagsFor = (
  specifications: readonly { readonly Tags?: readonly sdk.Tag[] | undefined }[] | undefined,
): Tag[] =>
  (specifications ?? []).flatMap(({ Tags = [] }) => Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })));
