import type * as sdk from '@aws-sdk/client-cloudformation';
import { own } from '../../../base/own.ts';
import { capabilitiesMissing } from '../errors.ts';
import type { Template } from '../template/template.ts';

/** Types that a caller has to know of, and the property by which one gets a name of its own. */
// AWS: API reference, CreateStack, Capabilities.
const acknowledged: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

/** What a caller has to acknowledge before a template is made to a stack. */
export function capabilitiesOf(template: Template): sdk.Capability[] {
  const needed = new Set<sdk.Capability>();
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (!Object.hasOwn(acknowledged, Type)) continue;
    const name = acknowledged[Type];
    const named = name !== undefined && own(Properties, name) !== undefined;
    needed.add(named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM');
  }
  if (needed.has('CAPABILITY_NAMED_IAM')) needed.delete('CAPABILITY_IAM');
  return [...needed];
}

interface Made {
  readonly template: Template;
  readonly processed?: string;
}

interface Acknowledged {
  readonly Capabilities?: readonly sdk.Capability[];
  /** What it is asked for is a change set, which is looked at before it is executed. */
  readonly ChangeSetName?: string;
}

export function requireCapabilities(made: Made, { Capabilities, ChangeSetName }: Acknowledged): void {
  const needed = capabilitiesOf(made.template);
  if (expandsUnseen(made, ChangeSetName !== undefined)) needed.push('CAPABILITY_AUTO_EXPAND');
  requireCapabilitiesOf(needed, Capabilities);
}

/** Refuses a caller who has not acknowledged all that is needed. */
export function requireCapabilitiesOf(
  needed: readonly sdk.Capability[],
  given: readonly sdk.Capability[] = [],
): void {
  const missing = needed.filter(
    (each) => !given.includes(each) && !(each === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (missing.length > 0) capabilitiesMissing(missing);
}

/** Whether transforms make something that nobody gets to see before it is there. */
// AWS: API reference, CreateChangeSet, Capabilities: it "doesn't apply to creating change sets", but for macros and
// nested stacks together.
function expandsUnseen({ template, processed }: Made, reviewed: boolean): boolean {
  if (processed === undefined) return false;
  const nested = Object.values(template.Resources).some(({ Type }) => Type === 'AWS::CloudFormation::Stack');
  return nested || !reviewed;
}
