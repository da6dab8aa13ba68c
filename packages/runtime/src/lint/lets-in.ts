import { isKnown, isObject, listOf, objectsOf, referenceOf, type Declared } from './declared.ts';
import type { Known } from './known.ts';

/** A service that calls something, as something of this scope says it. */
export interface Call {
  readonly target: unknown;
  readonly scope: string;
  readonly principal: string;
}

const functionTypes = [
  'AWS::Lambda::Function',
  'AWS::Serverless::Function',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Version',
];

export function isFunction(known: Known, { target, scope }: Call): boolean {
  if (typeof target === 'string' && /^arn:[^:]*:lambda:/.test(target)) return true;
  return referenceOf(target) !== undefined && known.meant(target, scope, ...functionTypes) !== undefined;
}

/** Whether a function's permissions let the service call it. */
export function mayCall(known: Known, { target, scope, principal }: Call): boolean {
  const called = known.meant(target, scope, ...functionTypes);
  return known.of('AWS::Lambda::Permission').some((permission) => {
    const { properties } = permission;
    if (properties['Principal'] !== principal && properties['Principal'] !== '*') return false;
    const permitted = properties['FunctionName'];
    if (called && known.meant(permitted, permission.scope, ...functionTypes) === called) return true;
    const name = isKnown(permitted) ? (/:function:([^:]+)/.exec(permitted)?.[1] ?? permitted) : undefined;
    return name !== undefined && typeof target === 'string' && target.includes(`:function:${name}`);
  });
}

/** Where the policies of a topic or a queue are written: the types, and what they say they are of. */
const policyTypes: Readonly<Record<string, readonly (readonly [type: string, of: string])[]>> = {
  'AWS::SNS::Topic': [
    ['AWS::SNS::TopicPolicy', 'Topics'],
    ['AWS::SNS::TopicInlinePolicy', 'TopicArn'],
  ],
  'AWS::SQS::Queue': [
    ['AWS::SQS::QueuePolicy', 'Queues'],
    ['AWS::SQS::QueueInlinePolicy', 'Queue'],
  ],
};

/** What the policies of a topic or a queue say of a service; `none` where it has none of its own. */
export function policyOn(
  known: Known,
  resource: Declared,
  principal: string,
): 'lets in' | 'keeps out' | 'none' {
  const documents = (policyTypes[resource.type] ?? []).flatMap(([type, of]) =>
    known
      .of(type)
      .filter(({ properties, scope }) =>
        listOf(properties[of]).some((each) => known.meant(each, scope, resource.type) === resource),
      )
      .map(({ properties }) => properties['PolicyDocument']),
  );
  if (documents.length === 0) return 'none';
  return documents.some((document) => letsIn(document, principal)) ? 'lets in' : 'keeps out';
}

/** What cannot be told is taken for a yes: an account, anybody under a condition, what is not known yet. */
function letsIn(document: unknown, principal: string): boolean {
  if (!isObject(document)) return true;
  return objectsOf(document['Statement']).some(({ Effect, Principal }) => {
    if (Effect !== 'Allow') return false;
    if (!isObject(Principal) || Principal['AWS'] !== undefined) return true;
    return listOf(Principal['Service']).some((each) => !isKnown(each) || each === principal);
  });
}
