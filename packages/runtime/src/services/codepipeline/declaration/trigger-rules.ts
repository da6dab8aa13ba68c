import { validation } from '../errors.ts';
import { providerOf } from '../actions/providers.ts';
import { actionsOf, type Declaration } from './declaration.ts';

type TriggerDeclared = NonNullable<Declaration['triggers']>[number];

/**
 * Refuses triggers that AWS would refuse. How many filters and patterns there may be is in the service's model.
 */
// AWS: the words of these four are unverified; the rules are the API reference's and the user guide's, "Triggers".
export function checkTriggers(declaration: Declaration): void {
  const { triggers = [] } = declaration;
  const names = triggers.map(({ gitConfiguration }) => gitConfiguration.sourceActionName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    validation(`Only one trigger configuration is allowed for each source action; '${twice}' has more`);
  for (const trigger of triggers) checkTrigger(declaration, trigger);
}

function checkTrigger(declaration: Declaration, { providerType, gitConfiguration }: TriggerDeclared): void {
  const { sourceActionName, push = [] } = gitConfiguration;
  const source = actionsOf(declaration).find(({ action }) => action.name === sourceActionName)?.action;
  if (source?.actionTypeId.category !== 'Source')
    validation(`The trigger names '${sourceActionName}', which is no source action of the pipeline`);
  if (providerOf(source.actionTypeId)?.type.provider !== providerType)
    validation(
      `The trigger of source action '${sourceActionName}' needs an action of the provider ${providerType}`,
    );
  // AWS: user guide, "Valid filter combinations": tags; branches; branches and file paths.
  if (push.some(({ tags, branches, filePaths }) => tags && (branches ?? filePaths)))
    validation(
      `A push filter of the trigger of '${sourceActionName}' has tags together with branches or file paths`,
    );
}
