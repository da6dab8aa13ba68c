import type {
  ListRuleExecutionsInput,
  ListRuleExecutionsOutput,
  RuleExecutionDetail,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { ruleDeclared, ruleRunsOf, type RuleRun } from '../flow/condition-state.ts';
import { artifactDetail } from './action-executions.ts';
import { pageOfRuns, type Listed, type Listing } from './runs.ts';

/** The most recent execution first, and in it the most recent run of a rule. */
export const listRuleExecutions: Handler<Given<ListRuleExecutionsInput>, ListRuleExecutionsOutput> = (
  input,
  call,
) => {
  const { page, nextToken } = pageOfRuns(call, input, ruleRuns);
  return { ruleExecutionDetails: page.map(detail), nextToken };
};

const ruleRuns: Listing<RuleRun> = {
  word: 'rule',
  runsOf: ruleRunsOf,
  isSame: (one, other) =>
    one.stageName === other.stageName && one.condition === other.condition && one.ruleName === other.ruleName,
};

function detail({ execution, run }: Listed<RuleRun>): RuleExecutionDetail {
  const { externalExecutionId, externalExecutionUrl, summary, error } = run;
  const rule = ruleDeclared(execution, run);
  return {
    pipelineExecutionId: execution.id,
    ruleExecutionId: run.id,
    pipelineVersion: execution.declaration.version,
    stageName: run.stageName,
    ruleName: run.ruleName,
    startTime: new Date(run.startTime),
    lastUpdateTime: new Date(run.lastUpdateTime),
    ...(run.updatedBy !== undefined && { updatedBy: run.updatedBy }),
    status: run.status,
    input: {
      ruleTypeId: { ...rule.ruleTypeId },
      configuration: { ...rule.configuration },
      resolvedConfiguration: { ...run.configuration },
      ...(rule.roleArn !== undefined && { roleArn: rule.roleArn }),
      region: rule.region ?? execution.scope.region,
      inputArtifacts: run.inputs.map(artifactDetail),
    },
    output: {
      executionResult: {
        ...(externalExecutionId !== undefined && { externalExecutionId }),
        ...(summary !== undefined && { externalExecutionSummary: summary }),
        ...(externalExecutionUrl !== undefined && { externalExecutionUrl }),
        ...(error && { errorDetails: error }),
      },
    },
  };
}
