import { AwsError } from '../../base/aws-error.ts';
import { servicePrincipal } from '../../base/service-principal.ts';
import type { Call } from '../service.ts';
import { isAllowedBy } from './resource-policy.ts';

/** A service that would invoke a function, and on behalf of what of the caller's account. */
interface Invoker {
  readonly service: string;
  readonly sourceArn: string;
}

/** Whether a function's policy lets a service invoke it. */
export function mayInvoke(call: Call, functionArn: string, { service, sourceArn }: Invoker): boolean {
  try {
    const asked = { FunctionName: functionArn };
    const { Policy } = call.forward<{ readonly Policy: string }>('lambda', 'GetPolicy', asked);
    return isAllowedBy(Policy, 'lambda:InvokeFunction', {
      arns: [],
      account: call.account,
      service: servicePrincipal(service),
      context: new Map([
        ['aws:sourcearn', [sourceArn]],
        ['aws:sourceaccount', [call.account]],
      ]),
    });
  } catch (error) {
    // It has no policy, or is not there.
    if (error instanceof AwsError) return false;
    throw error;
  }
}
