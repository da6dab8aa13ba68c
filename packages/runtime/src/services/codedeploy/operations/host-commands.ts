import type { Handler } from '../../../dispatch/service.ts';
import { hostCommands, instanceNotes, noteKey, type HostCommand, type InstanceNote } from '../records.ts';

const keyOf = ({ instanceId, id }: Pick<HostCommand, 'instanceId' | 'id'>): string => `${instanceId}|${id}`;

/** The house's own, told by a server's flow: its agent is asked to do something. */
export const postHostCommand: Handler<Omit<HostCommand, 'acknowledged' | 'number'>, object> = (
  asked,
  call,
) => {
  const number = call.tx.next('codedeploy.hostCommands');
  const known = hostCommands.get(call.tx, call, keyOf(asked));
  if (!known) hostCommands.put(call.tx, call, keyOf(asked), { ...asked, acknowledged: false, number });
  return {};
};

/** The house's own: what an agent was asked for is not wanted any more. */
export const dropHostCommand: Handler<{ readonly instanceId: string; readonly commandId: string }, object> = (
  { instanceId, commandId: id },
  call,
) => {
  hostCommands.delete(call.tx, call, keyOf({ instanceId, id }));
  return {};
};

interface Noted extends InstanceNote {
  readonly deploymentGroupId: string;
  /** It has left the group with this. */
  readonly left: boolean;
}

/** The house's own, told by a server's flow: how a deployment to it has gone. */
export const noteInstance: Handler<Noted, object> = (noted, call) => {
  const { deploymentGroupId, left, instanceId, deploymentId, succeeded, revision } = noted;
  const key = noteKey(deploymentGroupId, instanceId);
  const before = instanceNotes.get(call.tx, call, key);
  if (left) instanceNotes.delete(call.tx, call, key);
  else
    instanceNotes.put(call.tx, call, key, {
      instanceId,
      deploymentId,
      succeeded,
      revision: succeeded ? revision : before?.revision,
    });
  return {};
};
