import { askerOf, asksForItself } from '../../dispatch/policy/access.ts';
import { isPolicy } from '../../dispatch/policy/document.ts';
import { globalContext, principalArn } from '../../dispatch/policy/request-context.ts';
import { isAllowedBy, type PolicyRequest } from '../../dispatch/policy/resource-policy.ts';
import type { Call } from '../../dispatch/service.ts';
import { accessDenied, malformedPolicy } from './errors.ts';
import { grants, type KeyRecord } from './records.ts';

/**
 * Within its own account a key may be used by everybody, until IAM's evaluator judges; by another account, and by a
 * service that publishes or sends, only if the key's policy, or a grant, says so. What AWS manages is used through its
 * service alone.
 */
export function requireAllowed(call: Call, key: KeyRecord, operation: string): void {
  const action = `kms:${operation}`;
  const { caller } = call;
  if (key.managedFor !== undefined && isCryptographic(operation)) {
    const through = `${key.managedFor}.amazonaws.com`;
    if (caller.via !== through && caller.service !== through) accessDenied(caller.arn, action, key.arn);
  }
  // A house's own service acts for the account of what it works on, but where it tells somebody something.
  const isStranger = asksForItself(caller) && messengers.has(caller.via ?? '');
  if (key.account === call.account && !isStranger) return;
  if (!isAllowedBy(key.policy, action, requestOf(call)) && !isGranted(call, key, operation))
    accessDenied(caller.arn, action, key.arn);
}

const messengers = new Set(['sns.amazonaws.com', 'sqs.amazonaws.com']);

// AWS: developer guide, "AWS managed keys": their policies let services use them, and their account look at them.
function isCryptographic(operation: string): boolean {
  return /^(?:Encrypt|Decrypt|ReEncrypt|GenerateDataKey)/.test(operation);
}

function requestOf(call: Call): PolicyRequest {
  const caller = askerOf(call.caller);
  const context = globalContext({ ...call, caller }, call.account);
  if (caller.service === undefined) context.set('kms:calleraccount', [call.account]);
  if (caller.via !== undefined)
    context.set('kms:viaservice', [caller.via.replace('.amazonaws.com', `.${call.region}.amazonaws.com`)]);
  return {
    arns: [caller.arn, principalArn(caller)],
    account: call.account,
    service: caller.service,
    context,
  };
}

function isGranted(call: Call, key: KeyRecord, operation: string): boolean {
  const principals = new Set([
    call.caller.arn,
    principalArn(call.caller),
    `arn:aws:iam::${call.account}:root`,
  ]);
  return grants
    .list(call.tx, key, { prefix: `${key.keyId}|` })
    .some((grant) => principals.has(grant.granteePrincipal) && grant.operations.includes(operation));
}

/** AWS: "The key policy must allow the caller to make a subsequent PutKeyPolicy request": nobody locks himself out. */
export function checkPolicy(call: Call, policy: string, bypass = false): string {
  if (!isPolicy(policy)) malformedPolicy('The new key policy is not valid.');
  // A stack's operation acts as a service where it has no role; the account stands behind it.
  const request = {
    ...requestOf(call),
    service: undefined,
    arns: [call.caller.arn, principalArn(call.caller), `arn:aws:iam::${call.account}:root`],
  };
  if (!bypass && !isAllowedBy(policy, 'kms:PutKeyPolicy', request))
    malformedPolicy('The new key policy will not allow you to update the key policy in the future.');
  return policy;
}
