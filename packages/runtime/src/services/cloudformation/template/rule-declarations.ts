import { formatError } from './errors.ts';
import {
  isList,
  isValues,
  type RuleAssertion,
  type RuleDeclaration,
  type Value,
  type Values,
} from './template.ts';

/** The `Rules` of a document. AWS: user guide, "CloudFormation template Rules syntax". Unverified wording. */
export function ruleDeclarations(members: Values): Readonly<Record<string, RuleDeclaration>> {
  return Object.fromEntries(Object.entries(members).map(([name, rule]) => [name, ruleOf(name, rule)]));
}

function ruleOf(name: string, rule: Value): RuleDeclaration {
  if (!isValues(rule)) return formatError('Any Rules member must be an object.');
  const { RuleCondition, Assertions } = rule;
  if (Assertions === undefined || !isList(Assertions) || Assertions.length === 0)
    return formatError(`Rule ${name} must contain a list of Assertions.`);
  return {
    ...(RuleCondition !== undefined && { RuleCondition }),
    Assertions: Assertions.map((assertion) => assertionOf(name, assertion)),
  };
}

function assertionOf(rule: string, assertion: Value): RuleAssertion {
  if (!isValues(assertion) || assertion['Assert'] === undefined)
    return formatError(`Every assertion of rule ${rule} must contain an Assert member.`);
  const { Assert, AssertDescription } = assertion;
  return { Assert: Assert!, ...(typeof AssertDescription === 'string' && { AssertDescription }) };
}
