import { type ChoiceRule, type Machine, type QueryLanguage, type State } from './definition.ts';

/** Where a state that is tested would go: a state that only ends. */
const stubPrefix = 'next:';
const stub = (name: string): string => `${stubPrefix}${name}`;

/** The state that was gone to, by what stands for it; undefined of any other. */
export const goneTo = (name: string): string | undefined =>
  name.startsWith(stubPrefix) ? name.slice(stubPrefix.length) : undefined;

/** A machine of one state alone. */
export function machineToTest(name: string, state: State, language: QueryLanguage): Machine {
  const { Next, Default, Choices, Catch } = state;
  const targets = [
    ...(Next === undefined ? [] : [Next]),
    ...(Default === undefined ? [] : [Default]),
    ...(Choices ?? []).flatMap((rule) => (rule.Next === undefined ? [] : [rule.Next])),
    ...(Catch ?? []).map((catcher) => catcher.Next),
  ];
  const ends = targets.map((target): [string, State] => [
    stub(target),
    { Type: 'Succeed', QueryLanguage: language },
  ]);
  return { StartAt: name, States: { [name]: leadingToStubs(state), ...Object.fromEntries(ends) } };
}

function leadingToStubs(state: State): State {
  const { Next, Default, Choices, Catch } = state;
  return {
    ...state,
    ...(Next !== undefined && { Next: stub(Next) }),
    ...(Default !== undefined && { Default: stub(Default) }),
    ...(Choices && {
      Choices: Choices.map((rule): ChoiceRule => (rule.Next ? { ...rule, Next: stub(rule.Next) } : rule)),
    }),
    ...(Catch && { Catch: Catch.map((catcher) => ({ ...catcher, Next: stub(catcher.Next) })) }),
  };
}

/** The state of this name, however deep. */
export function stateNamed({ States }: Machine, name: string): State | undefined {
  if (Object.hasOwn(States, name)) return States[name];
  for (const { Branches = [], ItemProcessor, Iterator } of Object.values(States)) {
    const inside = [...Branches, ...(ItemProcessor ? [ItemProcessor] : []), ...(Iterator ? [Iterator] : [])];
    for (const machine of inside) {
      const found = stateNamed(machine, name);
      if (found) return found;
    }
  }
  return undefined;
}
