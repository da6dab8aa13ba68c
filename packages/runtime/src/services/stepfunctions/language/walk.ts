import type { Machine, State } from './definition.ts';

/** Every state of a machine, however deep, and where it is. */
export function* everyState({ States }: Machine, at = ''): Generator<readonly [state: State, place: string]> {
  for (const [name, state] of Object.entries(States)) {
    const place = `${at}/States/${name}`;
    yield [state, place];
    for (const [index, branch] of (state.Branches ?? []).entries())
      yield* everyState(branch, `${place}/Branches[${index}]`);
    if (state.ItemProcessor) yield* everyState(state.ItemProcessor, `${place}/ItemProcessor`);
    else if (state.Iterator) yield* everyState(state.Iterator, `${place}/Iterator`);
  }
}
