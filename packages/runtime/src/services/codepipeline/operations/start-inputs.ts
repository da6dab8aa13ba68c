import { providerOf } from '../actions/providers.ts';
import { actionsOf, type Declaration } from '../declaration/declaration.ts';
import { validation } from '../errors.ts';

interface VariableGiven {
  readonly name: string;
  readonly value: string;
}
interface RevisionGiven {
  readonly actionName: string;
  readonly revisionType: string;
  readonly revisionValue: string;
}

/** The pipeline's variables, each with what was given for it, or with its default. */
export function startVariables(
  { variables = [] }: Declaration,
  given: readonly VariableGiven[],
): Record<string, string> {
  const unknown = given.find(({ name }) => !variables.some((declared) => declared.name === name));
  // AWS: unverified words.
  if (unknown) validation(`The pipeline does not declare a variable named '${unknown.name}'`);
  const values = variables.map(({ name, defaultValue }) => {
    const value = given.find((each) => each.name === name)?.value ?? defaultValue;
    // AWS: unverified words.
    return [name, value ?? validation(`The variable '${name}' has no default value and was given none`)];
  });
  return Object.fromEntries(values);
}

/** The commits that sources have to take, by action. */
export function startRevisions(
  declaration: Declaration,
  given: readonly RevisionGiven[],
): Record<string, string> {
  const sources = actionsOf(declaration).filter(({ action }) => action.actionTypeId.category === 'Source');
  for (const { actionName, revisionType } of given) {
    // AWS: unverified words.
    const source = sources.find(({ action }) => action.name === actionName);
    if (!source) validation(`The pipeline does not have a source action named '${actionName}'`);
    if (revisionType !== (providerOf(source.action.actionTypeId)?.revisionType ?? 'COMMIT_ID'))
      validation(`The source action '${actionName}' does not take revisions of type ${revisionType}`);
  }
  return Object.fromEntries(given.map(({ actionName, revisionValue }) => [actionName, revisionValue]));
}
