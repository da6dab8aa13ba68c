import type * as sdk from '@aws-sdk/client-iam';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { deviceExists, deviceInUse, invalidCode, noDeviceOf, quotaExceeded } from '../errors.ts';
import { listed } from '../listing.ts';
import { deviceNumbered, devicesOf, mfaDevices, putDevice, type MfaDevice } from '../mfa.ts';
import { base32, pairOf, stepOf } from '../one-time-codes.ts';
import { globally, iamArn, userNamed, users, type Answer } from '../records.ts';
import { tagRecords } from '../tags.ts';
import { userAnswer, userAsked } from './users.ts';

/** AWS: as many bytes as its seeds have: 64 letters. */
const seedBytes = 40;
/** AWS: "up to eight MFA devices" of a user. */
const devicesMax = 8;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html */
const createVirtualMFADevice: Handler<
  Given<sdk.CreateVirtualMFADeviceCommandInput>,
  Answer<sdk.CreateVirtualMFADeviceCommandOutput>
> = ({ Path = '/', VirtualMFADeviceName, Tags }, call) => {
  const serialNumber = iamArn(call, `mfa${Path}${VirtualMFADeviceName}`);
  if (mfaDevices.get(call.tx, globally(call), serialNumber)) deviceExists(VirtualMFADeviceName);
  const seed = Buffer.from(call.ids.bytes(seedBytes));
  const device = putDevice(call, {
    serialNumber,
    seed: seed.toString('hex'),
    tags: tagRecords(Tags),
    lastStep: -1,
  });
  // What a picture of it would show is in the seed.
  const Base32StringSeed = Buffer.from(base32(seed));
  return { VirtualMFADevice: { ...virtualAnswer(call, device), Base32StringSeed } };
};

const deleteVirtualMFADevice: Handler<Given<sdk.DeleteVirtualMFADeviceCommandInput>, object> = (
  { SerialNumber },
  call,
) => {
  const device = deviceNumbered(call, SerialNumber);
  if (device.userId !== undefined) deviceInUse();
  mfaDevices.delete(call.tx, globally(call), SerialNumber);
  return {};
};

const seedOf = ({ seed }: MfaDevice): Buffer => Buffer.from(seed, 'hex');

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html */
const enableMFADevice: Handler<Given<sdk.EnableMFADeviceCommandInput>, object> = (input, call) => {
  const { userId } = userNamed(call.tx, call, input.UserName);
  const device = deviceNumbered(call, input.SerialNumber);
  if (device.userId !== undefined) deviceExists(input.SerialNumber);
  if (devicesOf(call, userId).length >= devicesMax) quotaExceeded('MFADevicesPerUser', devicesMax);
  const lastStep = pair(call, device, input);
  putDevice(call, { ...device, userId, enableDate: call.now, lastStep });
  return {};
};

interface Codes {
  readonly AuthenticationCode1: string;
  readonly AuthenticationCode2: string;
}

function pair(call: Call, device: MfaDevice, { AuthenticationCode1, AuthenticationCode2 }: Codes): number {
  return (
    pairOf(seedOf(device), [AuthenticationCode1, AuthenticationCode2], call.now) ??
    invalidCode(device.serialNumber)
  );
}

/** The device of the user; another's is as none. */
function own(call: Call, name: string | undefined, serial: string): MfaDevice {
  const user = userAsked(call, name);
  const device = deviceNumbered(call, serial);
  return device.userId === user.userId ? device : noDeviceOf(user.userName);
}

const deactivateMFADevice: Handler<Given<sdk.DeactivateMFADeviceCommandInput>, object> = (
  { UserName, SerialNumber },
  call,
) => {
  putDevice(call, { ...own(call, UserName, SerialNumber), userId: undefined, enableDate: undefined });
  return {};
};

/** AWS: two codes show how far the device's clock is off; here the second is the last that was used. */
const resyncMFADevice: Handler<Given<sdk.ResyncMFADeviceCommandInput>, object> = (input, call) => {
  const device = own(call, input.UserName, input.SerialNumber);
  putDevice(call, { ...device, lastStep: pair(call, device, input) });
  return {};
};

const getMFADevice: Handler<Given<sdk.GetMFADeviceCommandInput>, Answer<sdk.GetMFADeviceCommandOutput>> = (
  { SerialNumber, UserName },
  call,
) => {
  const device =
    UserName === undefined ? deviceNumbered(call, SerialNumber) : own(call, UserName, SerialNumber);
  const user = ownerOf(call, device);
  return {
    SerialNumber,
    ...(user && { UserName: user.userName, EnableDate: new Date(device.enableDate!) }),
  };
};

const ownerOf = (call: Call, { userId }: MfaDevice) =>
  userId === undefined
    ? undefined
    : users.list(call.tx, globally(call)).find((user) => user.userId === userId);

const listMFADevices: Handler<sdk.ListMFADevicesCommandInput, Answer<sdk.ListMFADevicesCommandOutput>> = (
  input,
  call,
) => {
  const user = userAsked(call, input.UserName);
  const { items, paging } = listed(devicesOf(call, user.userId), ({ serialNumber }) => serialNumber, input);
  return {
    MFADevices: items.map(({ serialNumber, enableDate }) => ({
      UserName: user.userName,
      SerialNumber: serialNumber,
      EnableDate: new Date(enableDate!),
    })),
    ...paging,
  };
};

const listVirtualMFADevices: Handler<
  sdk.ListVirtualMFADevicesCommandInput,
  Answer<sdk.ListVirtualMFADevicesCommandOutput>
> = (input, call) => {
  const { AssignmentStatus: status = 'Any' } = input;
  const wanted = mfaDevices
    .list(call.tx, globally(call))
    .filter(({ userId }) => status === 'Any' || (status === 'Assigned') === (userId !== undefined));
  const { items, paging } = listed(wanted, ({ serialNumber }) => serialNumber, input);
  return { VirtualMFADevices: items.map((device) => virtualAnswer(call, device)), ...paging };
};

function virtualAnswer(call: Call, device: MfaDevice): sdk.VirtualMFADevice {
  const user = ownerOf(call, device);
  return {
    SerialNumber: device.serialNumber,
    ...(user && { User: userAnswer(user), EnableDate: new Date(device.enableDate!) }),
    ...(device.tags.length > 0 && { Tags: [...device.tags] }),
  };
}

interface Shown {
  readonly SerialNumber: string;
  readonly TokenCode: string;
}

/** For the house alone: whether the caller, a user, has shown a code of a device of theirs. Each is good once. */
export const useMFACode: Handler<Shown, { readonly verdict: 'valid' | 'notTheirs' | 'wrong' }> = (
  { SerialNumber, TokenCode },
  call,
) => {
  const device = mfaDevices.get(call.tx, globally(call), SerialNumber);
  const user = device && ownerOf(call, device);
  if (!device || !user || user.arn !== call.caller.arn) return { verdict: 'notTheirs' };
  const step = stepOf(seedOf(device), TokenCode, { now: call.now, after: device.lastStep });
  if (step === undefined) return { verdict: 'wrong' };
  putDevice(call, { ...device, lastStep: step });
  return { verdict: 'valid' };
};

export const mfaOperations = {
  CreateVirtualMFADevice: createVirtualMFADevice,
  DeactivateMFADevice: deactivateMFADevice,
  DeleteVirtualMFADevice: deleteVirtualMFADevice,
  EnableMFADevice: enableMFADevice,
  GetMFADevice: getMFADevice,
  ListMFADevices: listMFADevices,
  ListVirtualMFADevices: listVirtualMFADevices,
  ResyncMFADevice: resyncMFADevice,
};
