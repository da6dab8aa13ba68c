import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** Something that will happen to a key at its time. */
export interface Appointment extends Scope {
  readonly keyId: string;
  readonly deed: 'DeleteKey' | 'RotateKey';
  /** House time. */
  readonly at: number;
}

export const appointmentFlow: Flow<Appointment, never> = { kind: 'kms.appointment', decide };

function decide(appointment: Appointment, fact: EngineFact): Decision<Appointment> {
  switch (fact.type) {
    case 'Started':
      return { state: appointment, wakeAt: appointment.at };
    case 'WakeTime':
      return { state: appointment, effects: { deed: deed(appointment) } };
    case 'EffectSucceeded': {
      const { next } = fact.output as { readonly next?: number };
      if (next === undefined) return { state: appointment, ended: true, forgotten: true };
      return { state: { ...appointment, at: next }, wakeAt: next };
    }
    case 'EffectFailed':
      assert(false, 'what a key has an appointment for is not refused');
      return { state: appointment, ended: true };
    case 'FlowEnded':
      assert(false, 'an appointment awaits no other flow');
      return { state: appointment };
    default:
      return never(fact);
  }
}

const deed = ({ account, region, keyId, deed: operation }: Appointment) => ({
  type: 'aws.call' as const,
  service: 'kms',
  operation,
  input: { keyId },
  as: servicePrincipal('kms'),
  scope: { account, region },
});
