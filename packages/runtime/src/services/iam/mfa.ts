import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { noSuchDevice } from './errors.ts';
import { globally, type TagRecord } from './records.ts';

/** A virtual device: a seed, which an app on somebody's telephone has too. */
export interface MfaDevice {
  readonly serialNumber: string;
  /** In hex. */
  readonly seed: string;
  readonly tags: readonly TagRecord[];
  /** Whose it is, by the user's unique id, and since when. */
  readonly userId?: string | undefined;
  readonly enableDate?: number | undefined;
  /** The last step of which a code was used. */
  readonly lastStep: number;
}

/** Keyed by serial number: its ARN. */
export const mfaDevices = collection<MfaDevice>('iam.mfa-devices');

export const deviceNumbered = (call: Call, serial: string): MfaDevice =>
  mfaDevices.get(call.tx, globally(call), serial) ?? noSuchDevice(serial);

export function putDevice(call: Call, device: MfaDevice): MfaDevice {
  mfaDevices.put(call.tx, globally(call), device.serialNumber, device);
  return device;
}

export const devicesOf = (call: Call, userId: string): MfaDevice[] =>
  mfaDevices.list(call.tx, globally(call)).filter((device) => device.userId === userId);
