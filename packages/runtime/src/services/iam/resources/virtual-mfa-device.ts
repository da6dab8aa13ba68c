import {
  answered,
  call,
  everyPage,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  isTold,
} from '../../../dispatch/resource.ts';
import { gone, retagIam, tagged } from './holding.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-virtualmfadevice.html */
export const virtualMFADevice: ResourceType = {
  typeName: 'AWS::IAM::VirtualMFADevice',
  *create(wanted) {
    const { Path, Tags, VirtualMfaDeviceName = nameFor(wanted, 226) } = wanted.properties;
    const { VirtualMFADevice } = yield* call('iam', 'CreateVirtualMFADevice', {
      VirtualMFADeviceName: VirtualMfaDeviceName,
      ...(Path !== undefined && { Path }),
      ...tagged(tagsOf(wanted, Tags)),
    });
    const { SerialNumber } = VirtualMFADevice;
    yield* made(SerialNumber);
    return { physicalId: SerialNumber, attributes: { SerialNumber } };
  },
  *update(wanted, { physicalId: SerialNumber }) {
    yield* retagIam('MFADevice', { SerialNumber }, tagsOf(wanted, wanted.properties['Tags']));
    return { physicalId: SerialNumber, attributes: { SerialNumber } };
  },
  *delete({ physicalId: SerialNumber }) {
    const is = yield* tolerate(gone, call('iam', 'GetMFADevice', { SerialNumber }));
    if (is?.UserName !== undefined)
      yield* call('iam', 'DeactivateMFADevice', { SerialNumber, UserName: is.UserName });
    yield* tolerate(gone, call('iam', 'DeleteVirtualMFADevice', { SerialNumber }));
  },
  list: {
    *identifiers() {
      const asked = { service: 'iam', operation: 'ListVirtualMFADevices' };
      const all = yield* everyPage<Properties>(asked, 'VirtualMFADevices', 'Marker');
      return all.map(({ SerialNumber }) => SerialNumber as string);
    },
  },
  adopt: ({ physicalId: SerialNumber }) =>
    answered({ physicalId: SerialNumber, attributes: { SerialNumber } }),
  *read(had: Had) {
    const { physicalId: SerialNumber, properties } = had;
    const is = yield* tolerate(gone, call('iam', 'GetMFADevice', { SerialNumber }));
    if (!is) return undefined;
    const [, path = '/', name] = /:mfa(\/(?:.*\/)?)([^/]+)$/.exec(SerialNumber) ?? [];
    const { Tags } = yield* call('iam', 'ListMFADeviceTags', { SerialNumber });
    const Users =
      is.UserName === undefined
        ? ((properties['Users'] as string[] | undefined) ?? [])
        : [is.UserName as string];
    return {
      VirtualMfaDeviceName: name,
      Path: path,
      // Whoever is named is told: it is theirs once they have shown its codes.
      Users,
      ...(isTold(had, 'Tags') && { Tags: Tags as unknown }),
    };
  },
};
