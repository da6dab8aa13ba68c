import { parseArn } from '../../base/arn.ts';
import { AwsError } from '../../base/aws-error.ts';
import { servicePrincipal } from '../../base/service-principal.ts';
import type { Call } from '../service.ts';
import { isAllowedBy } from './resource-policy.ts';

/** Whether a role lets a service in. */
export interface Trust {
  /** The service's name, as its principal begins. */
  readonly service: string;
  readonly account: string;
  /** What it asks for, where that is told. */
  readonly sourceArn?: string;
}

/** Whether a trust policy lets a service in. */
export function trusts(policy: string, { service: name, account, sourceArn }: Trust): boolean {
  const service = servicePrincipal(name);
  const context = new Map([
    ['aws:sourceaccount', [account]],
    ['aws:principalisawsservice', ['true']],
    ...(sourceArn === undefined ? [] : [['aws:sourcearn', [sourceArn]] as const]),
  ]);
  return isAllowedBy(policy, 'sts:AssumeRole', { arns: [service], account, service, context });
}

/** Whether a trust policy lets another role in. */
export function trustsRole(policy: string, roleArn: string): boolean {
  const { account = '' } = parseArn(roleArn) ?? {};
  const context = new Map([['aws:principalarn', [roleArn]]]);
  return isAllowedBy(policy, 'sts:AssumeRole', { arns: [roleArn], account, context });
}

/** A role's trust policy; undefined of a role that is not there, or elsewhere. */
export function trustPolicyOf(call: Call, roleArn: string): string | undefined {
  const { account, resource = '' } = parseArn(roleArn) ?? {};
  if (account !== call.account) return undefined;
  const RoleName = resource.slice(resource.lastIndexOf('/') + 1);
  try {
    const { Role } = call.forward('iam', 'GetRole', { RoleName });
    return Role.Arn === roleArn ? decodeURIComponent(Role.AssumeRolePolicyDocument) : undefined;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
