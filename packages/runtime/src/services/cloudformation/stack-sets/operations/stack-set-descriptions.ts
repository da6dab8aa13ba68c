import type * as sdk from '@aws-sdk/client-cloudformation';
import { pageOf } from '../../../../base/pagination.ts';
import type { Answered, Given } from '../../../../base/given.ts';
import type { Handler } from '../../../../dispatch/service.ts';
import { invalidNextToken } from '../../errors.ts';
import { driftAnswer } from '../drift-details.ts';
import { serviceManagedOnly } from '../errors.ts';
import { instancesOf, stackSetArn, stackSets, stackSetTemplates, type StackSetRecord } from '../records.ts';
import { activeSetOf, requireSelf, setOf } from './requests.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html */
export const describeStackSet: Handler<
  Given<sdk.DescribeStackSetCommandInput>,
  Answered<sdk.DescribeStackSetCommandOutput>
> = (input, call) => {
  const set = setOf(call, input);
  const { description, drift } = set;
  const body = stackSetTemplates.get(call.tx, call, set.id);
  const instances = instancesOf(call.tx, call, set.id);
  return {
    StackSet: {
      StackSetName: set.name,
      StackSetId: set.id,
      ...(description !== undefined && { Description: description }),
      Status: set.status,
      ...(body !== undefined && { TemplateBody: body }),
      Parameters: set.parameters.map(({ key, value, noEcho }) => ({
        ParameterKey: key,
        ParameterValue: noEcho ? '****' : value,
      })),
      Capabilities: [...set.capabilities],
      Tags: [...set.tags],
      StackSetARN: stackSetArn(call, set.id),
      AdministrationRoleARN: set.administrationRoleArn,
      ExecutionRoleName: set.executionRoleName,
      ...(drift && { StackSetDriftDetectionDetails: driftAnswer(drift) }),
      PermissionModel: 'SELF_MANAGED',
      ManagedExecution: { Active: set.managedExecution },
      Regions: [...new Set(instances.map(({ region }) => region))],
    },
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSets.html */
export const listStackSets: Handler<
  Given<sdk.ListStackSetsCommandInput>,
  Answered<sdk.ListStackSetsCommandOutput>
> = (input, call) => {
  requireSelf(input.CallAs);
  const wanted = input.Status;
  const all = stackSets.list(call.tx, call).filter(({ status }) => wanted === undefined || status === wanted);
  const page = pageOf(all, ({ id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return {
    Summaries: page.items.map(summaryOf),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function summaryOf(set: StackSetRecord): sdk.StackSetSummary {
  const { description, drift } = set;
  return {
    StackSetName: set.name,
    StackSetId: set.id,
    ...(description !== undefined && { Description: description }),
    Status: set.status,
    PermissionModel: 'SELF_MANAGED',
    DriftStatus: drift?.status ?? 'NOT_CHECKED',
    ...(drift && { LastDriftCheckTimestamp: new Date(drift.at) }),
    ManagedExecution: { Active: set.managedExecution },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSetAutoDeploymentTargets.html */
export const listStackSetAutoDeploymentTargets: Handler<
  Given<sdk.ListStackSetAutoDeploymentTargetsCommandInput>,
  never
> = (input, call) => {
  activeSetOf(call, input);
  return serviceManagedOnly('AutoDeployment');
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeOrganizationsAccess.html */
export const describeOrganizationsAccess: Handler<
  Given<sdk.DescribeOrganizationsAccessCommandInput>,
  Answered<sdk.DescribeOrganizationsAccessCommandOutput>
> = (input) => {
  requireSelf(input.CallAs);
  return { Status: 'DISABLED' }; // There is no organization that could have enabled it.
};
