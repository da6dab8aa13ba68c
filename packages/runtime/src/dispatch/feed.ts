import type { Scope } from '../base/scope.ts';
import { collection } from '../store/collection.ts';
import type { Tx } from '../store/store.ts';

/** What has happened to things of one kind, numbered for each of them: who follows one asks for what came after. */
export interface Feed<Happening> {
  /** The number of the last one. Numbers outlive what they are about. */
  last(tx: Tx, scope: Scope, of: string): number;
  tell(tx: Tx, scope: Scope, of: string, happenings: readonly Happening[]): void;
  /** The oldest first. */
  after(tx: Tx, scope: Scope, of: string, number: number): (Happening & { readonly number: number })[];
}

/** Whoever follows is told at once; what is older than so many is nobody's any more. */
const keptMax = 1_000;
const pageMax = 50;

/** `name` is `<service>.<plural noun>`. What they are about is named without a `|`. */
export function feed<Happening extends object>(name: string): Feed<Happening> {
  const happened = collection<Happening & { readonly number: number }>(name);
  const lasts = collection<{ readonly last: number }>(`${name}.last`);
  const keyOf = (of: string, number: number) => `${of}|${String(number).padStart(12, '0')}`;
  const last = (tx: Tx, scope: Scope, of: string): number => lasts.get(tx, scope, of)?.last ?? 0;
  return {
    last,
    tell(tx, scope, of, happenings) {
      const before = last(tx, scope, of);
      happenings.forEach((happening, index) => {
        const number = before + index + 1;
        happened.put(tx, scope, keyOf(of, number), { ...happening, number });
        if (number > keptMax) happened.delete(tx, scope, keyOf(of, number - keptMax));
      });
      if (happenings.length > 0) lasts.put(tx, scope, of, { last: before + happenings.length });
    },
    after: (tx, scope, of, number) =>
      happened.list(tx, scope, { prefix: `${of}|`, after: keyOf(of, number), limit: pageMax }),
  };
}
