import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline, type PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { SNS } from '@aws-sdk/client-sns';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const minute = 60_000;
const [home, partner] = ['000000000000', '111111111111'];
const name = 'delivery';
const app = fileURLToPath(new URL('apps/pipelines.mjs', import.meta.url));
const packages = realpathSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)));

const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();

let penstock: PenstockProcess;
let cdk: Cdk;
let folder: string;

const placeOf = (account: string): Place => ({
  endpoint: penstock.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: account, secretAccessKey: 'test' },
});

/** The pipeline changes itself with a CDK CLI that it installs, as CDK tells it to. */
const unreachable = ((): string | false => {
  try {
    execFileSync('npm', ['view', 'aws-cdk@2', 'version'], { stdio: 'ignore', timeout: 20_000 });
    return false;
  } catch {
    return 'no registry of npm packages can be reached';
  }
})();

before(async () => {
  if (unreachable) return;
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  cdk = new Cdk(placeOf(home));
  folder = mkdtempSync(path.join(tmpdir(), 'penstock-delivery-'));
  await cdk.must(['bootstrap', `aws://${home}/us-east-1`]);
  const trusting = new Cdk(placeOf(partner));
  const policy = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const trust = ['--trust', home, '--cloudformation-execution-policies', policy];
  await trusting.must(['bootstrap', `aws://${partner}/us-east-1`, ...trust]);
  trusting.remove();
});

after(async () => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  cdk?.remove();
  await penstock?.stop();
});

const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'pipe' });

/** Commits the app with these stages, and pushes. */
function push(message: string, stages: readonly object[]): void {
  writeFileSync(path.join(folder, 'stages.json'), JSON.stringify(stages));
  git('add', '-A');
  git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '--quiet', '-m', message);
  git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
}

/** The executions, newest first, when the newest is over and it is of this commit. */
async function settled(codepipeline: CodePipeline, message: string): Promise<PipelineExecutionSummary[]> {
  return until(`the execution of "${message}"`, 4 * minute, async () => {
    const { pipelineExecutionSummaries: all = [] } = await codepipeline.listPipelineExecutions({
      pipelineName: name,
    });
    const ofCommit = all[0]?.sourceRevisions?.[0]?.revisionSummary === message;
    return ofCommit && all[0]!.status !== 'InProgress' ? all : undefined;
  });
}

const topics = async (account: string): Promise<string[]> => {
  const { Topics = [] } = await new SNS(placeOf(account)).listTopics();
  return Topics.map(({ TopicArn }) => TopicArn!.split(':').at(-1)!);
};

test(
  'a pipeline of CDK Pipelines changes itself after a push, and delivers a stage to a second account',
  { timeout: 10 * minute, skip: unreachable },
  async () => {
    const codepipeline = new CodePipeline(placeOf(home));
    const { repositoryMetadata } = await new CodeCommit(placeOf(home)).createRepository({
      repositoryName: name,
    });
    cpSync(app, path.join(folder, 'app.mjs'));
    git('init', '--quiet', '--initial-branch=main');
    git('remote', 'add', 'origin', repositoryMetadata!.cloneUrlHttp!.replace('://', `://${home}:test@`));
    push('Deliver to beta', [{ name: 'Beta', account: home }]);

    const program = `${process.execPath} ${path.join(folder, 'app.mjs')}`;
    execFileSync('ln', ['-s', packages, path.join(folder, 'node_modules')]);
    writeFileSync(path.join(folder, '.gitignore'), 'node_modules\ncdk.out\n');
    await cdk.must(['deploy', '--require-approval', 'never', '--app', program], {
      environment: { PACKAGES: packages, npm_config_registry: registry },
    });
    const first = await settled(codepipeline, 'Deliver to beta');
    assert.equal(first[0]!.status, 'Succeeded', JSON.stringify(await failures(codepipeline)));
    assert.deepEqual(await topics(home), ['notices-of-Beta']);

    push('Deliver to production as well', [
      { name: 'Beta', account: home },
      { name: 'Prod', account: partner },
    ]);
    const then = await settled(codepipeline, 'Deliver to production as well');
    assert.equal(then[0]!.status, 'Succeeded', JSON.stringify(await failures(codepipeline)));
    assert.equal(then[1]!.status, 'Cancelled', 'the execution that has changed the pipeline goes no further');
    const { pipeline } = await codepipeline.getPipeline({ name });
    assert.deepEqual(
      pipeline!.stages!.map((stage) => stage.name),
      ['Source', 'Build', 'UpdatePipeline', 'Beta', 'Prod'],
    );
    assert.ok(pipeline!.version! > 1);
    assert.deepEqual(await topics(partner), ['notices-of-Prod']);
  },
);

/** What went wrong, for the test's complaint. */
async function failures(codepipeline: CodePipeline): Promise<unknown[]> {
  const { actionExecutionDetails = [] } = await codepipeline.listActionExecutions({ pipelineName: name });
  return actionExecutionDetails
    .filter(({ status }) => status === 'Failed')
    .map(({ actionName, output }) => [actionName, output?.executionResult?.errorDetails]);
}
