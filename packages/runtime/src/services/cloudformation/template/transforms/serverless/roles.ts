import { isValues, type Value, type Values } from '../../template.ts';
import { asList, present, refuseDocument, type Building } from './building.ts';
import { policyTemplate } from './policy-templates.ts';

/** What a resource's execution role is made from. */
export interface RoleWish {
  readonly id: string;
  readonly principal: string;
  readonly tags: readonly Value[];
  /** ARNs that every role of its kind has. */
  readonly managed: readonly Value[];
  readonly policies: Value | undefined;
  /** Policies that other parts of the resource need. */
  readonly further?: readonly Value[];
  readonly properties: Values;
  readonly attributes: Values;
}

/** Makes the role `<id>Role`. */
export function addRole(wish: RoleWish, building: Building): void {
  const { id, principal, properties, attributes } = wish;
  const managed = [...wish.managed];
  const inline: Value[] = [];
  for (const [index, policy] of asList(wish.policies).entries()) {
    const document = documentOf(id, policy);
    if (document === undefined) managed.push(managedPolicy(policy, building.partition));
    else inline.push({ PolicyName: `${id}RolePolicy${index}`, PolicyDocument: document });
  }
  inline.push(...(wish.further ?? []));
  const role = present({
    AssumeRolePolicyDocument: properties['AssumeRolePolicyDocument'] ?? trusting(principal),
    ManagedPolicyArns: [...new Map(managed.map((arn) => [JSON.stringify(arn), arn])).values()],
    Policies: inline.length > 0 ? inline : undefined,
    PermissionsBoundary: properties['PermissionsBoundary'],
    Path: properties['RolePath'],
    Tags: wish.tags,
  });
  building.add(`${id}Role`, 'AWS::IAM::Role', role, attributes);
}

/** Who a role trusts. */
export function trusting(principal: string): Values {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [principal] } }],
  };
}

/** A policy's document, given as such or by one of SAM's templates; undefined where it is a managed policy. */
function documentOf(id: string, policy: Value): Values | undefined {
  if (!isValues(policy)) return undefined;
  if (policy['Statement'] !== undefined) return policy;
  const [name = '', ...others] = Object.keys(policy);
  if (name === 'Ref' || name.startsWith('Fn::')) return undefined;
  const parameters = policy[name];
  const document = others.length === 0 && isValues(parameters) ? policyTemplate(name, parameters) : undefined;
  return document ?? refuseDocument(id, `Must specify valid parameter values for policy template '${name}'`);
}

/** `AWSLambdaBasicExecutionRole` is short for its ARN. */
function managedPolicy(policy: Value, partition: string): Value {
  if (typeof policy !== 'string' || policy.startsWith('arn:')) return policy;
  const inServiceRole = /^AWS(Lambda|CodeDeploy|CodePipeline|StepFunctions)\w*Role\w*$/.test(policy);
  return `arn:${partition}:iam::aws:policy/${inServiceRole ? 'service-role/' : ''}${policy}`;
}
