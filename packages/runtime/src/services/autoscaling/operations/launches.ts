import type * as sdk from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../../base/aws-error.ts';
import type { Given } from '../../../base/given.ts';
import type { Call } from '../../../dispatch/service.ts';
import { invalid } from '../errors.ts';
import type { Launch, TemplateSpecification } from '../records.ts';
import { findConfiguration } from './launch-configurations.ts';

type Asked = Pick<
  Partial<Given<sdk.CreateAutoScalingGroupCommandInput>>,
  'LaunchConfigurationName' | 'LaunchTemplate' | 'MixedInstancesPolicy' | 'InstanceId'
>;

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
  const { LaunchTemplateId: id, LaunchTemplateName: name } = found(call, named, Version);
  return { LaunchTemplateId: id, LaunchTemplateName: name, ...(Version !== undefined && { Version }) };
}

function found(call: Call, named: object, Version = '$Default'): Found {
  try {
    const asked = { ...named, Versions: [Version] };
    const { LaunchTemplateVersions } = call.forward<{ readonly LaunchTemplateVersions: readonly Found[] }>(
      'ec2',
      'DescribeLaunchTemplateVersions',
      asked,
    );
    return LaunchTemplateVersions[0]!;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return invalid(`You must use a valid fully-formed launch template. ${error.message}`);
  }
}

/** The template that a group launches by now, and which version that is; undefined of a launch configuration. */
export function resolvedVersion(
  call: Call,
  { launchTemplate, mixedInstancesPolicy }: Launch,
): { readonly id: string; readonly version: string } | undefined {
  const named = launchTemplate ?? mixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  if (!named) return undefined;
  const { LaunchTemplateId } = named;
  const { LaunchTemplateId: id, VersionNumber } = found(call, { LaunchTemplateId }, named.Version);
  return { id, version: String(VersionNumber) };
}

interface Found extends Pick<TemplateSpecification, 'LaunchTemplateId' | 'LaunchTemplateName'> {
  readonly VersionNumber: number;
}
