import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

export interface Told {
  readonly service: 'sns' | 'lambda';
  readonly operation: string;
  readonly input: object;
  /** The repository's ARN. */
  readonly sourceArn: string;
}

/** What a push has to tell to the destinations of triggers. */
export interface Notification extends Scope {
  readonly told: readonly Told[];
  /** How many have no outcome yet. */
  readonly left: number;
}

export const notificationFlow: Flow<Notification, never> = { kind: 'codecommit.notification', decide };

function decide(notification: Notification, fact: EngineFact): Decision<Notification> {
  switch (fact.type) {
    case 'Started':
      return { state: { ...notification, told: [] }, effects: effectsOf(notification) };
    case 'EffectSucceeded':
    // AWS: a destination that does not let CodeCommit tell it hears nothing.
    case 'EffectFailed': {
      const left = notification.left - 1;
      return { state: { ...notification, left }, ...(left === 0 && { ended: true, forgotten: true }) };
    }
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a notification waits for its calls alone');
      return { state: notification };
    default:
      return never(fact);
  }
}

function effectsOf({ account, region, told }: Notification): Record<string, Effect> {
  const as = servicePrincipal('codecommit');
  return Object.fromEntries(
    told.map((each, index) => [
      `call-${index}`,
      { type: 'aws.call', ...each, as, scope: { account, region } },
    ]),
  );
}
