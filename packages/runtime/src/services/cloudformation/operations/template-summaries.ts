import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import type { RegistryTypesRead } from '../../../base/effects/registry.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { bodyAndUrl, noSuchStack } from '../errors.ts';
import { findStack } from '../records.ts';
import { bodyOfStack } from '../stack-template.ts';
import { asterisks } from '../template/masking.ts';
import { parseTemplate } from '../template/parse.ts';
import { identifierSummaries, summaryOf, type TemplateSummary } from '../template/summary.ts';
import type { ParameterDeclaration } from '../template/template.ts';
import { capabilitiesOf } from './capabilities.ts';
import { bodyOf } from './template-source.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export const validateTemplate: WaitingHandler<
  Given<sdk.ValidateTemplateCommandInput>,
  Answered<sdk.ValidateTemplateCommandOutput>
> = {
  async waits(input, call) {
    const summary = summaryOf(parseTemplate((await bodyOf(input, call)) ?? bodyAndUrl()));
    return {
      Parameters: Object.entries(summary.parameters).map(([ParameterKey, declared]) => ({
        ParameterKey,
        ...described(declared),
      })),
      ...common(summary),
    };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html */
export const getTemplateSummary: WaitingHandler<
  Given<sdk.GetTemplateSummaryCommandInput>,
  Answered<sdk.GetTemplateSummaryCommandOutput>
> = {
  async waits(input, call) {
    const summary = summaryOf(parseTemplate(await summarized(input, call)));
    const names = [...new Set(Object.values(summary.types))];
    const { types } = (await call.perform({ type: 'registry.types', names })) as RegistryTypesRead;
    const { version, metadata } = summary;
    return {
      Parameters: Object.entries(summary.parameters).map(([ParameterKey, declared]) => ({
        ParameterKey,
        ...described(declared),
        ParameterType: declared.Type,
        ParameterConstraints: declared.AllowedValues ? { AllowedValues: [...declared.AllowedValues] } : {},
      })),
      ...common(summary),
      ResourceTypes: names,
      ...(version !== undefined && { Version: version }),
      ...(metadata !== undefined && { Metadata: JSON.stringify(metadata) }),
      ResourceIdentifierSummaries: identifierSummaries(summary.types, types),
    };
  },
};

/** The body that is given, or that the named stack has. */
async function summarized(
  input: Given<sdk.GetTemplateSummaryCommandInput>,
  call: WaitingCall,
): Promise<string> {
  const { StackName: name } = input;
  if (name === undefined) return (await bodyOf(input, call)) ?? bodyAndUrl();
  return call.transaction((inner) =>
    bodyOfStack(inner, findStack(inner.tx, inner, name) ?? noSuchStack(name)),
  );
}

function described({ Default, NoEcho = false, Description }: ParameterDeclaration) {
  return {
    // AWS: unverified that a default that is not to be echoed is shown as its value would be.
    ...(Default !== undefined && { DefaultValue: NoEcho ? asterisks : Default }),
    NoEcho,
    ...(Description !== undefined && { Description }),
  };
}

function common({ description, transforms, template, types }: TemplateSummary) {
  // AWS: a template whose transforms add to it has to be acknowledged as that.
  const capabilities: sdk.Capability[] = template ? capabilitiesOf(template) : ['CAPABILITY_AUTO_EXPAND'];
  const iam = [...new Set(Object.values(types))].filter((type) => type.startsWith('AWS::IAM::'));
  return {
    ...(description !== undefined && { Description: description }),
    ...(capabilities.length > 0 && {
      Capabilities: capabilities,
      CapabilitiesReason: template
        ? `The following resource(s) require capabilities: [${iam.join(', ')}]`
        : `The following resource(s) require capabilities: [${transforms.join(', ')}]`,
    }),
    ...(transforms.length > 0 && { DeclaredTransforms: [...transforms] }),
  };
}
