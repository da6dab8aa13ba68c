import { isOperator } from './conditions.ts';

type Members = Readonly<Record<string, unknown>>;

/** Whether a text is a policy of a resource, all of whose statements can be judged. */
// AWS: IAM user guide, "Grammar of the IAM JSON policy language".
export function isPolicy(text: string): boolean {
  const document = parsed(text);
  if (!isObject(document)) return false;
  const statements = [document['Statement']].flat();
  return statements.length > 0 && statements.every((each) => isObject(each) && isStatement(each));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isStatement({ Effect, ...members }: Members): boolean {
  const { Condition = {}, Resource = [], NotResource = [] } = members;
  return (
    (Effect === 'Allow' || Effect === 'Deny') &&
    isPrincipal(members['Principal'] ?? members['NotPrincipal']) &&
    areTexts(members['Action'] ?? members['NotAction'] ?? null) &&
    areTexts(Resource) &&
    areTexts(NotResource) &&
    isObject(Condition) &&
    Object.entries(Condition).every(([operator, keys]) => isOperator(operator) && isObject(keys))
  );
}

const isPrincipal = (value: unknown): boolean =>
  value === '*' || (isObject(value) && Object.values(value).every(areTexts));

const areTexts = (value: unknown): boolean => [value].flat().every((each) => typeof each === 'string');

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
