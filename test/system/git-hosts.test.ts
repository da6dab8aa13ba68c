import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline, type PipelineDeclaration, type StageDeclaration } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { openAwsCli } from './drivers/aws-cli.ts';
import type { Driver } from './drivers/driver.ts';
import { LocalGitHub } from './drivers/github.ts';

const patienceMs = 30_000;
const role = 'arn:aws:iam::000000000000:role/pipeline';
let gitHub: LocalGitHub;
let penstock: PenstockProcess;
let aws: Driver;
let codepipeline: CodePipeline;
let codebuild: CodeBuild;
let codecommit: CodeCommit;

before(async () => {
  gitHub = await new LocalGitHub().open();
  penstock = await startPenstock(['--port', '0', '--quiet', '--github', gitHub.url], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  const place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  aws = await openAwsCli(place);
  codepipeline = new CodePipeline(place);
  codebuild = new CodeBuild(place);
  codecommit = new CodeCommit(place);
  await new S3({ ...place, forcePathStyle: true }).createBucket({ Bucket: 'store' });
  const services = ['codepipeline', 'codebuild'].map((name) => `${name}.amazonaws.com`);
  const Statement = [{ Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' }];
  await aws.call('iam', 'CreateRole', {
    RoleName: 'pipeline',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
  });
  gitHub.push('main', { 'README.md': 'shop\n' });
});
after(async () => {
  aws?.close();
  await penstock?.stop();
  gitHub?.close();
});

const approve: StageDeclaration = {
  name: 'Approve',
  actions: [
    {
      name: 'Manager',
      actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
    },
  ],
};

function pipelineOf(
  name: string,
  source: Omit<NonNullable<StageDeclaration['actions']>[number], 'name'>,
  stages: StageDeclaration[],
): PipelineDeclaration {
  return {
    name,
    pipelineType: 'V2',
    executionMode: 'PARALLEL',
    roleArn: role,
    artifactStore: { type: 'S3', location: 'store' },
    stages: [
      { name: 'Source', actions: [{ name: 'Code', outputArtifacts: [{ name: 'Code' }], ...source }] },
      ...stages,
    ],
  };
}

/** The commits that executions were started for by a trigger, the oldest first, once there are so many. */
async function started(pipelineName: string, trigger: string, count: number): Promise<string[]> {
  return until(`${count} executions of ${pipelineName}`, patienceMs, async () => {
    const { pipelineExecutionSummaries: all = [] } = await codepipeline.listPipelineExecutions({
      pipelineName,
    });
    const own = all.filter((each) => each.trigger?.triggerType === trigger).reverse();
    const commits = own.flatMap(({ sourceRevisions }) => sourceRevisions?.[0]?.revisionId ?? []);
    return commits.length >= count ? commits : undefined;
  });
}

const shaOf = (payload: any): string => payload.after ?? payload.pull_request.head.sha;

test('a connection to GitHub runs pushes and pull requests that its triggers want, if they are signed', async () => {
  const webhookSecret = 'signed';
  await aws.call('secretsmanager', 'CreateSecret', {
    Name: 'github',
    SecretString: JSON.stringify({ token: gitHub.token, webhookSecret }),
  });
  const { ConnectionArn } = await aws.call('codestar-connections', 'CreateConnection', {
    ProviderType: 'GitHub',
    ConnectionName: 'github',
    Tags: [{ Key: 'penstock:secret', Value: 'github' }],
  });
  const declaration = pipelineOf(
    'connected',
    {
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
      configuration: { ConnectionArn, FullRepositoryId: gitHub.fullName, BranchName: 'main' },
    },
    [approve],
  );
  const push = [{ branches: { includes: ['main'] }, filePaths: { includes: ['src/**'] } }];
  const pullRequest = [{ events: ['OPEN', 'UPDATED', 'CLOSED'], branches: { includes: ['main'] } }] as const;
  const gitConfiguration = { sourceActionName: 'Code', push, pullRequest: [...pullRequest] as any };
  const triggers = [{ providerType: 'CodeStarSourceConnection' as const, gitConfiguration }];
  await codepipeline.createPipeline({ pipeline: { ...declaration, triggers } });
  await until('the first execution', patienceMs, async () => {
    const { pipelineExecutionSummaries: [first] = [] } = await codepipeline.listPipelineExecutions({
      pipelineName: 'connected',
    });
    return first?.sourceRevisions?.[0] ? first : undefined;
  });

  const id = String(ConnectionArn).split('/').at(-1);
  const hook = `${penstock.endpoint}/_penstock/webhooks/connections/000000000000/us-east-1/${id}`;
  const tell = (event: string, payload: object, secret = webhookSecret, delivery?: string) =>
    gitHub.deliverTo(hook, event, payload, secret, delivery);

  const docs = gitHub.push('main', { 'docs/a.md': '1' });
  assert.equal(await tell('push', docs), 200);
  const wanted = gitHub.push('main', { 'src/a.ts': '1' });
  assert.equal(await tell('push', wanted, 'forged'), 403);
  assert.equal(await tell('push', wanted, webhookSecret, 'once'), 200);
  assert.equal(await tell('push', wanted, webhookSecret, 'once'), 200);
  await started('connected', 'WebhookV2', 1);
  const opened = gitHub.push('feature', { 'docs/b.md': '1' });
  assert.equal(await tell('push', opened), 200);
  assert.equal(await tell('pull_request', gitHub.pullRequest('opened', 'feature', 'main')), 200);
  await started('connected', 'WebhookV2', 2);
  const updated = gitHub.push('feature', { 'docs/b.md': '2' });
  assert.equal(await tell('pull_request', gitHub.pullRequest('synchronize', 'feature', 'main')), 200);
  await started('connected', 'WebhookV2', 3);
  assert.equal(await tell('pull_request', gitHub.pullRequest('closed', 'feature', 'main')), 200);
  assert.deepEqual(await started('connected', 'WebhookV2', 4), [wanted, opened, updated, updated].map(shaOf));
  const { actionExecutionDetails: runs = [] } = await codepipeline.listActionExecutions({
    pipelineName: 'connected',
  });
  const told = runs.find(({ stageName }) => stageName === 'Source')?.output?.outputVariables;
  const { SourceBranchName, DestinationBranchName, PullRequestId, PullRequestTitle } = told ?? {};
  assert.deepEqual(
    [SourceBranchName, DestinationBranchName, PullRequestId, PullRequestTitle],
    ['feature', 'main', '1', 'Do more'],
  );
});

test('a pipeline with a token is told of pushes by the hook that the AWS CLI has registered with GitHub', async () => {
  const source = {
    actionTypeId: { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' } as const,
    configuration: {
      Owner: 'acme',
      Repo: 'web',
      Branch: 'main',
      OAuthToken: gitHub.token,
      PollForSourceChanges: 'false',
    },
  };
  await codepipeline.createPipeline({ pipeline: pipelineOf('told', source, [approve]) });
  await aws.call('codepipeline', 'PutWebhook', {
    webhook: {
      name: 'pushed',
      targetPipeline: 'told',
      targetAction: 'Code',
      filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }],
      authentication: 'GITHUB_HMAC',
      authenticationConfiguration: { SecretToken: 'secret' },
    },
  });
  await aws.call('codepipeline', 'RegisterWebhookWithThirdParty', { webhookName: 'pushed' });
  assert.deepEqual(
    gitHub.hooks.map(({ events }) => events),
    [['push']],
  );
  const pushed = gitHub.push('main', { 'src/a.ts': '2' });
  assert.deepEqual(await gitHub.deliver('push', pushed), [200]);
  assert.deepEqual(await started('told', 'Webhook', 1), [shaOf(pushed)]);
  await aws.call('codepipeline', 'DeregisterWebhookWithThirdParty', { webhookName: 'pushed' });
  assert.deepEqual(gitHub.hooks, []);
});

const environment = {
  type: 'LINUX_CONTAINER',
  image: 'aws/codebuild/standard:7.0',
  computeType: 'BUILD_GENERAL1_SMALL',
} as const;

test('what both branches have changed is in the way of the SDK file by file, and merged line by line', async () => {
  const repositoryName = 'torn';
  await codecommit.createRepository({ repositoryName });
  const put = async (branchName: string, text: string, parentCommitId?: string) => {
    const fileContent = Buffer.from(text);
    const file = { repositoryName, branchName, filePath: 'list', fileContent };
    return (await codecommit.putFile({ ...file, ...(parentCommitId && { parentCommitId }) })).commitId!;
  };
  const first = await put('main', '1\n2\n3\n');
  const same = { filePath: 'list', fileContent: Buffer.from('1\n2\n3\n') };
  const nothing = { repositoryName, branchName: 'main', parentCommitId: first, putFiles: [same] };
  await assert.rejects(codecommit.createCommit(nothing), { name: 'NoChangeException' });
  const { branch } = await codecommit.getBranch({ repositoryName, branchName: 'main' });
  assert.equal(branch!.commitId, first);
  await codecommit.createBranch({ repositoryName, branchName: 'feature', commitId: first });
  await put('feature', 'one\n2\n3\n', first);
  await put('main', '1\n2\nthree\n', first);
  const both = { repositoryName, sourceCommitSpecifier: 'feature', destinationCommitSpecifier: 'main' };
  const asked = { ...both, mergeOption: 'THREE_WAY_MERGE', filePath: 'list' } as const;
  const { conflictMetadata, mergeHunks = [] } = await codecommit.describeMergeConflicts(asked);
  assert.equal(conflictMetadata!.contentConflict, true);
  const sources = mergeHunks.map(({ source }) => Buffer.from(source!.hunkContent!, 'base64').toString());
  assert.deepEqual(sources, ['one\n', '3\n']);
  await assert.rejects(codecommit.mergeBranchesByThreeWay(both), { name: 'ManualMergeRequiredException' });
  await codecommit.mergeBranchesByThreeWay({ ...both, conflictDetailLevel: 'LINE_LEVEL' });
  const { fileContent } = await codecommit.getFile({ repositoryName, filePath: 'list' });
  assert.equal(Buffer.from(fileContent!).toString(), 'one\n2\nthree\n');

  const env = { 'exported-variables': ['COMMITS'] };
  const phases = { build: { commands: ['export COMMITS=$(git rev-list --count HEAD)'] } };
  const buildspec = JSON.stringify({ version: '0.2', env, phases });
  const location = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/torn';
  await codebuild.createProject({
    name: 'torn',
    source: { type: 'CODECOMMIT', location, buildspec, gitCloneDepth: 1 },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment,
    serviceRole: role,
  });
  const builds = [{}, { gitCloneDepthOverride: 0 }].map((more) =>
    codebuild.startBuild({ projectName: 'torn', ...more }),
  );
  const ids = (await Promise.all(builds)).map(({ build }) => build!.id!);
  const counts = await until('both builds', patienceMs, async () => {
    const { builds: all = [] } = await codebuild.batchGetBuilds({ ids });
    if (!all.every(({ buildComplete }) => buildComplete)) return undefined;
    return ids.map((id) => all.find((build) => build.id === id)!.exportedEnvironmentVariables?.[0]?.value);
  });
  assert.deepEqual(counts, ['1', '4'], 'as deep as it is to be; the whole history');
});

test('a pull request of CodeCommit’s is discussed and merged by the AWS CLI; the merge is built from a full clone', async () => {
  await codecommit.createRepository({ repositoryName: 'shop' });
  const put = (branchName: string, filePath: string, text: string, parentCommitId?: string) =>
    codecommit.putFile({
      repositoryName: 'shop',
      branchName,
      filePath,
      fileContent: Buffer.from(text),
      ...(parentCommitId !== undefined && { parentCommitId }),
    });
  const buildspec = 'version: 0.2\nphases: { build: { commands: ["git log --format=%s | grep -c ."] } }\n';
  const { commitId: first } = await put('main', 'buildspec.yml', buildspec);
  await codecommit.createBranch({ repositoryName: 'shop', branchName: 'feature', commitId: first });
  const { commitId: second } = await put('feature', 'a.txt', 'a', first);
  const targets = [{ repositoryName: 'shop', sourceReference: 'feature', destinationReference: 'main' }];
  const { pullRequest } = await aws.call('codecommit', 'CreatePullRequest', { title: 'A file', targets });
  const { pullRequestId } = pullRequest;
  await aws.call('codecommit', 'PostCommentForPullRequest', {
    pullRequestId,
    repositoryName: 'shop',
    beforeCommitId: first,
    afterCommitId: second,
    content: 'Fine',
    location: { filePath: 'a.txt', filePosition: 1, relativeFileVersion: 'AFTER' },
  });
  const { commentsForPullRequestData: said } = await codecommit.getCommentsForPullRequest({ pullRequestId });
  assert.equal(said?.[0]?.comments?.[0]?.content, 'Fine');
  const merge = { pullRequestId, repositoryName: 'shop', commitMessage: 'Merged' };
  const { pullRequest: merged } = await aws.call('codecommit', 'MergePullRequestByThreeWay', merge);
  assert.equal(merged.pullRequestStatus, 'CLOSED');
  assert.equal(merged.pullRequestTargets[0].mergeMetadata.isMerged, true);

  await codebuild.createProject({
    name: 'shop',
    source: { type: 'CODEPIPELINE' },
    artifacts: { type: 'CODEPIPELINE' },
    environment,
    serviceRole: role,
  });
  const source = {
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' } as const,
    configuration: {
      RepositoryName: 'shop',
      BranchName: 'main',
      OutputArtifactFormat: 'CODEBUILD_CLONE_REF',
    },
  };
  const build = {
    name: 'Build',
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' } as const,
    configuration: { ProjectName: 'shop' },
    inputArtifacts: [{ name: 'Code' }],
  };
  const stages = [{ name: 'Build', actions: [build] }];
  await codepipeline.createPipeline({ pipeline: pipelineOf('shop', source, stages) });
  const status = await until('the build of the merge', patienceMs, async () => {
    const { pipelineExecutionSummaries: [run] = [] } = await codepipeline.listPipelineExecutions({
      pipelineName: 'shop',
    });
    return run?.status === 'InProgress' ? undefined : run?.status;
  });
  assert.equal(status, 'Succeeded');
});
