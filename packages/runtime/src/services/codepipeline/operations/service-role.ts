import { trustPolicyOf, trusts } from '../../../dispatch/policy/service-trust.ts';
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
  const policy = trustPolicyOf(call, roleArn);
  if (policy === undefined) return;
  if (trusts(policy, { service: 'codepipeline', account: call.account, sourceArn: pipelineArn })) return;
  // AWS: as seen in the wild.
  invalidStructure(`CodePipeline is not authorized to perform AssumeRole on role ${roleArn}`);
}
