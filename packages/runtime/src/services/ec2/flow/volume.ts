import { arnOf } from '../../../base/arn.ts';
import type { AwsEvent } from '../../../base/event.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** Where a volume is. */
export interface Attachment {
  readonly instanceId: string;
  readonly device: string;
  readonly since: number;
  readonly name: 'attaching' | 'attached' | 'detaching';
}

export interface VolumeState extends Scope {
  readonly volumeId: string;
  readonly attachment?: Attachment | undefined;
}

export type VolumeFact =
  | { readonly type: 'AttachAsked'; readonly instanceId: string; readonly device: string }
  | { readonly type: 'DetachAsked' | 'DeleteAsked' };

export const volumeFlowKind = 'ec2.volume';

/** A volume, from server to server, until it is deleted. */
export const volumeFlow: Flow<VolumeState, VolumeFact> = {
  kind: volumeFlowKind,
  decide(before, fact, now) {
    switch (fact.type) {
      case 'Started':
        return { state: before, events: [told(before, 'createVolume', 'available')] };
      case 'AttachAsked':
        return attach(before, fact, now);
      case 'DetachAsked':
        return detach(before);
      case 'DeleteAsked':
        return {
          state: before,
          effects: { discard: { type: 'instance.discard', volume: before.volumeId } },
          events: [told(before, 'deleteVolume', 'deleted')],
        };
      case 'EffectSucceeded':
      case 'EffectFailed':
        return outcome(before, fact);
      case 'WakeTime':
      case 'FlowEnded':
        return { state: before };
      default:
        return never(fact);
    }
  },
};

function attach(
  before: VolumeState,
  { instanceId, device }: Extract<VolumeFact, { type: 'AttachAsked' }>,
  since: number,
): Decision<VolumeState> {
  const attachment: Attachment = { instanceId, device, since, name: 'attaching' };
  const { volumeId: volume } = before;
  return {
    state: { ...before, attachment },
    effects: { attach: { type: 'instance.attach', instance: instanceId, volume, device } },
  };
}

function detach(before: VolumeState): Decision<VolumeState> {
  const { attachment } = before;
  if (!attachment) return { state: before };
  const { instanceId: instance, device } = attachment;
  return {
    state: { ...before, attachment: { ...attachment, name: 'detaching' } },
    effects: { detach: { type: 'instance.detach', instance, device } },
    cancels: ['attach'],
  };
}

function outcome(
  before: VolumeState,
  { type, effect }: Extract<EngineFact, { type: 'EffectSucceeded' | 'EffectFailed' }>,
): Decision<VolumeState> {
  if (effect === 'discard') return { state: before, ended: true, forgotten: true };
  // A server that is gone has taken the device with it.
  if (effect === 'detach' || type === 'EffectFailed') return { state: { ...before, attachment: undefined } };
  const { attachment } = before;
  return { state: { ...before, attachment: attachment && { ...attachment, name: 'attached' } } };
}

/** AWS: EBS user guide, "Amazon EventBridge events for Amazon EBS". */
function told({ account, region, volumeId }: VolumeState, event: string, result: string): AwsEvent {
  const scope = { account, region };
  return {
    ...scope,
    source: 'aws.ec2',
    detailType: 'EBS Volume Notification',
    resources: [arnOf('ec2', scope, `volume/${volumeId}`)],
    detail: { result, cause: '', event },
  };
}
