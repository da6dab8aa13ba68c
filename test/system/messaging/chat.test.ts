import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { zipped } from '../../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { openAwsCli } from '../drivers/aws-cli.ts';
import type { Driver } from '../drivers/driver.ts';

/** Plays Slack's webhooks: keeps what is posted, by path. */
class Slack {
  readonly #server = createServer(async (request, response) => {
    const post = JSON.parse(await text(request)) as { readonly text: string };
    this.#posts.push({ path: request.url!, text: post.text, post });
    this.#heard.shift()?.();
    response.end('ok');
  });
  readonly #posts: { readonly path: string; readonly text: string; readonly post: object }[] = [];
  readonly #heard: (() => void)[] = [];

  async listen(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The first post whose text has this in it, when it is there. */
  async said(part: string): Promise<{ readonly path: string; readonly text: string; readonly post: object }> {
    for (;;) {
      const found = this.#posts.find(({ text }) => text.includes(part));
      if (found) return found;
      await new Promise<void>((resolve) => this.#heard.push(resolve));
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const slack = new Slack();
let webhook: string;
let penstock: PenstockProcess;
let cli: Driver;
let roleArn: string;
const said: string[] = [];
const place = () => ({
  endpoint: penstock.endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
});

before(async () => {
  webhook = await slack.listen();
  const chat = `slack:T0123ABCD/C0123ABCD=${webhook}/releases`;
  penstock = await startPenstock(['--port', '0', '--chat', chat], (line) => said.push(line));
  cli = await openAwsCli(place());
  roleArn = await role(['chatbot', 'codepipeline', 'lambda']);
  await new S3(place()).createBucket({
    Bucket: 'store',
    CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
  });
});
after(async () => {
  slack.close();
  await penstock?.stop();
});

async function role(services: readonly string[]): Promise<string> {
  const Service = services.map((service) => `${service}.amazonaws.com`);
  const Statement = [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }];
  const { Role } = await new IAM(place()).createRole({
    RoleName: 'worker',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
  });
  return Role!.Arn!;
}

/** A pipeline that fails at once: its repository has no such branch. */
async function failingPipeline(name: string): Promise<string> {
  await new CodePipeline(place()).createPipeline({
    pipeline: {
      name,
      roleArn,
      artifactStore: { type: 'S3', location: 'store' },
      stages: [
        {
          name: 'Source',
          actions: [
            {
              name: 'Objects',
              actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
              configuration: { S3Bucket: 'store', S3ObjectKey: 'nothing.zip' },
              outputArtifacts: [{ name: 'Code' }],
            },
          ],
        },
        {
          name: 'Approve',
          actions: [
            {
              name: 'Manager',
              actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
            },
          ],
        },
      ],
    },
  });
  return `arn:aws:codepipeline:eu-west-1:000000000000:${name}`;
}

test('alarms of a topic and failures of a pipeline reach a channel, configured by the AWS CLI', async () => {
  const workspaces = await cli.call('chatbot', 'DescribeSlackWorkspaces', {});
  assert.deepEqual(
    workspaces['SlackWorkspaces'].map(({ SlackTeamId }: { SlackTeamId: string }) => SlackTeamId),
    ['T0123ABCD'],
  );
  const { TopicArn } = await new SNS(place()).createTopic({ Name: 'alarms' });
  const { ChannelConfiguration } = await cli.call('chatbot', 'CreateSlackChannelConfiguration', {
    ConfigurationName: 'releases',
    SlackTeamId: 'T0123ABCD',
    SlackChannelId: 'C0123ABCD',
    IamRoleArn: roleArn,
    SnsTopicArns: [TopicArn],
  });
  const { Arn } = await cli.call('codestar-notifications', 'CreateNotificationRule', {
    Name: 'failures',
    DetailType: 'FULL',
    Resource: 'arn:aws:codepipeline:eu-west-1:000000000000:release',
    EventTypeIds: ['codepipeline-pipeline-pipeline-execution-failed'],
    Targets: [{ TargetType: 'AWSChatbotSlack', TargetAddress: ChannelConfiguration.ChatConfigurationArn }],
  });
  const described = await cli.call('codestar-notifications', 'DescribeNotificationRule', { Arn });
  assert.equal(described['Targets'][0].TargetStatus, 'ACTIVE');

  const cloudwatch = new CloudWatch(place());
  await cloudwatch.putMetricAlarm({
    AlarmName: 'errors',
    Namespace: 'Shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [TopicArn!],
  });
  await cloudwatch.setAlarmState({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'tried' });
  assert.equal((await slack.said('ALARM: errors')).path, '/releases');

  await failingPipeline('release');
  const { post } = await slack.said('FAILED: release');
  assert.match(JSON.stringify(post), /Objects failed/);
});

// The mission's own function, as it stands; what it calls is this test's.
const mission = `
exports.handler = async (event) => {
  const state = event.detail.state;
  const pipeline = event.detail.pipeline;
  if (state === 'SUCCEEDED') await sendSlackMessage(\`✅ \${pipeline} deployed successfully!\`);
  else if (state === 'FAILED') await sendSlackMessage(\`❌ \${pipeline} failed. Check logs.\`);
};
`;
const sender = `
const sendSlackMessage = (text) =>
  fetch(process.env.SLACK_WEBHOOK, { method: 'POST', body: JSON.stringify({ text }) });
`;

test("a function that is told of a pipeline's state posts to Slack itself", async () => {
  const lambda = new Lambda(place());
  const { FunctionArn } = await lambda.createFunction({
    FunctionName: 'tell-slack',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: { ZipFile: await buffer(zipped({ 'index.js': `${sender}${mission}` })) },
    Environment: { Variables: { SLACK_WEBHOOK: `${webhook}/own` } },
  });
  const events = new EventBridge(place());
  await events.putRule({
    Name: 'pipelines',
    EventPattern: JSON.stringify({
      source: ['aws.codepipeline'],
      'detail-type': ['CodePipeline Pipeline Execution State Change'],
    }),
  });
  await events.putTargets({ Rule: 'pipelines', Targets: [{ Id: 'slack', Arn: FunctionArn! }] });
  await lambda.addPermission({
    FunctionName: 'tell-slack',
    StatementId: 'events',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
  });
  await failingPipeline('shop');
  const { path, text } = await slack.said('❌ shop failed');
  assert.deepEqual([path, text], ['/own', '❌ shop failed. Check logs.']);
});

test('what is for a channel that is not connected is not posted, and the log says so', async () => {
  const { ChannelConfiguration } = await cli.call('chatbot', 'CreateSlackChannelConfiguration', {
    ConfigurationName: 'elsewhere',
    SlackTeamId: 'T0123ABCD',
    SlackChannelId: 'C9999ABCD',
    IamRoleArn: roleArn,
  });
  await cli.call('codestar-notifications', 'CreateNotificationRule', {
    Name: 'elsewhere',
    DetailType: 'BASIC',
    Resource: 'arn:aws:codepipeline:eu-west-1:000000000000:other',
    EventTypeIds: ['codepipeline-pipeline-pipeline-execution-failed'],
    Targets: [{ TargetType: 'AWSChatbotSlack', TargetAddress: ChannelConfiguration.ChatConfigurationArn }],
  });
  await failingPipeline('other');
  await slack.said('❌ other failed');
  await until('the log to say so', 60_000, async () =>
    said.find((line) => /C9999ABCD is not connected/.test(line)),
  );
});
