import { own } from './own.ts';

/** How one service spells its members in a template, and in its API. */
export interface Spelling {
  /** `ContainerDefinitions` becomes `containerDefinitions`, at every depth. */
  api(properties: unknown): any;
  /** The way back: what the API answers, as a template would say it. */
  template(members: unknown): any;
}

export interface Exceptions {
  /** Members that differ by more than their first letter: template's name to the API's. */
  readonly names?: Readonly<Record<string, string>>;
  /** Members, in the template's spelling, whose names are the user's own: what is in them stays as it is. */
  readonly verbatim?: readonly string[];
}

/** Templates spell members `LikeThis` where the APIs of some services spell them `likeThis`. */
export function spelling({ names = {}, verbatim = [] }: Exceptions = {}): Spelling {
  const back = Object.fromEntries(Object.entries(names).map(([template, api]) => [api, template]));
  const toApi = (name: string): string => own(names, name) ?? name.charAt(0).toLowerCase() + name.slice(1);
  const toTemplate = (name: string): string =>
    own(back, name) ?? name.charAt(0).toUpperCase() + name.slice(1);
  const untouched = new Set([...verbatim, ...verbatim.map(toApi)]);
  const respell = (value: unknown, spell: (name: string) => string): unknown => {
    if (Array.isArray(value)) return value.map((each) => respell(each, spell));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        spell(name),
        untouched.has(name) ? member : respell(member, spell),
      ]),
    );
  };
  return {
    api: (properties) => respell(properties, toApi),
    template: (members) => respell(members, toTemplate),
  };
}
