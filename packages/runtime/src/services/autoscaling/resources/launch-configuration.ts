import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type Properties,
  type ResourceType,
} from '../../../dispatch/resource.ts';

const gone = ['ValidationError'];

// AWS: CloudFormation template reference, AWS::AutoScaling::LaunchConfiguration.
export const launchConfiguration: ResourceType = {
  typeName: 'AWS::AutoScaling::LaunchConfiguration',
  *create(wanted) {
    const LaunchConfigurationName = wanted.properties['LaunchConfigurationName'] ?? nameFor(wanted);
    const asked = { ...wanted.properties, LaunchConfigurationName };
    yield* call('autoscaling', 'CreateLaunchConfiguration', asked);
    yield* made(LaunchConfigurationName);
    return { physicalId: LaunchConfigurationName };
  },
  *delete({ physicalId: LaunchConfigurationName }) {
    yield* tolerate(gone, call('autoscaling', 'DeleteLaunchConfiguration', { LaunchConfigurationName }));
  },
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
    return { LaunchConfigurationName, ImageId, InstanceType, ...Object.fromEntries(filled) };
  },
};
