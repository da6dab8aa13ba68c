import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { placeOf } from './deployment-state.ts';
import type { InstanceState, Step } from './instance-state.ts';
import { instanceTriggered } from './instance-triggers.ts';

/** All is done, or nothing more will be: what was to come is skipped, and the group's note of the server is made. */
export function finish(before: InstanceState, ending: 'Succeeded' | 'Failed' | 'Skipped'): Step {
  const events = before.events.map((event) =>
    event.status === 'Pending' ? { ...event, status: 'Skipped' as const } : event,
  );
  const state: InstanceState = { ...before, events, ending, command: undefined, until: undefined };
  if (ending === 'Skipped') return noted(state);
  return { state, effects: { note: noteOf(state, ending === 'Succeeded') } };
}

function noteOf(state: InstanceState, succeeded: boolean): Effect {
  const { deploymentGroupId, instanceId, deploymentId, revision, replaced = false, leaves = false } = state;
  return serviceCall(state, 'NoteInstance', {
    deploymentGroupId,
    instanceId,
    deploymentId,
    succeeded,
    revision,
    left: leaves || replaced,
  });
}

/** A call of the house's own. */
export function serviceCall(state: InstanceState, operation: string, input: object): Effect {
  return {
    type: 'aws.call',
    service: 'codedeploy',
    operation,
    input,
    as: servicePrincipal('codedeploy'),
    scope: placeOf(state),
  };
}

/** It is written down: whoever wants to know is told. */
export function noted(before: InstanceState): Step {
  const state: InstanceState = { ...before, status: before.ending! };
  if (state.status === 'Skipped') return { state };
  return {
    state,
    effects: instanceTriggered(state, state.status === 'Succeeded' ? 'InstanceSuccess' : 'InstanceFailure'),
  };
}

/** AWS: unverified: a server on which something has been done already has not been skipped. */
export const haltedAs = ({ events }: InstanceState): 'Failed' | 'Skipped' =>
  events.some(({ endTime }) => endTime !== undefined) ? 'Failed' : 'Skipped';

/** Nothing new is begun: a script that runs is let run to its end, one that has not begun does not. */
export function halt(before: InstanceState): Step {
  const state = { ...before, halted: true };
  if (state.ending !== undefined) return { state };
  const { command } = state;
  if (command && !command.acknowledged) {
    const drop = serviceCall(state, 'DropHostCommand', {
      instanceId: state.instanceId,
      commandId: command.id,
    });
    const events = state.events.map((event) =>
      event.name === command.event ? { ...event, status: 'Skipped' as const, startTime: undefined } : event,
    );
    const step = finish({ ...state, events }, haltedAs({ ...state, events }));
    return { ...step, effects: { ...step.effects, [`drop ${command.event}`]: drop } };
  }
  const isIdle = command === undefined && !state.underWay.some((name) => /^(move|await) /.test(name));
  return isIdle ? finish(state, haltedAs(state)) : { state };
}
