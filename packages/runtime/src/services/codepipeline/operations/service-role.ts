import { trustPolicyOf, trusts, trustsRole } from '../../../dispatch/policy/service-trust.ts';
import type { Call } from '../../../dispatch/service.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { invalidStructure } from '../errors.ts';

/**
 * Refuses a pipeline whose role does not let CodePipeline in, or is not let in by the roles of its actions. Roles that
 * are not there, which AWS refuses as well, are taken here: who tries a pipeline out need not make roles first. Those
 * of other accounts are not looked at before they are assumed.
 */
export function requireTrust(call: Call, { roleArn, stages }: Declaration, pipelineArn: string): void {
  requireServiceTrust(call, roleArn, pipelineArn);
  const actions = stages.flatMap((stage) => stage.actions);
  for (const actionRole of new Set(actions.flatMap((action) => action.roleArn ?? []))) {
    const policy = trustPolicyOf(call, actionRole);
    if (policy === undefined || trustsRole(policy, roleArn)) continue;
    // AWS: as seen in the wild.
    invalidStructure(`${roleArn} is not authorized to perform AssumeRole on role ${actionRole}`);
  }
}

function requireServiceTrust(call: Call, roleArn: string, pipelineArn: string): void {
  const policy = trustPolicyOf(call, roleArn);
  if (policy === undefined) return;
  if (trusts(policy, { service: 'codepipeline', account: call.account, sourceArn: pipelineArn })) return;
  // AWS: as seen in the wild.
  invalidStructure(`CodePipeline is not authorized to perform AssumeRole on role ${roleArn}`);
}
