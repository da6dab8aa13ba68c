import { asksForItself, refusalOf } from '../../dispatch/policy/access.ts';
import type { Call } from '../../dispatch/service.ts';
import { accessDenied } from './errors.ts';
import { resourcePolicies } from './filters.ts';
import { streamArn, type LogStreamRecord } from './records.ts';

/** Refuses services that no policy of the account and region lets write there. */
// AWS: API reference, PutResourcePolicy: "allowing other AWS services to put log events to this account".
export function requireLetIn(
  call: Call,
  action: 'CreateLogStream' | 'PutLogEvents',
  stream: Pick<LogStreamRecord, 'group' | 'name'>,
): void {
  if (!asksForItself(call.caller)) return;
  const policies = resourcePolicies.list(call.tx, call).map(({ document }) => JSON.parse(document));
  const refusal = refusalOf(call, {
    action: `logs:${action}`,
    resource: streamArn(call, stream),
    owner: call.account,
    policy: JSON.stringify({ Statement: policies.flatMap(({ Statement }) => Statement) }),
  });
  if (refusal !== undefined) accessDenied(refusal);
}
