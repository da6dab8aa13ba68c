import { isDistributed, wrong, type Machine, type Mistake } from './definition.ts';
import { isServedElsewhere, parseResource } from './resources.ts';
import { everyState } from './walk.ts';

/** What express workflows do not have. */
// AWS: developer guide, "Choosing workflow type": no activities, `.sync`, `.waitForTaskToken` and distributed maps. The
// words are unverified.
export function* expressMistakes(machine: Machine, at = ''): Generator<Mistake> {
  for (const [state, place] of everyState(machine, at)) {
    if (isDistributed(state))
      yield wrong('Express state machine does not support Map states of the mode DISTRIBUTED', place);
    const resource = state.Resource === undefined ? undefined : parseResource(state.Resource);
    if (resource?.kind === 'activity')
      yield wrong('Express state machine does not support Activity resources', `${place}/Resource`);
    if (resource?.kind === 'call' && resource.pattern !== 'request response')
      yield wrong(
        `Express state machine does not support '${suffixOf(state.Resource!)}' service integration`,
        place,
      );
  }
}

/** The same of items that are express workflows. */
export function* expressItemMistakes(machine: Machine): Generator<Mistake> {
  for (const [{ ItemProcessor: items }, place] of everyState(machine))
    if (items?.ProcessorConfig?.ExecutionType === 'EXPRESS')
      yield* expressMistakes(items, `${place}/ItemProcessor`);
}

const suffixOf = (resource: string): string => resource.slice(resource.lastIndexOf('.'));

/** What does not keep a machine from being made, but from doing all that it says. */
export function* warnings(machine: Machine): Generator<Mistake> {
  for (const [state, place] of everyState(machine)) {
    const resource = state.Resource === undefined ? undefined : parseResource(state.Resource);
    if (resource?.kind === 'call' && isServedElsewhere(resource))
      yield {
        code: 'UNSERVED_RESOURCE',
        message: `Penstock does not serve ${resource.service}: the task fails where the machine comes to it`,
        location: `${place}/Resource`,
      };
  }
}
