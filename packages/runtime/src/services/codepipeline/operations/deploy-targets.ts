import type {
  DeployActionExecutionTarget,
  ListDeployActionExecutionTargetsInput,
  ListDeployActionExecutionTargetsOutput,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { isDeployEc2 } from '../actions/deploy-ec2.ts';
import { actionExecutionNotFound, invalidNextToken } from '../errors.ts';
import { actionDeclared, type ActionRun } from '../flow/execution-state.ts';
import { executionsOf, pipelineOf, pipelines, type PipelineRecord } from '../records.ts';

/** AWS: unverified: how many there are on a page that says nothing of it. */
const pageMax = 100;

/** The servers that an action has deployed to. AWS: API reference: of the EC2 and EKS actions; others have none. */
export const listDeployActionExecutionTargets: Handler<
  Given<ListDeployActionExecutionTargetsInput>,
  ListDeployActionExecutionTargetsOutput
> = ({ pipelineName, actionExecutionId, filters = [], maxResults = pageMax, nextToken }, call) => {
  const searched =
    pipelineName === undefined ? pipelines.list(call.tx, call) : [pipelineOf(call.tx, call, pipelineName)];
  const found =
    searched.map((pipeline) => runIn(call, pipeline, actionExecutionId)).find((each) => each) ??
    actionExecutionNotFound(actionExecutionId);
  const statuses = filters.flatMap(({ name, values = [] }) => (name === 'TARGET_STATUS' ? [values] : []));
  const wanted = targetsOf(call, found).filter(({ status = '' }) =>
    statuses.every((values) => values.includes(status)),
  );
  const page = pageOf(wanted, ({ targetId }) => targetId!, {
    token: nextToken,
    limit: maxResults,
    invalid: invalidNextToken,
  });
  return { targets: [...page.items], ...(page.next !== undefined && { nextToken: page.next }) };
};

interface Found {
  readonly run: ActionRun;
  readonly hasTargets: boolean;
}

function runIn(call: Call, pipeline: PipelineRecord, id: string): Found | undefined {
  for (const execution of executionsOf(call, pipeline)) {
    const run = execution.runs.find((each) => each.id === id);
    if (run) return { run, hasTargets: isDeployEc2(actionDeclared(execution, run).actionTypeId) };
  }
  return undefined;
}

interface Target {
  readonly targetId: string;
  readonly status: string;
  readonly lifecycleEvents: readonly TargetEvent[];
}
interface TargetEvent {
  readonly lifecycleEventName: string;
  readonly status: string;
  readonly startTime?: Date;
  readonly endTime?: Date;
  readonly diagnostics?: { readonly message: string; readonly logTail: string };
}

/** CodeDeploy knows them. AWS: unverified: what a target's type and its events are called. */
function targetsOf(call: Call, { run, hasTargets }: Found): DeployActionExecutionTarget[] {
  if (!hasTargets || run.externalExecutionId === undefined) return [];
  const asked = { deploymentId: run.externalExecutionId };
  const { targets } = call.forward<{ readonly targets: readonly Target[] }>(
    'codedeploy',
    'ListManagedTargets',
    asked,
  );
  return targets.map(({ targetId, status, lifecycleEvents }) => ({
    targetId,
    targetType: run.configuration['InstanceType'],
    status,
    ...lifetimeOf(lifecycleEvents),
    events: lifecycleEvents.map(({ lifecycleEventName: name, diagnostics, ...event }) => ({
      name,
      ...event,
      ...(diagnostics && { context: { message: `${diagnostics.message}\n${diagnostics.logTail}`.trim() } }),
    })),
  }));
}

function lifetimeOf(
  events: readonly TargetEvent[],
): Pick<DeployActionExecutionTarget, 'startTime' | 'endTime'> {
  const startTime = events.find((event) => event.startTime)?.startTime;
  const isOver = !events.some(({ status }) => status === 'Pending' || status === 'InProgress');
  const endTime = isOver ? events.findLast((event) => event.endTime)?.endTime : undefined;
  return { ...(startTime && { startTime }), ...(endTime && { endTime }) };
}
