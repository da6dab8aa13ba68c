import { isSet } from '../actions/action.ts';
import { providerOf } from '../actions/providers.ts';
import type { Start } from '../beginning.ts';
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

/** The pipeline's variables, each with what was given for it, or with its default; without those that have neither. */
export function startVariables(
  { variables = [] }: Declaration,
  given: readonly VariableGiven[],
): Record<string, string> {
  const twice = given.find(({ name }, index) => given.findIndex((each) => each.name === name) < index);
  // AWS: as seen in the wild.
  if (twice)
    validation(`Variable names must be unique. The following variable name is already in use: ${twice.name}`);
  const unknown = given.find(({ name }) => !variables.some((declared) => declared.name === name));
  // AWS: unverified that it is refused, and words.
  if (unknown) validation(`The pipeline does not declare a variable named '${unknown.name}'`);
  const values = variables.flatMap(({ name, defaultValue }) => {
    const value = given.find((each) => each.name === name)?.value ?? defaultValue;
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(values);
}

/** What sources have to take, by action; an object's key is where its version is. */
export function startRevisions(
  declaration: Declaration,
  given: readonly RevisionGiven[],
): Pick<Start, 'revisions' | 'places'> {
  for (const [index, each] of given.entries()) {
    checkRevision(declaration, each);
    const twice = given.findIndex((other) => isSameRevision(other, each)) < index;
    // AWS: unverified words.
    if (twice)
      validation(
        `The source action '${each.actionName}' is given two revisions of type ${each.revisionType}`,
      );
  }
  const entriesOf = (isPlace: boolean) =>
    given
      .filter(({ revisionType }) => (revisionType === 'S3_OBJECT_KEY') === isPlace)
      .map(({ actionName, revisionValue }) => [actionName, revisionValue]);
  return { revisions: Object.fromEntries(entriesOf(false)), places: Object.fromEntries(entriesOf(true)) };
}

const isSameRevision = (a: RevisionGiven, b: RevisionGiven): boolean =>
  a.actionName === b.actionName && a.revisionType === b.revisionType;

// AWS: unverified words, all of them.
function checkRevision(declaration: Declaration, { actionName, revisionType }: RevisionGiven): void {
  const source = actionsOf(declaration).find(
    ({ action }) => action.name === actionName && action.actionTypeId.category === 'Source',
  )?.action;
  if (!source) validation(`The pipeline does not have a source action named '${actionName}'`);
  const types: readonly string[] = providerOf(source.actionTypeId)?.revisionTypes ?? [];
  if (!types.includes(revisionType))
    validation(`The source action '${actionName}' does not take revisions of type ${revisionType}`);
  // AWS: user guide, "Start a pipeline with a source revision override": it "needs to be set to true".
  if (revisionType === 'S3_OBJECT_KEY' && !isSet(source.configuration, 'AllowOverrideForS3ObjectKey'))
    validation(`The source action '${actionName}' does not allow its S3 object key to be overridden`);
}
