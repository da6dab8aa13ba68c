import { isOperator, type Conditions } from '../../../dispatch/policy/conditions.ts';
import { malformedPolicy } from '../errors.ts';

/** A bucket policy, read. */
export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principal: Listed<Principal>;
  readonly action: Listed<string>;
  readonly resource: Listed<string>;
  readonly conditions: Conditions;
}

/** What is named, or all but what is named. */
export interface Listed<T> {
  readonly not: boolean;
  readonly items: readonly T[];
}

export interface Principal {
  readonly kind: 'AWS' | 'Service' | 'CanonicalUser' | 'Federated' | 'anybody';
  readonly id: string;
}

/** AWS: "bucket policies are limited to 20 KB in size". */
const policyBytesMax = 20_480;

const fields = new Set(
  'Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition'.split(' '),
);

/** Reads the policy of a bucket, or of what else has an ARN, and refuses what S3 refuses. */
// AWS: error responses, MalformedPolicy; its sentences as callers have met them.
export function readPolicy(text: string, bucket: string, arn = `arn:aws:s3:::${bucket}`): PolicyDocument {
  if (Buffer.byteLength(text) > policyBytesMax)
    malformedPolicy(`The policy exceeds the maximum allowed policy size of ${policyBytesMax} bytes.`);
  const document = parsed(text);
  const { Version, Statement: stated } = document;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17')
    malformedPolicy('The policy must contain a valid version string');
  if (stated === undefined) malformedPolicy('Missing required field Statement');
  const statements = listOf(stated);
  if (statements.length === 0) malformedPolicy('Could not parse the policy: Statement is empty!');
  return { statements: statements.map((each) => readStatement(each, arn)) };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  const broken = "Policies must be valid JSON and the first byte must be '{'";
  if (!text.trimStart().startsWith('{')) malformedPolicy(broken);
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof SyntaxError) return malformedPolicy(broken);
    throw error;
  }
}

function readStatement(value: unknown, arn: string): Statement {
  if (!isObject(value)) return malformedPolicy('Invalid policy syntax.');
  const unknown = Object.keys(value).find((name) => !fields.has(name));
  if (unknown !== undefined) malformedPolicy(`Unknown field ${unknown}`);
  const effect = value['Effect'];
  if (effect === undefined) malformedPolicy('Missing required field Effect');
  if (effect !== 'Allow' && effect !== 'Deny') return malformedPolicy(`Invalid effect: ${String(effect)}`);
  const action = namedIn(value, 'Action', texts);
  if (action.items.some((each) => each !== '*' && !/^s3:[\w*?]+$/i.test(each)))
    malformedPolicy('Policy has invalid action');
  const resource = namedIn(value, 'Resource', texts);
  const own = (each: string) =>
    each === '*' || each === arn || each.startsWith(`${arn}/`) || isWild(each, arn);
  if (!resource.items.every(own)) malformedPolicy('Policy has invalid resource');
  return {
    effect,
    principal: namedIn(value, 'Principal', principals),
    action,
    resource,
    conditions: readConditions(value['Condition']),
  };
}

/** `arn:aws:s3:::ex*` may mean the bucket `example`. */
function isWild(pattern: string, arn: string): boolean {
  const star = pattern.search(/[*?]/);
  return star >= 0 && pattern.startsWith('arn:aws:s3:') && arn.startsWith(pattern.slice(0, star));
}

/** `Action` or `NotAction`; one of them must be there. */
function namedIn<T>(
  statement: Readonly<Record<string, unknown>>,
  name: 'Action' | 'Principal' | 'Resource',
  read: (value: unknown, name: string) => readonly T[],
): Listed<T> {
  const plain = statement[name];
  const inverse = statement[`Not${name}`];
  if (plain !== undefined && inverse !== undefined)
    malformedPolicy(`${name} and Not${name} cannot be in the same statement`);
  if (plain === undefined && inverse === undefined) malformedPolicy(`Missing required field ${name}`);
  const items = read(plain ?? inverse, name);
  if (items.length === 0) malformedPolicy(`Missing required field ${name} cannot be empty!`);
  return { not: plain === undefined, items };
}

function texts(value: unknown, name: string): readonly string[] {
  const list = listOf(value);
  if (!list.every((each) => typeof each === 'string'))
    malformedPolicy(`Policy has invalid ${name.toLowerCase()}`);
  return list as readonly string[];
}

const principalKinds = ['AWS', 'Service', 'CanonicalUser', 'Federated'] as const;

function principals(value: unknown): readonly Principal[] {
  const anybody: Principal = { kind: 'anybody', id: '*' };
  if (value === '*') return [anybody];
  if (!isObject(value)) return malformedPolicy('Invalid principal in policy');
  return Object.entries(value).flatMap(([kind, ids]) => {
    const known = principalKinds.find((each) => each === kind);
    if (!known) return malformedPolicy('Invalid principal in policy');
    return listOf(ids).map((id): Principal => {
      if (typeof id !== 'string') return malformedPolicy('Invalid principal in policy');
      if (known === 'AWS' && id === '*') return anybody;
      if (known === 'AWS' && !/^(\d{12}|arn:aws[\w-]*:(iam|sts)::\d{12}:.+|AIDA\w+|AROA\w+)$/.test(id))
        malformedPolicy('Invalid principal in policy');
      return { kind: known, id };
    });
  });
}

/** An operator that is not known is refused here: nobody has to guess later what a Deny with it means. */
function readConditions(value: unknown): Conditions {
  if (value === undefined) return {};
  if (!isObject(value)) return malformedPolicy('Invalid policy syntax.');
  for (const [stated, keys] of Object.entries(value)) {
    if (!isOperator(stated)) malformedPolicy(`Invalid Condition type : ${stated}`);
    if (!isObject(keys)) malformedPolicy('Invalid policy syntax.');
  }
  return value as Conditions;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
