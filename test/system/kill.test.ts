import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ApprovalDesk, type ApprovalRequest } from '../../examples/storefront/deliver/approvals.ts';
import { clientsOf, type Clients } from '../../examples/storefront/deliver/clients.ts';
import { layFoundation } from './storefront/foundation.ts';
import { raiseService } from './storefront/ground.ts';
import { HouseClock } from '../../examples/storefront/deliver/house-clock.ts';
import { names } from '../../examples/storefront/deliver/names.ts';
import { Repository, withCredentials } from '../../examples/storefront/deliver/repository.ts';
import { Timeline } from '../../examples/storefront/deliver/timeline.ts';
import { countsOf, Traffic } from '../../examples/storefront/deliver/traffic.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { Killable } from './killable.ts';

const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
/** Machines that are busy with other things are slow. */
const patience = 180_000;

async function actionStatus({ codepipeline }: Clients, stage: string): Promise<string | undefined> {
  const { stageStates = [] } = await codepipeline.getPipelineState({ name: names.pipeline });
  const state = stageStates.find(({ stageName }) => stageName === stage);
  return state?.actionStates?.[0]?.latestExecution?.status;
}

async function canaryWeight({ elb }: Clients, listenerArn: string): Promise<number> {
  const { Listeners } = await elb.describeListeners({ ListenerArns: [listenerArn] });
  const groups = Listeners![0]!.DefaultActions![0]!.ForwardConfig?.TargetGroups ?? [];
  return groups.length < 2 ? 100 : Math.min(...groups.map((group) => group.Weight ?? 0));
}

test('a control plane killed in the build, at the approval and at 10 % of the canary loses nothing', async (t) => {
  const house = new Killable();
  await house.start();
  t.after(() => house.end());
  const place = { endpoint: house.endpoint, region: 'us-east-1', credentials };
  const clients = clientsOf(place);
  const timeline = new Timeline(await HouseClock.read(house.endpoint), (line) => t.diagnostic(line));
  const requests: ApprovalRequest[] = [];
  const desk = new ApprovalDesk(clients, (request) => requests.push(request));
  t.after(() => desk.close());
  const foundation = await layFoundation(clients, place);
  await desk.open(foundation.topicArn);
  const repository = new Repository(withCredentials(foundation.cloneUrl, place), foundation.account);
  t.after(() => repository.remove());
  const balancing = await raiseService({ clients, foundation, repository, timeline });
  const traffic = new Traffic(`http://${balancing.host}:${names.productionPort}/`, 100);
  traffic.start();
  t.after(() => traffic.stop());

  const counter = path.join(house.folder, 'builds-run');
  repository.slowBuild(`echo ran >> ${counter}; sleep 3`);
  repository.commitGood();
  repository.push('main');
  await until('the build to run', patience, async () => ran(counter) > 0 || undefined);
  await house.killAndRestart();
  timeline.tell('killed in the build, and back');

  await until('the approval to wait', patience, async () => (requests.length > 0 ? true : undefined));
  await house.killAndRestart();
  timeline.tell('killed at the approval, and back');
  assert.equal(await actionStatus(clients, 'Approve'), 'InProgress');
  await desk.approve(requests[0]!);

  await until('the canary', patience, async () =>
    (await canaryWeight(clients, balancing.productionListenerArn)) === 10 ? true : undefined,
  );
  await house.killAndRestart();
  timeline.tell('killed at 10 %, and back');
  assert.equal(await actionStatus(clients, 'Deploy'), 'InProgress');

  const status = await until('the pipeline to end', patience, async () => {
    const { pipelineExecutionSummaries } = await clients.codepipeline.listPipelineExecutions({
      pipelineName: names.pipeline,
    });
    const last = pipelineExecutionSummaries?.[0]?.status;
    return last === 'InProgress' ? undefined : last;
  });
  await traffic.stop();

  assert.equal(status, 'Succeeded');
  assert.equal(ran(counter), 1, 'the commands of the build ran once');
  const tokens = new Set(requests.map(({ approval }) => approval.token));
  assert.equal(tokens.size, 1, 'one approval was asked for; its message may come twice, as SNS says');
  const { deployments } = await clients.codedeploy.listDeployments({
    applicationName: names.application,
    deploymentGroupName: names.deploymentGroup,
  });
  assert.equal(deployments?.length, 1, 'one deployment was made');
  const lost = traffic.answers.filter((answer) => answer.status !== 200);
  assert.deepEqual(lost, [], `no request failed of ${traffic.answers.length}`);
  assert.deepEqual([...countsOf(traffic.answers).keys()].sort(), ['1.0.0', '1.1.0']);
  assert.equal(traffic.answers.at(-1)?.version, '1.1.0');
});

function ran(counter: string): number {
  try {
    return readFileSync(counter, 'utf8').trim().split('\n').length;
  } catch {
    return 0;
  }
}
