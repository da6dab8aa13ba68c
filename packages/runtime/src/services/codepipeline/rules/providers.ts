import type { RuleTypeId } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { cloudWatchAlarm } from './cloudwatch-alarm.ts';
import { codeBuild } from './codebuild.ts';
import { commands } from './commands.ts';
import { deploymentWindow } from './deployment-window.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import type { RuleProvider } from './rule.ts';
import { variableCheck } from './variable-check.ts';

/** Every rule type of the house. The only list there is; all are AWS's own, in version 1. */
export const ruleProviders: readonly RuleProvider<any>[] = [
  cloudWatchAlarm,
  codeBuild,
  commands,
  deploymentWindow,
  lambdaInvoke,
  variableCheck,
];

export const ruleProviderOf = ({
  owner = 'AWS',
  provider,
  version = '1',
}: Given<RuleTypeId>): RuleProvider | undefined =>
  owner === 'AWS' && version === '1'
    ? ruleProviders.find(({ type }) => type.provider === provider)
    : undefined;
