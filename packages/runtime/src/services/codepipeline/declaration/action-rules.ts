import { own } from '../../../base/own.ts';
import { notServed } from '../actions/not-served.ts';
import { providerOf } from '../actions/providers.ts';
import type { ActionTypeDescription, ArtifactCount, ConfigurationKey } from '../actions/action.ts';
import { unaskable, unfit } from './value-types.ts';
import { invalidActionDeclaration, validation } from '../errors.ts';
import type { ActionDeclared } from './declaration.ts';

/** AWS: API reference, ActionDeclaration timeoutInMinutes: 5 to 86400, for manual approvals only. */
const timeoutMinutesMin = 5;
const timeoutMinutesMax = 86_400;

/** What is known of an action's type; undefined where nobody knows it. */
export type TypeOf = (id: ActionDeclared['actionTypeId']) => ActionTypeDescription | undefined;

export function checkAction(action: ActionDeclared, region: string, typeOf: TypeOf): void {
  const { category, owner, provider: name, version } = action.actionTypeId;
  const type = typeOf(action.actionTypeId);
  const missing = !type && notServed(action.actionTypeId);
  if (missing) validation(`Penstock does not serve ${missing}: action '${action.name}'.`);
  // AWS: as seen in the wild, the region's odd spelling included.
  if (!type)
    return invalidActionDeclaration(
      `ActionType (Category: '${category}', Provider: '${name}', Owner: '${owner}', Version: '${version}') ` +
        `in action '${action.name}' is not available in region '${shouted(region)}'`,
    );
  checkCount(action, 'input', action.inputArtifacts.length, type.inputs);
  checkCount(action, 'output', action.outputArtifacts.length, type.outputs);
  checkConfiguration(action, type.configuration);
  if (owner === 'Custom') checkValues(action, type.configuration);
  checkCompute(action);
  checkTimeout(action);
  const provider = providerOf(action.actionTypeId);
  const refused = provider?.refused?.(action, region);
  if (refused) invalidActionDeclaration(refused);
  const unserved = provider?.unserved?.(action);
  if (unserved) validation(`Penstock does not serve ${unserved} (yet): action '${action.name}'.`);
}

/** `us-east-1` as `US_EAST_1`. */
const shouted = (region: string): string => region.toUpperCase().replaceAll('-', '_');

/** AWS: the first sentence as seen in the wild; the second after its example. */
function checkCount(action: ActionDeclared, kind: string, count: number, { min, max }: ArtifactCount): void {
  const declares = `Action ${action.name} declares ${count} ${kind} artifacts which is`;
  if (count < min) invalidActionDeclaration(`${declares} less than the minimum count (${min})`);
  if (count > max) invalidActionDeclaration(`${declares} more than the maximum count (${max})`);
}

function checkConfiguration(
  { name, configuration }: ActionDeclared,
  keys: readonly ConfigurationKey[],
): void {
  const missing = keys.find((key) => key.required && own(configuration, key.name) === undefined);
  // AWS: as seen in the wild.
  if (missing)
    invalidActionDeclaration(
      `Action configuration for action '${name}' is missing required configuration '${missing.name}'`,
    );
  const unknown = Object.keys(configuration).find((key) => !keys.some((known) => known.name === key));
  // AWS: as seen in the wild.
  if (unknown)
    invalidActionDeclaration(
      `Action configuration for action '${name}' contains unknown configuration '${unknown}'`,
    );
}

// AWS: API reference, ActionConfigurationProperty, type, of custom action types. Unverified words. Values of AWS's own
// types are taken as they are, and looked at when the action runs.
function checkValues({ name, configuration }: ActionDeclared, keys: readonly ConfigurationKey[]): void {
  const wrong = unfit(configuration, keys) ?? unaskable(configuration, keys);
  if (wrong) invalidActionDeclaration(`Action configuration for action '${name}' has ${wrong}`);
}

/** AWS: API reference, ActionDeclaration: commands and what belongs to them are for compute actions. */
function checkCompute({
  name,
  actionTypeId: { category },
  commands,
  outputVariables,
  environmentVariables,
  outputArtifacts,
}: ActionDeclared): void {
  if (category === 'Compute') return;
  const files = outputArtifacts.find((artifact) => artifact.files !== undefined)?.files;
  // AWS: as seen in the wild (aws/aws-cdk#38843), also where it is the files of an artifact.
  if (commands ?? outputVariables ?? environmentVariables ?? files)
    invalidActionDeclaration(
      `The following action cannot contain a commands field: ${name}. To use the commands field, use a compute action.`,
    );
}

function checkTimeout({ name, actionTypeId, timeoutInMinutes }: ActionDeclared): void {
  if (timeoutInMinutes === undefined) return;
  // AWS: unverified words.
  if (actionTypeId.category !== 'Approval')
    invalidActionDeclaration(
      `A timeout can only be set for manual approval actions; action '${name}' has one`,
    );
  if (timeoutInMinutes < timeoutMinutesMin || timeoutInMinutes > timeoutMinutesMax)
    invalidActionDeclaration(
      `The timeout of action '${name}' must be between ${timeoutMinutesMin} and ${timeoutMinutesMax} minutes`,
    );
}
