import { parseArn } from '../../base/arn.ts';
import { refusalOf } from '../../dispatch/policy/access.ts';
import { sourceAccount } from '../../dispatch/policy/request-context.ts';
import type { Call } from '../../dispatch/service.ts';
import { accessDenied } from './errors.ts';
import { busArn, busNameOf, busOf } from './records.ts';

/** A bus that somebody may put events on, and the call as one of the bus's own account. */
export interface Entered {
  readonly bus: string;
  readonly call: Call;
}

/** The bus of that name or ARN, where its policy lets the caller put events. */
// AWS: user guide, "Permissions for event buses": other accounts need the bus's policy.
export function enter(asked: Call, given: string | undefined): Entered {
  const { account, region } = parseArn(given ?? '') ?? asked;
  const bus = busNameOf(given);
  const isOwn = account === asked.account && region === asked.region;
  const call = isOwn ? asked : { ...asked, account, region };
  const refusal = refusalOf(asked, {
    action: 'events:PutEvents',
    resource: busArn(call, bus),
    owner: account,
    policy: busOf(call.tx, call, bus)?.policy,
  });
  if (refusal !== undefined) accessDenied(refusal);
  return { bus, call };
}

/** A rule without a role sends to another bus as its own account. */
export function asItsAccount(call: Call): Call {
  if (call.caller.service === undefined) return call;
  const account = sourceAccount(call.caller);
  const caller = { account, region: call.region, arn: `arn:aws:iam::${account}:root` };
  return { ...call, account, caller };
}
