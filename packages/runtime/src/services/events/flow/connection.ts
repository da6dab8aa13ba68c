import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A connection that asks its authorization endpoint for a first token. */
export interface Authorizing extends Scope {
  readonly name: string;
  /** Of which version of the connection: a later one asks for itself. */
  readonly modifiedAt: number;
}

export const connectionFlow: Flow<Authorizing, never> = { kind: 'events.connection', decide };

function decide(connection: Authorizing, fact: EngineFact): Decision<Authorizing> {
  const over = { state: connection, ended: true, forgotten: true };
  switch (fact.type) {
    case 'Started':
      return { state: connection, effects: { authorize: asked(connection) } };
    case 'EffectSucceeded':
      return over;
    case 'EffectFailed':
      if (fact.effect === 'refuse') return over;
      return { state: connection, effects: { refuse: asked(connection, fact.reason) } };
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a connection waits for its token alone');
      return { state: connection };
    default:
      return never(fact);
  }
}

const asked = ({ account, region, name, modifiedAt }: Authorizing, reason?: string) => ({
  type: 'aws.call' as const,
  service: 'events',
  operation: reason === undefined ? 'AuthorizeConnection' : 'RefuseConnection',
  input: { name, modifiedAt, ...(reason !== undefined && { reason }) },
  as: servicePrincipal('events'),
  scope: { account, region },
});
