import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline, type StageState, type SuccessConditions } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import type { Place } from '../../examples/storefront/deliver/clients.ts';
import { withCredentials } from '../../examples/storefront/deliver/repository.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { awsProgram } from './drivers/aws-cli.ts';
import { environment } from './drivers/driver.ts';

const execute = promisify(execFile);
const minute = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-gates-'));

let penstock: PenstockProcess;
let place: Place;
before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet', '--clock', '60'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  cpSync(path.resolve('examples/approval-gates'), folder, { recursive: true });
});
after(async () => {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
});

const aws = async (...words: string[]): Promise<any> => {
  const more = { cwd: folder, env: environment(place), maxBuffer: 1 << 24 };
  const { stdout } = await execute(await awsProgram(), [...words, '--output', 'json'], more);
  return stdout.startsWith('{') ? JSON.parse(stdout) : stdout;
};

async function stage(name: string): Promise<StageState> {
  const { stageStates = [] } = await new CodePipeline(place).getPipelineState({ name: 'gates' });
  return stageStates.find(({ stageName }) => stageName === name)!;
}

const stageIs = (name: string, test: (state: StageState) => unknown): Promise<StageState> =>
  until(`stage ${name}`, minute, async () => {
    const state = await stage(name);
    return test(state) ? state : undefined;
  });

const site = path.join(folder, 'site');
const git = (...words: string[]) => execute('git', ['-C', site, ...words]);

async function cloned(): Promise<void> {
  const asked = { repositoryName: 'gates-site' };
  const { repositoryMetadata } = await new CodeCommit(place).getRepository(asked);
  mkdirSync(site);
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', withCredentials(repositoryMetadata!.cloneUrlHttp!, place));
}

async function push(message: string): Promise<void> {
  writeFileSync(path.join(site, 'index.html'), `<h1>${message}</h1>`);
  await git('add', '--all');
  const ann = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  await git(...ann, 'commit', '--quiet', '--message', message);
  await git('push', '--quiet', 'origin', 'main');
}

/**
 * What a real clock cannot be asked for: business hours are whenever this test runs, an alarm is waited for a shorter
 * time, and watched for as long as a slow client needs.
 */
async function withOtherTimes(): Promise<void> {
  const codepipeline = new CodePipeline(place);
  const { pipeline } = await codepipeline.getPipeline({ name: 'gates' });
  const [, judge, , deploy] = pipeline!.stages!;
  configured(judge!.onSuccess, 'Cron', '* * * * * ?');
  configured(deploy!.beforeEntry, 'WaitTime', '5');
  configured(deploy!.onSuccess, 'WaitTime', '6000');
  await codepipeline.updatePipeline({ pipeline });
}

function configured(gate: SuccessConditions | undefined, key: string, value: string): void {
  const rule = gate!.conditions![0]!.rules!.find(({ configuration }) => configuration?.[key]);
  rule!.configuration![key] = value;
}

test(
  'the AWS CLI deploys the example, and its gates open, wait and are overridden',
  { timeout: 3 * minute },
  async () => {
    await new S3({ ...place, forcePathStyle: true }).createBucket({ Bucket: 'packages' });
    const packaged = ['--template-file', 'template.yaml', '--output-template-file', 'packaged.yaml'];
    await aws('cloudformation', 'package', '--s3-bucket', 'packages', ...packaged);
    const template = ['--template-body', 'file://packaged.yaml', '--capabilities', 'CAPABILITY_IAM'];
    await aws('cloudformation', 'create-stack', '--stack-name', 'gates', ...template);
    const created = async () => (await aws('cloudformation', 'describe-stacks')).Stacks[0].StackStatus;
    await until('the stack', minute, async () => (await created()) === 'CREATE_COMPLETE' || undefined);
    await new SSM(place).putParameter({ Name: '/health/payments', Value: 'healthy', Type: 'String' });
    await withOtherTimes();

    // What needs nobody's approval is released, by functions that run.
    await cloned();
    await push('Nicer button #safe');
    await stageIs(
      'Deploy',
      ({ onSuccessConditionState: state }) => state?.latestExecution?.status === 'InProgress',
    );
    const skipped = await stage('Approve');
    assert.equal(skipped.latestExecution?.status, 'Skipped');
    const { ruleExecutionDetails } = await aws(
      'codepipeline',
      'list-rule-executions',
      '--pipeline-name',
      'gates',
    );
    const rules = Object.fromEntries(ruleExecutionDetails.map((each: any) => [each.ruleName, each.status]));
    assert.deepEqual(rules, {
      BranchMayBeReleased: 'Succeeded',
      BusinessHours: 'Succeeded',
      NeedsApproval: 'Failed',
      NoErrors: 'Succeeded',
      DependenciesAreHealthy: 'Succeeded',
      StaysWithoutErrors: 'InProgress',
    });

    // What is on fire keeps the next one out, until somebody lets it in.
    await aws('codepipeline', 'override-stage-condition', ...named('Deploy', skipped, 'ON_SUCCESS'));
    await stageIs('Deploy', ({ latestExecution }) => latestExecution?.status === 'Succeeded');
    const fire = ['--alarm-name', 'gates-errors', '--state-value', 'ALARM', '--state-reason', 'drill'];
    await aws('cloudwatch', 'set-alarm-state', ...fire);
    await push('Add a column #schema');
    const { actionStates } = await stageIs(
      'Approve',
      (state) => state.actionStates?.[0]?.latestExecution?.token,
    );
    await new CodePipeline(place).putApprovalResult({
      pipelineName: 'gates',
      stageName: 'Approve',
      actionName: 'ReleaseManager',
      token: actionStates![0]!.latestExecution!.token!,
      result: { status: 'Approved', summary: 'Looks good' },
    });
    const failed = await stageIs('Deploy', ({ latestExecution }) => latestExecution?.status === 'Failed');
    assert.equal(failed.beforeEntryConditionState?.latestExecution?.status, 'Failed');
    await aws('cloudwatch', 'set-alarm-state', ...fire.with(3, 'OK'));
    await aws('codepipeline', 'override-stage-condition', ...named('Deploy', failed, 'BEFORE_ENTRY'));
    const entered = await stageIs('Deploy', ({ actionStates: [action] = [] }) =>
      action?.latestExecution?.status === 'Succeeded' ? true : undefined,
    );
    assert.equal(entered.beforeEntryConditionState?.latestExecution?.status, 'Overridden');
    await assert.rejects(
      aws('codepipeline', 'override-stage-condition', ...named('Deploy', failed, 'BEFORE_ENTRY')),
      /ConditionNotOverridableException/,
    );
  },
);

const named = (stageName: string, { latestExecution }: StageState, conditionType: string): string[] => [
  '--pipeline-name=gates',
  `--stage-name=${stageName}`,
  `--pipeline-execution-id=${latestExecution!.pipelineExecutionId}`,
  `--condition-type=${conditionType}`,
];
