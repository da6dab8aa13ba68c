import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type Properties,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';

const gone = ['ValidationError'];

/** What the API calls as templates do. */
const keptNames = [
  'AssociatePublicIpAddress',
  'BlockDeviceMappings',
  'ClassicLinkVPCId',
  'ClassicLinkVPCSecurityGroups',
  'EbsOptimized',
  'KernelId',
  'MetadataOptions',
  'PlacementTenancy',
  'SpotPrice',
];

// AWS: CloudFormation template reference, AWS::AutoScaling::LaunchConfiguration.
export const launchConfiguration: ResourceType = {
  typeName: 'AWS::AutoScaling::LaunchConfiguration',
  *create(wanted) {
    const LaunchConfigurationName = wanted.properties['LaunchConfigurationName'] ?? nameFor(wanted);
    const { InstanceMonitoring, RamDiskId, ...rest } = wanted.properties;
    const asked = {
      ...rest,
      LaunchConfigurationName,
      ...(RamDiskId !== undefined && { RamdiskId: RamDiskId }),
      ...(InstanceMonitoring !== undefined && {
        InstanceMonitoring: { Enabled: String(InstanceMonitoring) === 'true' },
      }),
    };
    yield* call('autoscaling', 'CreateLaunchConfiguration', asked);
    yield* made(LaunchConfigurationName);
    return { physicalId: LaunchConfigurationName };
  },
  *delete({ physicalId: LaunchConfigurationName }) {
    yield* tolerate(gone, call('autoscaling', 'DeleteLaunchConfiguration', { LaunchConfigurationName }));
  },
  list: listed('autoscaling', 'DescribeLaunchConfigurations', {
    items: 'LaunchConfigurations',
    token: 'NextToken',
    identifier: ({ LaunchConfigurationName }) => LaunchConfigurationName,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId }) {
    const asked = { LaunchConfigurationNames: [physicalId] };
    const { LaunchConfigurations } = yield* call<{ LaunchConfigurations: readonly Properties[] }>(
      'autoscaling',
      'DescribeLaunchConfigurations',
      asked,
    );
    const [found] = LaunchConfigurations;
    if (!found) return undefined;
    const { LaunchConfigurationName, ImageId, InstanceType, UserData, KeyName } = found;
    const { SecurityGroups, IamInstanceProfile } = found;
    const filled = Object.entries({ UserData, KeyName, IamInstanceProfile, SecurityGroups }).filter(
      ([, value]) => value !== undefined && value !== '' && value.length > 0,
    );
    const { InstanceMonitoring, RamdiskId, ...others } = found;
    const said = [...keptNames].filter((name) => others[name] !== undefined);
    return {
      LaunchConfigurationName,
      ImageId,
      InstanceType,
      ...Object.fromEntries(filled),
      ...Object.fromEntries(said.map((name) => [name, others[name]])),
      ...(RamdiskId !== undefined && { RamDiskId: RamdiskId }),
      InstanceMonitoring: InstanceMonitoring.Enabled,
    };
  },
};
