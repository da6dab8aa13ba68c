import type { Given } from '../../base/given.ts';
import type * as sdk from '@aws-sdk/client-ec2';
import { own } from '../../base/own.ts';
import { pageOf } from '../../base/pagination.ts';
import { like } from '../../dispatch/policy/conditions.ts';
import type { Call } from '../../dispatch/service.ts';
import { invalidNextToken, unknownFilter } from './errors.ts';
import type { Tag, Tagged } from './shelf.ts';

/** What a filter looks at, by the filter's name. */
export type Looks<T> = Readonly<Record<string, (thing: T) => unknown>>;

export interface Asked {
  readonly Filters?: readonly Given<sdk.Filter>[] | undefined;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** What things are looked at by. */
interface Seen<T> {
  get(call: Call, id: string): T;
  list(call: Call): T[];
  readonly idOf: (thing: T) => string;
}

/**
 * Those things that are asked for, by id or by filter: every filter must be met, by one of its values, in which `*`
 * and `?` stand for other characters. An id that is of nothing is refused.
 */
export function described<T extends Tagged>(
  call: Call,
  shelf: Seen<T>,
  ids: readonly string[] | undefined,
  { asked, looks }: { readonly asked: Asked; readonly looks: Looks<T> },
): { readonly items: readonly T[]; readonly NextToken: string | undefined } {
  const all = ids && ids.length > 0 ? ids.map((id) => shelf.get(call, id)) : shelf.list(call);
  const items = filtered(all, asked.Filters, looks);
  const page = pageOf(items, shelf.idOf, {
    token: asked.NextToken,
    limit: asked.MaxResults ?? 1000,
    invalid: invalidNextToken,
  });
  return { items: page.items, NextToken: page.next };
}

export function filtered<T extends object>(
  all: readonly T[],
  filters: readonly Given<sdk.Filter>[] = [],
  looks: Looks<T>,
): T[] {
  const questions = filters.map(({ Name = '', Values = [] }) => ({ look: lookOf(Name, looks), Values }));
  return all.filter((thing) =>
    questions.every(({ look, Values }) =>
      valuesOf(look(thing)).some((value) => Values.some((pattern) => like(value, pattern))),
    ),
  );
}

function lookOf<T extends object>(name: string, looks: Looks<T>): (thing: T) => unknown {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (thing) => tagsIn(thing).flatMap(({ Key, Value }) => (Key === key ? [Value] : []));
  }
  if (name === 'tag-key') return (thing) => tagsIn(thing).map(({ Key }) => Key);
  return own(looks, name) ?? unknownFilter(name);
}

const tagsIn = (thing: object): readonly Tag[] => ('Tags' in thing ? (thing as Tagged).Tags : []);

const valuesOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => each !== undefined).map(String);
