import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A task under way that moves messages out of a dead-letter queue. */
export interface Moving extends Scope {
  readonly sourceArn: string;
  readonly destinationArn?: string | undefined;
  readonly perSecond?: number | undefined;
  readonly toMove: number;
  readonly moved: number;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  readonly failure?: string;
}

export type MovingFact = { readonly type: 'CancelRequested' };

export const moveTaskFlow: Flow<Moving, MovingFact> = { kind: 'sqs.move-task', decide };

/** How many are moved in one transaction, where no rate was asked for. */
const batchMax = 100;

function decide(moving: Moving, fact: MovingFact | EngineFact, now: number): Decision<Moving> {
  switch (fact.type) {
    case 'Started':
    case 'WakeTime':
      return move(moving);
    case 'CancelRequested':
      // Between two moves there is nothing to wait for; during one, its outcome is.
      return { state: { ...moving, status: 'CANCELLED' }, ended: true };
    case 'EffectSucceeded':
      return moved(moving, fact.output as { readonly moved: number }, now);
    case 'EffectFailed':
      return { state: { ...moving, status: 'FAILED', failure: fact.code }, ended: true };
    case 'FlowEnded':
      assert(false, 'a task awaits no other flow');
      return { state: moving };
    default:
      return never(fact);
  }
}

function move(moving: Moving): Decision<Moving> {
  const { sourceArn, destinationArn, perSecond, toMove, account, region } = moving;
  const limit = Math.min(perSecond ?? batchMax, toMove - moving.moved);
  return {
    state: moving,
    effects: {
      move: {
        type: 'aws.call',
        service: 'sqs',
        operation: 'MoveMessages',
        input: { sourceArn, destinationArn, limit },
        as: servicePrincipal('sqs'),
        scope: { account, region },
      },
    },
  };
}

/** What was there when the task began is moved; what comes meanwhile is not its business. */
function moved(before: Moving, output: { readonly moved: number }, now: number): Decision<Moving> {
  const moving = { ...before, moved: before.moved + output.moved };
  if (output.moved === 0 || moving.moved >= moving.toMove)
    return { state: { ...moving, status: 'COMPLETED' }, ended: true };
  return moving.perSecond === undefined ? move(moving) : { state: moving, wakeAt: now + 1000 };
}
