import { own } from '../../base/own.ts';
import { like } from '../../dispatch/policy/conditions.ts';
import { isValues, type Value, type Values } from './template/template.ts';

/** What a change of a resource is called in a stack policy. */
export type StackPolicyAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

/** What is to be done, and to which resource. */
export interface PolicyQuestion {
  readonly action: StackPolicyAction;
  readonly logicalId: string;
  readonly type: string;
}

/** Why a stack policy does not let a resource be changed; undefined where it does. */
// AWS: user guide, "Prevent updates to stack resources": what is not allowed is denied, and a Deny overrides.
export function deniedByPolicy(policy: string, question: PolicyQuestion): string | undefined {
  const statements = list((JSON.parse(policy) as Values)['Statement']).filter(isValues);
  const speaking = statements
    .map((statement, index) => ({ statement, number: index + 1 }))
    .filter(({ statement }) => speaksOf(statement, question));
  const denies = speaking.find(({ statement }) => statement['Effect'] === 'Deny');
  if (!denies && speaking.length > 0) return undefined;
  const { action, logicalId } = question;
  const about = `[${action}] for resource [LogicalResourceId/${logicalId}]`;
  // AWS: seen in UPDATE_FAILED events.
  return denies
    ? `Action denied by stack policy: Statement [#${denies.number}] denies ${about}`
    : `Action denied by stack policy: No statement allows ${about}`;
}

function speaksOf(statement: Values, { action, logicalId, type }: PolicyQuestion): boolean {
  const resource = `LogicalResourceId/${logicalId}`;
  const actions = statement['Action'];
  const resources = statement['Resource'];
  const acts = actions === undefined ? !matches(statement['NotAction'], action) : matches(actions, action);
  const names =
    resources === undefined ? !matches(statement['NotResource'], resource) : matches(resources, resource);
  return acts && names && conditionHolds(statement['Condition'], type);
}

function conditionHolds(condition: Value | undefined, type: string): boolean {
  if (!isValues(condition)) return true;
  return Object.entries(condition).every(([operator, asked]) => {
    const wanted = isValues(asked) ? own(asked, 'ResourceType') : undefined;
    return operator === 'StringLike' ? matches(wanted, type) : list(wanted).includes(type);
  });
}

const matches = (patterns: Value | undefined, text: string): boolean =>
  list(patterns).some((pattern) => typeof pattern === 'string' && like(text, pattern));

function list(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Value[]) : [value];
}

/** Updates are all that a stack policy is about, and everybody's. */
// AWS: user guide, "Prevent updates to stack resources": Principal "supports only the wild card (*)".
function isStatement(statement: Value): boolean {
  if (!isValues(statement)) return false;
  const actions = [...list(statement['Action']), ...list(statement['NotAction'])];
  return (
    (statement['Principal'] ?? '*') === '*' &&
    actions.every(
      (action) => typeof action === 'string' && /^Update:(Modify|Replace|Delete|\*)$/.test(action),
    )
  );
}

/** Whether a text is a policy at all. */
export function isStackPolicy(text: string): boolean {
  try {
    const policy: unknown = JSON.parse(text);
    return isValues(policy as Value) && list((policy as Values)['Statement']).every(isStatement);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
