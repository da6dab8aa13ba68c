import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeDeploy, waitUntilDeploymentSuccessful } from '@aws-sdk/client-codedeploy';
import { ECS } from '@aws-sdk/client-ecs';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { builderTool } from '../../../packages/runtime/src/dataplane/builder/tool.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const app = fileURLToPath(new URL('apps/fargate.ts', import.meta.url));

let penstock: PenstockProcess;
let place: Place;
let cdk: Cdk;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet', '--clock', '60'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  cdk = new Cdk(place);
  cdk.synthesize(app);
  await cdk.must(['bootstrap', 'aws://000000000000/us-east-1']);
});
after(async () => {
  cdk.remove();
  await penstock.stop();
});

const version = (name: string): string[] => ['--app', path.join(cdk.folder, name)];

async function deploy(name: string): Promise<Record<string, string>> {
  const tool = builderTool({ folder: path.join(cdk.folder, 'tool'), path: '' });
  const environment = { ...tool.env, PATH: [tool.folder, process.env['PATH']].join(path.delimiter) };
  await cdk.must(['deploy', '--require-approval', 'never', ...version(name)], { environment });
  const { Stacks } = await new CloudFormation(place).describeStacks({ StackName: 'Fargate' });
  return Object.fromEntries((Stacks![0]!.Outputs ?? []).map((each) => [each.OutputKey!, each.OutputValue!]));
}

/** On a connection of its own: one that stands goes on to whom it was given. */
const said = async (url: string): Promise<string> =>
  (await fetch(url, { headers: { Connection: 'close' } })).text();

test('services behind load balancers are deployed: by steps of ECS’s own, by CodeDeploy, task by task', async () => {
  const first = await deploy('one');
  const urls = [first['WebUrl']!, first['ApiUrl']!, first['LineUrl']!];
  assert.deepEqual(await Promise.all(urls.map(said)), ['one', 'one', 'one']);

  const { ApiUrl, LineUrl, WebUrl, ...second } = await deploy('two');
  assert.equal(await said(ApiUrl!), 'two', 'the stack is updated once all the traffic is shifted');
  assert.equal(await said(LineUrl!), 'two', 'connections to come are passed on to the new task alone');
  assert.equal(await said(WebUrl!), 'one', 'a new task definition is CodeDeploy’s to deploy');
  const deploying = {
    version: 0,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: second['TaskDefinition'],
            LoadBalancerInfo: { ContainerName: second['Container'], ContainerPort: 8080 },
          },
        },
      },
    ],
  };
  const codedeploy = new CodeDeploy(place);
  const { deploymentId } = await codedeploy.createDeployment({
    applicationName: second['Application'],
    deploymentGroupName: second['DeploymentGroup'],
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: JSON.stringify(deploying) } },
  });
  await waitUntilDeploymentSuccessful({ client: codedeploy, maxWaitTime: 60, minDelay: 1 }, { deploymentId });
  assert.equal(await said(WebUrl!), 'two');
});

test('traffic that was shifted since is told as drift, and all of it is destroyed', async () => {
  const told = await cdk.must(['drift', ...version('two')]);
  const drifted = [...told.matchAll(/^\[~\] (AWS::\S+)/gm)].map(([, type]) => type).sort();
  assert.deepEqual(
    drifted,
    [
      'AWS::ECS::Service',
      'AWS::ElasticLoadBalancingV2::Listener',
      'AWS::ElasticLoadBalancingV2::ListenerRule',
    ],
    told,
  );
  await cdk.must(['destroy', '--force', ...version('two')]);
  const { clusterArns } = await new ECS(place).listClusters({});
  assert.deepEqual(clusterArns, []);
});
