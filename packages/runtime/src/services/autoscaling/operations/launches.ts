import type * as sdk from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../../base/aws-error.ts';
import type { Given } from '../../../base/given.ts';
import type { Call } from '../../../dispatch/service.ts';
import { invalid } from '../errors.ts';
import type { AutoScalingGroup, TemplateSpecification } from '../records.ts';
import { findConfiguration } from './launch-configurations.ts';

type Asked = Pick<
  Partial<Given<sdk.CreateAutoScalingGroupCommandInput>>,
  'LaunchConfigurationName' | 'LaunchTemplate' | 'MixedInstancesPolicy' | 'InstanceId'
>;

type Launch = Pick<AutoScalingGroup, 'LaunchConfigurationName' | 'launchTemplate' | 'mixedInstancesPolicy'>;

const ways = ['LaunchConfigurationName', 'LaunchTemplate', 'MixedInstancesPolicy', 'InstanceId'] as const;

export const isLaunchGiven = (input: Asked): boolean => ways.some((way) => input[way] !== undefined);

/** What a group launches. What it launched by before counts no more. */
export function launchOf(call: Call, input: Asked): Launch {
  const { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy, InstanceId } = input;
  if (InstanceId !== undefined)
    invalid('InstanceId is not served by Penstock (yet): name a launch template.');
  if (ways.filter((way) => input[way] !== undefined).length !== 1)
    return invalid(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or ' +
        'MixedInstancesPolicy parameter.',
    );
  const none = {
    LaunchConfigurationName: undefined,
    launchTemplate: undefined,
    mixedInstancesPolicy: undefined,
  };
  if (LaunchConfigurationName !== undefined) {
    findConfiguration(call, LaunchConfigurationName);
    return { ...none, LaunchConfigurationName };
  }
  if (LaunchTemplate) return { ...none, launchTemplate: templateOf(call, LaunchTemplate) };
  return { ...none, mixedInstancesPolicy: policyOf(call, MixedInstancesPolicy!) };
}

function policyOf(
  call: Call,
  policy: Given<sdk.MixedInstancesPolicy>,
): NonNullable<Launch['mixedInstancesPolicy']> {
  const given =
    policy.LaunchTemplate?.LaunchTemplateSpecification ??
    invalid('A mixed instances policy must have a launch template.');
  const LaunchTemplateSpecification = templateOf(call, given);
  return { ...policy, LaunchTemplate: { ...policy.LaunchTemplate, LaunchTemplateSpecification } };
}

/** EC2 is asked as the caller. AWS: "You must use a valid fully-formed launch template", with EC2's own sentence. */
function templateOf(
  call: Call,
  { LaunchTemplateId, LaunchTemplateName, Version }: Given<sdk.LaunchTemplateSpecification>,
): TemplateSpecification {
  const named = LaunchTemplateId === undefined ? { LaunchTemplateName } : { LaunchTemplateId };
  if ((LaunchTemplateId ?? LaunchTemplateName) === undefined)
    invalid('Valid requests must contain either launchTemplateId or LaunchTemplateName');
  try {
    const asked = { ...named, Versions: [Version ?? '$Default'] };
    const { LaunchTemplateVersions } = call.forward<{ readonly LaunchTemplateVersions: readonly Found[] }>(
      'ec2',
      'DescribeLaunchTemplateVersions',
      asked,
    );
    const [found] = LaunchTemplateVersions;
    return {
      LaunchTemplateId: found!.LaunchTemplateId,
      LaunchTemplateName: found!.LaunchTemplateName,
      ...(Version !== undefined && { Version }),
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return invalid(`You must use a valid fully-formed launch template. ${error.message}`);
  }
}

type Found = Pick<TemplateSpecification, 'LaunchTemplateId' | 'LaunchTemplateName'>;
