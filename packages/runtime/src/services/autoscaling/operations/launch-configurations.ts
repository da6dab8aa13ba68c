import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  configurationExists,
  configurationInUse,
  configurationNotFound,
  invalid,
  tokenInvalid,
} from '../errors.ts';
import {
  configurationArn,
  groups,
  launchConfigurations,
  type KeptOfConfiguration,
  type LaunchConfiguration,
} from '../records.ts';

export const findConfiguration = (call: Call, name: string): LaunchConfiguration =>
  launchConfigurations.get(call.tx, call, name) ?? configurationNotFound(name);

export const createLaunchConfiguration: Handler<Given<sdk.CreateLaunchConfigurationCommandInput>, object> = (
  input,
  call,
) => {
  const name = input.LaunchConfigurationName;
  if (launchConfigurations.get(call.tx, call, name)) configurationExists(name);
  launchConfigurations.put(call.tx, call, name, {
    name,
    arn: configurationArn(call, call.ids.uuid(), name),
    imageId:
      input.ImageId ??
      invalid(
        'Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType ' +
          'parameters.',
      ),
    instanceType: input.InstanceType ?? 'm1.small',
    userData: input.UserData,
    keyName: input.KeyName,
    securityGroups: input.SecurityGroups ?? [],
    iamInstanceProfile: input.IamInstanceProfile,
    kept: keptOf(input),
    createdTime: call.now,
  });
  return {};
};

const keptNames = [
  'AssociatePublicIpAddress',
  'BlockDeviceMappings',
  'ClassicLinkVPCId',
  'ClassicLinkVPCSecurityGroups',
  'EbsOptimized',
  'InstanceMonitoring',
  'KernelId',
  'MetadataOptions',
  'PlacementTenancy',
  'RamdiskId',
  'SpotPrice',
] as const satisfies readonly (keyof KeptOfConfiguration)[];

const keptOf = (input: Given<sdk.CreateLaunchConfigurationCommandInput>): Given<KeptOfConfiguration> =>
  Object.fromEntries(keptNames.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));

export const deleteLaunchConfiguration: Handler<Given<sdk.DeleteLaunchConfigurationCommandInput>, object> = (
  { LaunchConfigurationName: name },
  call,
) => {
  findConfiguration(call, name);
  const user = groups.list(call.tx, call).find((group) => group.LaunchConfigurationName === name);
  if (user) configurationInUse(name, user.name);
  launchConfigurations.delete(call.tx, call, name);
  return {};
};

export const describeLaunchConfigurations: Handler<
  Given<sdk.DescribeLaunchConfigurationsCommandInput>,
  Answered<sdk.DescribeLaunchConfigurationsCommandOutput>
> = (input, call) => {
  const names = input.LaunchConfigurationNames;
  const wanted = launchConfigurations
    .list(call.tx, call)
    .filter(({ name }) => !names?.length || names.includes(name));
  const page = pageOf(wanted, ({ name }) => name, {
    token: input.NextToken,
    limit: input.MaxRecords ?? 50,
    invalid: tokenInvalid,
  });
  return {
    LaunchConfigurations: page.items.map((each) => ({
      LaunchConfigurationName: each.name,
      LaunchConfigurationARN: each.arn,
      ImageId: each.imageId,
      InstanceType: each.instanceType,
      UserData: each.userData ?? '',
      KeyName: each.keyName ?? '',
      SecurityGroups: [...each.securityGroups],
      IamInstanceProfile: each.iamInstanceProfile,
      CreatedTime: new Date(each.createdTime),
      BlockDeviceMappings: [],
      EbsOptimized: false,
      InstanceMonitoring: { Enabled: true },
      ...(each.kept as KeptOfConfiguration | undefined),
    })),
    NextToken: page.next,
  };
};
