import { parseArn } from '../../base/arn.ts';
import { servicePrincipal } from '../../base/service-principal.ts';
import type { Call, Caller } from '../service.ts';
import { globalContext, principalArn } from './request-context.ts';
import { verdictOf } from './resource-policy.ts';

/** What somebody wants to do to a resource that has a policy of its own: a queue, a topic, a bus, a function. */
export interface Access {
  /** As AWS's refusals spell it: `SNS:Publish`, `sqs:sendmessage`. */
  readonly action: string;
  /** The resource's ARN, and whose it is. */
  readonly resource: string;
  readonly owner: string;
  /** JSON. */
  readonly policy: string | undefined;
  /** What the service that is asked knows of the request beside. */
  readonly known?: Readonly<Record<string, string>>;
}

/**
 * Services that ask with the rights of the account they work for: CloudFormation with those of who called it, Auto
 * Scaling with a role of AWS's own in that account, and who delivers logs with the policy that is written for it when
 * they are asked for.
 */
const actingForAccount = new Set([
  'autoscaling.amazonaws.com',
  'cloudformation.amazonaws.com',
  'delivery.logs.amazonaws.com',
]);

/** Whether a service asks for itself, and so needs to be let in by name. */
export const asksForItself = ({ service }: Caller): boolean =>
  service !== undefined && !actingForAccount.has(service);

/** Who a policy is asked about: of a service that acts for an account, the account. */
export function askerOf(caller: Caller): Caller {
  if (caller.service === undefined || asksForItself(caller)) return caller;
  const { service: _, account, ...rest } = caller;
  return { ...rest, account, arn: `arn:aws:iam::${account}:root` };
}

/** Lambda's own pollers, for one, need nobody's permission to invoke functions. */
const needsPermission = ({ service }: Caller, resource: string): boolean =>
  service !== undefined && service !== servicePrincipal(parseArn(resource)?.service ?? '');

/**
 * Why a resource's policy keeps a caller out, in AWS's words; undefined where it lets him in. Within its own account
 * everybody may do everything that no policy denies, until IAM's evaluator judges; services, and callers of other
 * accounts, may do what the policy allows.
 */
// AWS: IAM user guide, "Policy evaluation logic", "Troubleshoot access denied error messages".
export function refusalOf(call: Asked, access: Access): string | undefined {
  const caller = askerOf(call.caller);
  const { action, resource, owner, policy } = access;
  const said =
    policy === undefined ? undefined : verdictOf(policy, action, requestOf({ ...call, caller }, access));
  if (said === 'Allow') return undefined;
  if (said === undefined && caller.account === owner && !needsPermission(caller, resource)) return undefined;
  const why =
    said === 'Deny'
      ? 'with an explicit deny in a resource-based policy'
      : `because no resource-based policy allows the ${action} action`;
  return `${named(caller)} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

type Asked = Pick<Call, 'caller' | 'now' | 'region'>;

function requestOf(call: Asked, { resource, owner, known = {} }: Access) {
  const { caller } = call;
  const context = globalContext(call, owner);
  for (const [key, value] of Object.entries(known)) context.set(key.toLowerCase(), [value]);
  return {
    arns: [caller.arn, principalArn(caller)],
    account: caller.account,
    service: caller.service,
    resource,
    context,
  };
}

/** AWS: an alarm's history names the alarm; of other services' resources unverified. */
const named = ({ arn, service, sourceArn }: Caller): string =>
  service === undefined || sourceArn === undefined ? `User: ${arn}` : `Resource: ${sourceArn}`;
