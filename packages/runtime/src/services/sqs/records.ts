import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { invalidAddress } from './errors.ts';

export interface Queue {
  readonly name: string;
  /** House time. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** As they were set: AWS's names and texts. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /**
   * Where its messages lie. Purging gives it another: what lies on the former one is out of reach at once, and is
   * cleared away piece by piece.
   */
  readonly shelf: string;
  readonly purgedAt?: number;
}

/** A task that moves messages out of a dead-letter queue, as it was asked for. What became of it is its flow's. */
export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly perSecond?: number;
  readonly startedAt: number;
  readonly toMove: number;
  readonly flow: string;
}

/** Whose a queue is, and what it is called there. */
export interface Place {
  readonly account: string;
  readonly name: string;
}

export const queues = collection<Queue>('sqs.queues');
/** When a queue of that name was deleted. */
export const deletions = collection<number>('sqs.deletions');
/** By `<queue>|<start, sortable>`. */
export const moveTasks = collection<MoveTask>('sqs.move-tasks');

export const isFifo = (queue: Queue): boolean => queue.attributes['FifoQueue'] === 'true';

export const queueArn = (scope: Scope, name: string): string => arnOf('sqs', scope, name);

export const queueUrl = ({ endpoint, account }: Pick<Call, 'endpoint' | 'account'>, name: string): string =>
  `${endpoint}/${account}/${name}`;

/** Whose queue a URL names, and which, whatever host it says: we are reached by many. */
export function placeOf(url: string | undefined): Place {
  const [, account, name] = /(?:^|\/)(\d{12})\/([^/]+)\/?$/.exec(url ?? '') ?? [];
  return account && name ? { account, name } : invalidAddress(url ?? '');
}

/** The queue that an ARN names, where it is one of this account and region. */
export function queueOfArn(tx: Tx, scope: Scope, arn: string): Queue | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'sqs' || parsed.account !== scope.account || parsed.region !== scope.region)
    return undefined;
  return queues.get(tx, scope, parsed.resource);
}

/** Numbers that sort as text. */
export const sortable = (n: number, digits = 15): string => String(n).padStart(digits, '0');
