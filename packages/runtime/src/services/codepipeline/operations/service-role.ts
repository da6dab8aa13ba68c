import { parseArn } from '../../../base/arn.ts';
import { AwsError } from '../../../base/aws-error.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { isAllowedBy } from '../../../dispatch/policy/resource-policy.ts';
import type { Call } from '../../../dispatch/service.ts';
import { invalidStructure } from '../errors.ts';

/**
 * Refuses a pipeline whose role does not let CodePipeline in. A role that is not there, which AWS refuses as well, is
 * taken here: who tries a pipeline out need not make roles first.
 */
export function requireTrust(
  call: Call,
  { roleArn }: { readonly roleArn: string },
  pipelineArn: string,
): void {
  const trust = trustOf(call, roleArn);
  if (trust === undefined) return;
  const service = servicePrincipal('codepipeline');
  const context = new Map([
    ['aws:sourceaccount', [call.account]],
    ['aws:sourcearn', [pipelineArn]],
    ['aws:principalisawsservice', ['true']],
  ]);
  if (isAllowedBy(trust, 'sts:AssumeRole', { arns: [service], account: call.account, service, context }))
    return;
  // AWS: as seen in the wild.
  invalidStructure(`CodePipeline is not authorized to perform AssumeRole on role ${roleArn}`);
}

/** Undefined of a role that is not there, or elsewhere. */
function trustOf(call: Call, roleArn: string): string | undefined {
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
