import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { openAwsCli } from '../drivers/aws-cli.ts';
import type { Driver } from '../drivers/driver.ts';

let penstock: PenstockProcess;
let codepipeline: CodePipeline;
let cli: Driver;
let commitId: string;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const place = {
    endpoint: penstock.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
  };
  cli = await openAwsCli(place);
  codepipeline = new CodePipeline(place);
  await new S3(place).createBucket({ Bucket: 'store' });
  const Principal = { Service: 'codepipeline.amazonaws.com' };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await new IAM(place).createRole({ RoleName: 'pipeline', AssumeRolePolicyDocument });
  const codecommit = new CodeCommit(place);
  await codecommit.createRepository({ repositoryName: 'web' });
  const put = await codecommit.putFile({
    repositoryName: 'web',
    branchName: 'main',
    filePath: 'index.html',
    fileContent: Buffer.from('<h1>Shop</h1>'),
    commitMessage: 'The first page',
    name: 'Ann',
  });
  commitId = put.commitId!;
  await codepipeline.createPipeline({ pipeline });
});
after(() => penstock?.stop());

const pipeline = {
  name: 'release',
  pipelineType: 'V2' as const,
  executionMode: 'QUEUED' as const,
  roleArn: 'arn:aws:iam::000000000000:role/pipeline',
  artifactStore: { type: 'S3' as const, location: 'store' },
  stages: [
    {
      name: 'Source',
      actions: [
        {
          name: 'Commit',
          actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' } as const,
          configuration: { RepositoryName: 'web', BranchName: 'main', PollForSourceChanges: 'false' },
          outputArtifacts: [{ name: 'Code' }],
        },
      ],
    },
    {
      name: 'Approve',
      actions: [
        {
          name: 'Manager',
          actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } as const,
        },
      ],
    },
  ],
};

/** How many executions a webhook has started. */
async function started(): Promise<number> {
  const { pipelineExecutionSummaries = [] } = await codepipeline.listPipelineExecutions({
    pipelineName: 'release',
  });
  return pipelineExecutionSummaries.filter(({ trigger }) => trigger?.triggerType === 'Webhook').length;
}

test('a webhook that the AWS CLI has put starts its pipeline once for each signed delivery', async () => {
  const secret = 'hush';
  const { webhook } = await cli.call('codepipeline', 'PutWebhook', {
    webhook: {
      name: 'pushed',
      targetPipeline: 'release',
      targetAction: 'Commit',
      filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{BranchName}' }],
      authentication: 'GITHUB_HMAC',
      authenticationConfiguration: { SecretToken: secret },
    },
  });
  const deliver = async (delivery: string, ref: string, signedWith = secret): Promise<number> => {
    const body = JSON.stringify({ ref, after: commitId, repository: { name: 'web' } });
    const signature = createHmac('sha256', signedWith).update(body).digest('hex');
    const { status } = await fetch(webhook.url as string, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': delivery,
        'x-hub-signature-256': `sha256=${signature}`,
      },
      body,
    });
    return status;
  };

  assert.equal(await deliver('1', 'refs/heads/main'), 200);
  assert.equal(await started(), 1);
  assert.equal(await deliver('1', 'refs/heads/main'), 200);
  assert.equal(await started(), 1);
  await deliver('2', 'refs/heads/other');
  assert.equal(await deliver('3', 'refs/heads/main', 'guessed'), 403);
  assert.equal(await started(), 1);
  assert.equal(await deliver('4', 'refs/heads/main'), 200);
  assert.equal(await started(), 2);

  const { webhooks } = await cli.call('codepipeline', 'ListWebhooks', {});
  assert.equal(webhooks[0].definition.authenticationConfiguration.SecretToken, '****');
  await cli.call('codepipeline', 'DeleteWebhook', { name: 'pushed' });
  assert.notEqual(await deliver('5', 'refs/heads/main'), 200);
  assert.equal(await started(), 2);
});
