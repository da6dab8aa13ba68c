import { parseArn } from '../../../base/arn.ts';
import { trustPolicyOf, trusts, trustsRole } from '../../../dispatch/policy/service-trust.ts';
import type { Call } from '../../../dispatch/service.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { invalidStructure } from '../errors.ts';

/**
 * Refuses a pipeline whose role is not there, does not let CodePipeline in, or is not let in by the roles of its
 * actions. Those of other accounts are not looked at before they are assumed.
 */
export function requireTrust(call: Call, { roleArn, stages }: Declaration, pipelineArn: string): void {
  const policy = trustPolicyOf(call, roleArn);
  const asked = { service: 'codepipeline', account: call.account, sourceArn: pipelineArn };
  if (policy === undefined || !trusts(policy, asked)) notAuthorized('CodePipeline', roleArn);
  const actions = stages.flatMap((stage) => stage.actions);
  for (const actionRole of new Set(actions.flatMap((action) => action.roleArn ?? []))) {
    if (parseArn(actionRole)?.account !== call.account) continue;
    const actionPolicy = trustPolicyOf(call, actionRole);
    if (actionPolicy === undefined || !trustsRole(actionPolicy, roleArn)) notAuthorized(roleArn, actionRole);
  }
}

/** AWS: as seen in the wild, of both. */
const notAuthorized = (who: string, role: string): never =>
  invalidStructure(`${who} is not authorized to perform AssumeRole on role ${role}`);
