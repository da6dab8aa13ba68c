import { checkAction, type TypeOf } from './action-rules.ts';
import { checkArtifacts } from './artifact-flow.ts';
import { checkConditions } from './condition-rules.ts';
import { actionsOf, type Declaration } from './declaration.ts';
import { checkMode, checkType } from './mode-rules.ts';
import { checkReferences } from './reference-rules.ts';
import { checkStages } from './stage-rules.ts';
import { checkStores } from './store-rules.ts';
import { checkTriggers } from './trigger-rules.ts';
import { checkNamespaces, checkVariables } from './variable-rules.ts';

/**
 * Refuses a declaration that AWS would refuse, or that this house could not carry out. Lengths and patterns
 * of members have been checked against the service's model before.
 */
export function validate(declaration: Declaration, region: string, typeOf: TypeOf): void {
  checkStages(declaration.stages);
  checkType(declaration, typeOf);
  checkMode(declaration);
  for (const { action } of actionsOf(declaration)) checkAction(action, region, typeOf);
  checkArtifacts(declaration.stages);
  checkVariables(declaration);
  checkNamespaces(declaration);
  checkReferences(declaration);
  checkStores(declaration, region);
  checkConditions(declaration);
  checkTriggers(declaration);
}
