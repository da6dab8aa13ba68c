import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { Detail } from './event-types.ts';

/** An event as EventBridge tells it. */
export interface Happening {
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Detail;
}

/** What a target is sent: the event in this service's own spelling, and what it adds. */
// AWS: seen in published messages of notification rules; the user guide shows their members.
export function messageOf(
  event: Happening,
  notificationRuleArn: string,
  additionalAttributes: object,
): string {
  const { account, region, source, time, detail, resources } = event;
  return JSON.stringify({
    account,
    detailType: event['detail-type'],
    region,
    source,
    time,
    notificationRuleArn,
    detail,
    resources,
    additionalAttributes,
  });
}

/** What FULL adds to what a pipeline tells: where its revision comes from, what failed and why, what to approve. */
// AWS: sourceActions, failedActionCount, failedActions and failedStage are seen in published messages; unverified for
// approvals, whose message the user guide describes as having the reviewer's link and comments.
export function additionsOf({ detail }: Happening, runs: readonly ActionExecutionDetail[]): object {
  const isWhole = detail['stage'] === undefined;
  return {
    ...(isWhole && { sourceActions: sourceActionsOf(runs) }),
    ...(isWhole && detail['state'] === 'FAILED' && failureOf(failedIn(runs))),
    ...(detail['type']?.category === 'Approval' && approvalOf(runs, detail['action-execution-id'])),
  };
}

const sourceActionsOf = (runs: readonly ActionExecutionDetail[]): object[] =>
  runs
    .filter(({ input }) => input?.actionTypeId?.category === 'Source')
    .map(({ actionName, input, output }) => ({
      sourceActionName: actionName,
      sourceActionProvider: input?.actionTypeId?.provider,
      sourceActionVariables: output?.outputVariables ?? {},
    }));

/** What failed in the stage that failed last, but for what has succeeded there when it was tried again. */
function failedIn(runs: readonly ActionExecutionDetail[]): ActionExecutionDetail[] {
  const last = runs.find(({ status }) => status === 'Failed');
  const ended = runs.filter(
    ({ status, stageName }) => status !== 'InProgress' && stageName === last?.stageName,
  );
  const latest = Map.groupBy(ended, ({ actionName }) => actionName).values();
  return [...latest].flatMap(([run]) => (run?.status === 'Failed' ? [run] : []));
}

const failureOf = (failed: readonly ActionExecutionDetail[]): object => ({
  failedActionCount: failed.length,
  failedActions: failed.map(({ actionName, output }) => ({
    action: actionName,
    additionalInformation:
      output?.executionResult?.externalExecutionSummary ??
      output?.executionResult?.errorDetails?.message ??
      '',
  })),
  ...(failed[0] && { failedStage: failed[0].stageName }),
});

function approvalOf(runs: readonly ActionExecutionDetail[], id: unknown): object {
  const input = runs.find(({ actionExecutionId }) => actionExecutionId === id)?.input;
  const { CustomData, ExternalEntityLink } = input?.resolvedConfiguration ?? {};
  return {
    ...(CustomData !== undefined && { customData: CustomData }),
    ...(ExternalEntityLink !== undefined && { externalEntityLink: ExternalEntityLink }),
  };
}
