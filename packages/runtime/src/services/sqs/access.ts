import { requireDataKey } from '../../dispatch/policy/message-key.ts';
import { refusalOf } from '../../dispatch/policy/access.ts';
import type { Call } from '../../dispatch/service.ts';
import { accessDenied, keyRefused, queueDoesNotExist } from './errors.ts';
import { placeOf, queueArn, queues, type Place, type Queue } from './records.ts';

/** A queue that somebody was let into, and the call as one of the queue's own account. */
export interface Entered {
  readonly queue: Queue;
  readonly call: Call;
}

/** Actions that a queue's policy allows to nobody but callers of its own account. */
// AWS: developer guide, "Overview of managing access": "Cross-account permissions don't apply to" these.
const ownAlone = new Set([
  'AddPermission',
  'DeleteQueue',
  'ListQueueTags',
  'RemovePermission',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
]);

/** The queue that a URL names, whatever host it says, where its policy lets the caller in. */
export const enter = (asked: Call, url: string | undefined, action: string): Entered =>
  enterNamed(asked, placeOf(url), action);

/** The same, for who would send: he needs the key as well that the queue is encrypted with. */
// AWS: developer guide, "Key management": who sends needs kms:GenerateDataKey.
export function enterToSend(asked: Call, url: string | undefined): Entered {
  const entered = enter(asked, url, 'SendMessage');
  const id = entered.queue.attributes['KmsMasterKeyId'];
  requireDataKey(asked, { id, owner: entered.call }, keyRefused);
  return entered;
}

export function enterNamed(asked: Call, { account, name }: Place, action: string): Entered {
  const isElsewhere = account !== asked.account;
  const call = isElsewhere ? { ...asked, account } : asked;
  const queue = queues.get(call.tx, call, name);
  if (!queue && !isElsewhere) return queueDoesNotExist();
  const refusal = refusalOf(asked, {
    // AWS: refusals spell it so.
    action: `sqs:${action.toLowerCase()}`,
    resource: queueArn(call, name),
    owner: account,
    policy: isElsewhere && ownAlone.has(action) ? undefined : queue?.attributes['Policy'],
  });
  if (refusal !== undefined) accessDenied(refusal);
  // Who is of another account is let in nowhere that is not there.
  return { queue: queue!, call };
}
