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

export function requireCapabilities(
  { template, processed }: Made,
  given: readonly sdk.Capability[] = [],
): void {
  const needed = capabilitiesOf(template);
  // AWS: a template that is made by transforms has to be acknowledged, unless it is executed by a change set.
  const all: sdk.Capability[] = processed === undefined ? needed : [...needed, 'CAPABILITY_AUTO_EXPAND'];
  const missing = all.filter(
    (each) => !given.includes(each) && !(each === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (missing.length > 0) capabilitiesMissing(missing);
}
