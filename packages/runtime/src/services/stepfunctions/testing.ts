import type { TestStateInput } from '@aws-sdk/client-sfn';
import type { Given } from '../../base/given.ts';
import { stateInvalid, stateNotFound, validation } from './errors.ts';
import { definitionObject, type QueryLanguage, type State } from './language/definition.ts';
import { parseResource } from './language/resources.ts';
import { stateNamed } from './language/tested.ts';
import { machineIn } from './operations/state-machines.ts';

/** A state to be tested, by itself or out of a machine. */
export interface Tested {
  readonly name: string;
  readonly state: State;
  readonly language: QueryLanguage;
}

// AWS: as seen in the wild: what a state is called that is given alone.
const alone = 'StateName';

export function stateToTest({ definition, stateName }: Given<TestStateInput>): Tested {
  const machine = stateName === undefined ? machineIn(aroundState(definition)) : machineIn(definition);
  const name = stateName ?? alone;
  const state = stateNamed(machine, name) ?? stateNotFound();
  return { name, state, language: state.QueryLanguage ?? 'JSONPath' };
}

/** A machine whose state is the one given, and those it leads to. */
function aroundState(definition: string): string {
  const given = definitionObject(definition);
  if (!given) return definition;
  const ends = [...definition.matchAll(/"(?:Next|Default)"\s*:\s*("(?:[^"\\]|\\.)*")/g)].map(
    ([, name]) => [JSON.parse(name!) as string, { Type: 'Succeed' }] as const,
  );
  return JSON.stringify({ StartAt: alone, States: { ...Object.fromEntries(ends), [alone]: given } });
}

/** AWS: TestState: what is run for real, and what needs a mock. */
export function checkTestable(
  { mock, roleArn, context, revealSecrets }: Given<TestStateInput>,
  state: State,
): void {
  if (mock && revealSecrets) validation('TestState does not support RevealSecrets when a mock is specified.');
  if (mock) return;
  // AWS: unverified words.
  if (context !== undefined) validation('A Context object may only be specified if a mock is specified');
  if (state.Type === 'Map' || state.Type === 'Parallel')
    stateInvalid(
      'TestState API does not support Map or Parallel states. Supported state types include: ' +
        '[Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  if (state.Type !== 'Task') return;
  if (roleArn === undefined) validation('RoleArn must be specified when testing a Task state');
  const resource = parseResource(state.Resource!)!;
  // AWS: unverified words.
  if (resource.kind === 'activity' || (resource.kind === 'call' && resource.pattern !== 'request response'))
    stateInvalid(`TestState API does not support the resource ${state.Resource} unless a mock is specified`);
}
