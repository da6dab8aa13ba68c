import { AwsError } from '../../../base/aws-error.ts';
import { isPassable } from '../../../base/passed-role.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Caller, WaitingCall } from '../../../dispatch/service.ts';
import { crossAccountRole, roleNotAssumable } from '../errors.ts';

/** Whether who calls is the role already, as StackSets are where their stacks stand. */
const isRole = ({ account, arn }: Caller, role: string): boolean =>
  arn.startsWith(`arn:aws:sts::${account}:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}/`);

/** The role that a caller gives a stack is one of the account that the stack is in. */
export function requirePassable(role: string | undefined, scope: Scope): void {
  if (role !== undefined && !isPassable(scope, role)) crossAccountRole();
}

/** The role that a stack is worked on as has to be there, and to trust CloudFormation. */
export async function requireAssumable(role: string | undefined, call: WaitingCall): Promise<void> {
  if (role === undefined || isRole(call.caller, role)) return;
  requirePassable(role, call);
  try {
    await call.perform({
      type: 'aws.call',
      service: 'sts',
      operation: 'AssumeRole',
      input: { RoleArn: role, RoleSessionName: 'AWSCloudFormation' },
      as: servicePrincipal('cloudformation'),
      scope: { account: call.account, region: call.region },
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    roleNotAssumable(role);
  }
}
