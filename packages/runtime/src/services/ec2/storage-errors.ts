// The exceptions of volumes, in the words AWS uses.
import { AwsError } from '../../base/aws-error.ts';

export function zoneUnknown(zone: string): never {
  throw new AwsError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`);
}

export function volumeInUse(sentence: string): never {
  throw new AwsError('VolumeInUse', sentence);
}

export function zoneMismatch(volume: string, instance: string): never {
  throw new AwsError(
    'InvalidVolume.ZoneMismatch',
    `The volume '${volume}' is not in the same availability zone as instance '${instance}'`,
  );
}

// AWS: as its callers quote it, without a space before `is`.
export function notAttachedAnywhere(volume: string): never {
  throw new AwsError('IncorrectState', `Volume '${volume}'is in the 'available' state.`);
}

export function attachmentNotFound(volume: string, given: string): never {
  throw new AwsError(
    'InvalidAttachment.NotFound',
    `The volume '${volume}' is not attached to the instance or device '${given}'`,
  );
}

export function instanceNotReady(instance: string): never {
  throw new AwsError('IncorrectState', `Instance '${instance}' is not 'running'.`);
}

export function deviceTaken(device: string): never {
  throw new AwsError(
    'InvalidParameterValue',
    `Invalid value '${device}' for unixDevice. Attachment point ${device} is already in use`,
  );
}

export function invalidDevice(device: string): never {
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${device}) for parameter device is invalid. ${device} is not a valid EBS device name.`,
  );
}

export function measureNotServed(name: string, type: string): never {
  throw new AwsError(
    'InvalidParameterCombination',
    `The parameter ${name} is not supported for ${type} volumes.`,
  );
}

export function measureMissing(name: string, type: string): never {
  throw new AwsError('MissingParameter', `The parameter ${name} must be specified for ${type} volumes.`);
}

// AWS: API reference, "Error codes", InvalidParameterValue; the sentences are as its callers quote them.
export function measureOutOfRange(sentence: string): never {
  throw new AwsError('InvalidParameterValue', sentence);
}

// AWS: unverified wording.
export function neverModified(volume: string): never {
  throw new AwsError(
    'InvalidVolumeModification.NotFound',
    `Modification for volume '${volume}' does not exist.`,
  );
}
