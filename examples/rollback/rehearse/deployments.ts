import type {
  CreateDeploymentInput,
  DeploymentInfo,
  DeploymentTarget,
  LifecycleEvent,
} from '@aws-sdk/client-codedeploy';
import type { Clients } from './clients.ts';
import type { Ended } from './stage.ts';
import { until } from './until.ts';

const limitMs = 150_000;

/** Has CodeDeploy deploy, and waits until it is over; where it was not good, until its rollback is over too. */
export async function deploy(clients: Clients, input: CreateDeploymentInput): Promise<Ended> {
  const { deploymentId: id = '' } = await clients.codedeploy.createDeployment(input);
  const info = await over(clients, id);
  const began = info.createTime!.getTime();
  const status = info.status!;
  const why = info.errorInformation?.message ?? '';
  if (status === 'Succeeded')
    return {
      id,
      status,
      succeeded: true,
      caughtBy: '',
      why,
      began,
      rollback: '',
      rolledBack: false,
    };
  return {
    id,
    status,
    succeeded: false,
    why,
    began,
    ...(await catchOf(clients, info)),
    ...(await wayBack(clients, info)),
  };
}

async function over({ codedeploy }: Clients, deploymentId: string): Promise<DeploymentInfo> {
  return until(`deployment ${deploymentId}`, limitMs, async () => {
    const { deploymentInfo } = await codedeploy.getDeployment({ deploymentId });
    return ['Succeeded', 'Failed', 'Stopped'].includes(deploymentInfo!.status!) ? deploymentInfo! : undefined;
  });
}

/** A rollback is a deployment of its own, of the last good revision. */
async function wayBack(clients: Clients, { rollbackInfo }: DeploymentInfo) {
  const id = rollbackInfo?.rollbackDeploymentId;
  if (!id) return { rollback: '', rolledBack: false };
  const { status, creator } = await over(clients, id);
  return {
    rollback: `${id} ${status} (${creator})`,
    rolledBack: status === 'Succeeded' && creator === 'codeDeployRollback',
  };
}

/** What stopped it, and when: an alarm by its history, else the lifecycle event that failed. */
async function catchOf(clients: Clients, info: DeploymentInfo) {
  const { code, message = '' } = info.errorInformation ?? {};
  if (code === 'ALARM_ACTIVE') {
    const names = [...message.matchAll(/<([^>]+)>/g)].map(([, name]) => name!);
    return { caughtBy: `alarm ${names.join(', ')}`, detected: await alarmed(clients, names, info) };
  }
  const event = (await eventsOf(clients, info.deploymentId!)).find(({ status }) => status === 'Failed');
  const at = event?.endTime ?? info.completeTime;
  return { caughtBy: `${event?.lifecycleEventName ?? ''} ${code}`.trim(), detected: at?.getTime() };
}

/** When the first of the alarms went off; before the deployment, where it was already on. */
export async function alarmed(
  { cloudwatch }: Clients,
  names: readonly string[],
  { createTime }: Pick<DeploymentInfo, 'createTime'>,
): Promise<number | undefined> {
  const histories = await Promise.all(
    names.map((AlarmName) => cloudwatch.describeAlarmHistory({ AlarmName, HistoryItemType: 'StateUpdate' })),
  );
  const times = histories
    .flatMap(({ AlarmHistoryItems = [] }) => AlarmHistoryItems)
    .filter(({ HistorySummary }) => HistorySummary?.endsWith('to ALARM'))
    .map(({ Timestamp }) => Timestamp!.getTime());
  const since = times.filter((time) => time >= createTime!.getTime());
  return since.length > 0 ? Math.min(...since) : Math.max(...times);
}

async function eventsOf({ codedeploy }: Clients, deploymentId: string): Promise<LifecycleEvent[]> {
  const { targetIds = [] } = await codedeploy.listDeploymentTargets({ deploymentId });
  if (targetIds.length === 0) return [];
  const { deploymentTargets = [] } = await codedeploy.batchGetDeploymentTargets({ deploymentId, targetIds });
  return deploymentTargets.flatMap((target) => targetOf(target)?.lifecycleEvents ?? []);
}

const targetOf = ({ ecsTarget, lambdaTarget, instanceTarget }: DeploymentTarget) =>
  ecsTarget ?? lambdaTarget ?? instanceTarget;
