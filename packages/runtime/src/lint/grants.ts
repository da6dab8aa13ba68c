import { isKnown, isObject, listOf, objectsOf, referenceOf, type Declared } from './declared.ts';
import type { Known } from './known.ts';

/** A pattern of actions that is allowed. A Deny or a resource may narrow it: what is found is what nothing allows. */
export interface Grant {
  readonly pattern: string;
  matches(action: string): boolean;
}

/** What a role's policies allow; undefined where one of them is not here to be read. */
export function grantsOf(role: Declared, known: Known): Grant[] | undefined {
  const managed = listOf(role.properties['ManagedPolicyArns']);
  const documents = objectsOf(role.properties['Policies']).map(({ PolicyDocument }) => PolicyDocument);
  for (const arn of managed) {
    const own = known.meant(arn, role.scope, 'AWS::IAM::ManagedPolicy');
    if (own) documents.push(own.properties['PolicyDocument']);
    else return undefined;
  }
  const names = role.properties['RoleName'];
  const attached = known.of('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy');
  for (const { properties, scope } of attached) {
    const roles = [...listOf(properties['Roles']), properties['RoleName']];
    const own = roles.some(
      (each) =>
        (referenceOf(each)?.id === role.id && scope === role.scope) || (isKnown(each) && each === names),
    );
    if (own) documents.push(properties['PolicyDocument']);
  }
  if (!documents.every(isObject)) return undefined;
  return documents.flatMap(({ Statement }) =>
    objectsOf(Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => listOf(Action).map((pattern) => grantOf(String(pattern)))),
  );
}

function grantOf(pattern: string): Grant {
  const parts = pattern.toLowerCase().split('*');
  return {
    pattern,
    matches: (action) => likeParts(action.toLowerCase(), parts),
  };
}

/** Glob matching in linear time: each part after the one before it. */
function likeParts(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.at(-1)!;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
