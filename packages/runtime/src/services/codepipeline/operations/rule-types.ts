import type { ListRuleTypesInput, ListRuleTypesOutput, RuleType } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { ruleProviders } from '../rules/providers.ts';
import type { RuleTypeDescription } from '../rules/rule.ts';

/** AWS's own; all of them are in every region. */
export const listRuleTypes: Handler<Given<ListRuleTypesInput>, ListRuleTypesOutput> = () => ({
  ruleTypes: ruleProviders.map(({ type }) => ruleType(type)),
});

const ruleType = ({ provider, inputs, configuration }: RuleTypeDescription): RuleType => ({
  id: { category: 'Rule', owner: 'AWS', provider, version: '1' },
  settings: {},
  ruleConfigurationProperties: configuration.map(({ name, required = false }) => ({
    name,
    required,
    key: required,
    secret: false,
    queryable: false,
  })),
  inputArtifactDetails: { minimumCount: inputs.min, maximumCount: inputs.max },
});
