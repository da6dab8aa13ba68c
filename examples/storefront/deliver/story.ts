import { ApprovalDesk, type ApprovalRequest } from './approvals.ts';
import { clientsOf, type Clients, type Place } from './clients.ts';
import { layGround } from './ground.ts';
import { HouseClock } from './house-clock.ts';
import { names } from './names.ts';
import { measure, type Findings } from './findings.ts';
import { Releasing } from './release.ts';
import { Timeline } from './timeline.ts';
import { Traffic } from './traffic.ts';
import { until } from './waiting.ts';

const minutes = 60_000;
const requestsPerSecond = 200;

/** Deploys the storefront with the CDK CLI, delivers it, breaks it, and has it taken back. */
export async function deliverStorefront(place: Place, write: (line: string) => void): Promise<Findings> {
  const clients = clientsOf(place);
  const started = Date.now();
  write('\nThe ground');
  const { repository, host, topicArn } = await layGround(clients, place, write);
  const clock = await HouseClock.read(place.endpoint);
  const timeline = new Timeline(clock, write, started);
  const requests: ApprovalRequest[] = [];
  const desk = new ApprovalDesk(clients, (request) => requests.push(request));
  await desk.open(topicArn);
  const traffic = new Traffic(`http://${host}:${names.productionPort}/`, requestsPerSecond);
  try {
    traffic.start();
    timeline.tell(`${requestsPerSecond} customers a second at http://${host}:${names.productionPort}/`);
    const releasing = new Releasing(clients, timeline, desk, requests);
    const limitMs = 15 * minutes + (120 * minutes) / clock.speed;
    timeline.chapter('A good release: 1.1.0');
    repository.commitGood();
    const good = await releasing.release(repository, limitMs);
    timeline.chapter(
      'A bad release: 1.2.0 passes its tests and its health check, and fails a third of its customers',
    );
    repository.commitBad();
    const bad = await releasing.release(repository, limitMs);
    await settled(clients, bad.deploymentId, limitMs);
    timeline.tell('the rollback deployment has ended');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await traffic.stop();
    return await measure({ clients, clock, good, bad, answers: traffic.answers });
  } finally {
    await traffic.stop();
    desk.close();
    repository.remove();
  }
}

/** The failed deployment's rollback is a deployment of its own: waits for its end. */
async function settled(
  { codedeploy }: Clients,
  deploymentId: string | undefined,
  limitMs: number,
): Promise<void> {
  if (deploymentId === undefined) return;
  await until('the rollback', limitMs, async () => {
    const { deploymentInfo } = await codedeploy.getDeployment({ deploymentId });
    const rollbackId = deploymentInfo?.rollbackInfo?.rollbackDeploymentId;
    if (!rollbackId) return deploymentInfo?.status === 'Succeeded' || undefined;
    const { deploymentInfo: rollback } = await codedeploy.getDeployment({ deploymentId: rollbackId });
    return ['Succeeded', 'Failed', 'Stopped'].includes(rollback?.status ?? '') || undefined;
  });
}
