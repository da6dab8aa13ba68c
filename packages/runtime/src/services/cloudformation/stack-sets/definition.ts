import type * as sdk from '@aws-sdk/client-cloudformation';
import { capabilitiesOf, requireCapabilitiesOf } from '../operations/capabilities.ts';
import type { StackParameter } from '../records.ts';
import { parameterTexts, type GivenParameter, type ParameterTexts } from '../template/parameters.ts';
import { parseTemplate } from '../template/parse.ts';
import { summaryOf, type TemplateSummary } from '../template/summary.ts';
import type { Override } from './records.ts';

interface Asked {
  readonly body: string;
  readonly given: readonly GivenParameter[];
  readonly previous?: readonly StackParameter[] | undefined;
  readonly capabilities: readonly sdk.Capability[] | undefined;
}

/** What a set's template makes of its parameters; refuses a template that does not hold together. */
export function parametersOf({ body, given, previous = [], capabilities }: Asked): StackParameter[] {
  const summary = summaryOf(parseTemplate(body));
  // AWS: a template that is made by transforms has to be acknowledged as that.
  requireCapabilitiesOf(
    summary.template ? capabilitiesOf(summary.template) : ['CAPABILITY_AUTO_EXPAND'],
    capabilities,
  );
  const texts = parameterTexts({ Parameters: summary.parameters }, given, textsOf(previous));
  return Object.entries(texts).map(([key, value]) => ({
    key,
    value,
    ...(summary.parameters[key]!.NoEcho && { noEcho: true }),
  }));
}

const textsOf = (parameters: readonly { readonly key: string; readonly value: string }[]): ParameterTexts =>
  Object.fromEntries(parameters.map(({ key, value }) => [key, value]));

/** Refuses overrides that the set's template does not allow; answers what is overridden then. */
// AWS: API reference, UpdateStackInstances, ParameterOverrides: one that is left out goes back to what the set says,
// one with UsePreviousValue stays as it is.
export function overridesOf(
  { body, parameters }: { readonly body: string; readonly parameters: readonly StackParameter[] },
  given: readonly GivenParameter[],
  before: readonly Override[],
): Override[] {
  const summary: TemplateSummary = summaryOf(parseTemplate(body));
  const previous = { ...textsOf(parameters), ...textsOf(before) };
  const complete = parameters
    .filter(({ key }) => !given.some(({ ParameterKey }) => ParameterKey === key))
    .map(({ key, value }) => ({ ParameterKey: key, ParameterValue: value }));
  const texts = parameterTexts({ Parameters: summary.parameters }, [...given, ...complete], previous);
  const named = new Set(
    given
      .filter(
        ({ ParameterKey, UsePreviousValue }) =>
          !UsePreviousValue || before.some(({ key }) => key === ParameterKey),
      )
      .map(({ ParameterKey }) => ParameterKey),
  );
  return Object.entries(texts)
    .filter(([key]) => named.has(key))
    .map(([key, value]) => ({ key, value }));
}
