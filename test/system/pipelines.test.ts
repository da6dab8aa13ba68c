import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { CodePipeline, type StageDeclaration } from '@aws-sdk/client-codepipeline';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import type { Place } from '../../examples/storefront/deliver/clients.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { openAwsCli } from './drivers/aws-cli.ts';
import type { Driver, Open } from './drivers/driver.ts';
import { openSdk } from './drivers/sdk.ts';

/** Of the wall: clients written in Python take their time on a busy machine. */
const patienceMs = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-pipelines-'));
let penstock: PenstockProcess;
let place: Place;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--data', folder, '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  const Principal = { Service: 'codepipeline.amazonaws.com' };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await new IAM(place).createRole({ RoleName: 'pipeline', AssumeRolePolicyDocument });
  const s3 = new S3({ ...place, forcePathStyle: true });
  for (const Bucket of ['store', 'drop']) await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket: 'drop', VersioningConfiguration: { Status: 'Enabled' } });
  await s3.putObject({ Bucket: 'drop', Key: 'site.zip', Body: 'site' });
});
after(async () => {
  await penstock?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Is met unless an execution is started with another value. */
const mayGo = {
  result: 'FAIL',
  rules: [
    {
      name: 'MayGo',
      ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
      configuration: { Variable: '#{variables.GO}', Operator: 'EQ', Value: 'yes' },
    },
  ],
};

/** One pipeline of a mode, as a caller of one client sees it. */
class Walk {
  readonly #driver: Driver;
  readonly #name: string;

  constructor(driver: Driver, name: string) {
    this.#driver = driver;
    this.#name = name;
  }

  call = (operation: string, input: object = {}): Promise<Record<string, any>> =>
    this.#driver.call('codepipeline', operation, { pipelineName: this.#name, ...input });

  create(executionMode: string, stages?: readonly object[]): Promise<Record<string, any>> {
    const source = {
      name: 'Drop',
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
      configuration: { S3Bucket: 'drop', S3ObjectKey: 'site.zip', PollForSourceChanges: 'false' },
      outputArtifacts: [{ name: 'Site' }],
    };
    const manual = { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' };
    const pipeline = {
      name: this.#name,
      pipelineType: 'V2',
      executionMode,
      roleArn: 'arn:aws:iam::000000000000:role/pipeline',
      artifactStores: {
        'us-east-1': { type: 'S3', location: 'store' },
        ...(stages && { 'eu-west-1': { type: 'S3', location: 'store-eu' } }),
      },
      stages: [
        { name: 'Source', actions: [source] },
        ...(stages ?? [
          {
            name: 'Review',
            beforeEntry: { conditions: [mayGo] },
            actions: [{ name: 'Peer', actionTypeId: manual }],
          },
        ]),
      ],
      variables: [{ name: 'GO', defaultValue: 'yes' }],
    };
    return this.#driver.call('codepipeline', 'CreatePipeline', { pipeline });
  }

  async start(input: object = {}): Promise<string> {
    const asked = { name: this.#name, ...input };
    const started = await this.#driver.call('codepipeline', 'StartPipelineExecution', asked);
    return started['pipelineExecutionId'];
  }

  /** The executions' ids, the most recent first, once as many are there. */
  executions(count: number): Promise<string[]> {
    return until(`${count} executions`, patienceMs, async () => {
      const { pipelineExecutionSummaries } = await this.call('ListPipelineExecutions');
      const ids = (pipelineExecutionSummaries as any[]).map((each) => each.pipelineExecutionId as string);
      return ids.length === count ? ids : undefined;
    });
  }

  async reaches(pipelineExecutionId: string, status: string): Promise<Record<string, any>> {
    return until(`${pipelineExecutionId} ${status}`, patienceMs, async () => {
      const { pipelineExecution } = await this.call('GetPipelineExecution', { pipelineExecutionId });
      return pipelineExecution.status === status ? pipelineExecution : undefined;
    });
  }

  /** Lets in who has failed at the entry of the stage, and sees it said so. */
  async override(pipelineExecutionId: string): Promise<void> {
    const entered = async () => {
      const { stageStates } = await this.#driver.call('codepipeline', 'GetPipelineState', {
        name: this.#name,
      });
      return stageStates.at(-1).beforeEntryConditionState.conditionStates[0];
    };
    const failed = await entered();
    assert.equal(failed.latestExecution.status, 'Failed');
    assert.match(failed.ruleStates[0].latestExecution.errorDetails.message, /'no'/);
    const over = { stageName: 'Review', conditionType: 'BEFORE_ENTRY' };
    await this.call('OverrideStageCondition', { ...over, pipelineExecutionId });
    assert.equal((await entered()).latestExecution.status, 'Overridden');
    const again = this.call('OverrideStageCondition', { ...over, pipelineExecutionId });
    await assert.rejects(again, /ConditionNotOverridable/);
  }

  async answer(pipelineExecutionId: string, status: 'Approved' | 'Rejected'): Promise<void> {
    const token = await until(`a token of ${pipelineExecutionId}`, patienceMs, async () => {
      const listed = await this.call('ListActionExecutions', { filter: { pipelineExecutionId } });
      const run = (listed['actionExecutionDetails'] as any[]).find((each) => each.status === 'InProgress');
      return run?.output?.executionResult?.externalExecutionId as string | undefined;
    });
    const result = { status, summary: status };
    await this.call('PutApprovalResult', { stageName: 'Review', actionName: 'Peer', token, result });
  }
}

const opened: readonly (readonly [string, Open])[] = [
  ['sdk', openSdk],
  ['cli', openAwsCli],
];

for (const [name, open] of opened) {
  test(`${name} sees a newer execution supersede one that waits; overrides a condition, retries and rolls back a stage`, async (t) => {
    const driver = await open(place);
    if ('absent' in driver) return t.skip(driver.absent);
    const walk = new Walk(driver, `${name}-superseded`);
    await walk.create('SUPERSEDED');
    const [first] = await walk.executions(1);
    const second = await walk.start();
    const third = await walk.start({ variables: [{ name: 'GO', value: 'no' }] });
    await walk.reaches(second, 'Superseded');
    await walk.answer(first!, 'Approved');
    await walk.reaches(first!, 'Succeeded');
    await walk.reaches(third, 'Failed');
    await walk.override(third);
    await walk.answer(third, 'Rejected');
    await walk.reaches(third, 'Failed');
    const asked = { stageName: 'Review', pipelineExecutionId: third, retryMode: 'FAILED_ACTIONS' };
    assert.equal((await walk.call('RetryStageExecution', asked))['pipelineExecutionId'], third);
    await walk.answer(third, 'Approved');
    await walk.reaches(third, 'Succeeded');
    const target = { stageName: 'Review', targetPipelineExecutionId: first };
    const { pipelineExecutionId: back } = await walk.call('RollbackStage', target);
    await walk.answer(back, 'Approved');
    const { executionType, rollbackMetadata, trigger } = await walk.reaches(back, 'Succeeded');
    assert.equal(executionType, 'ROLLBACK');
    assert.equal(rollbackMetadata.rollbackTargetPipelineExecutionId, first);
    assert.equal(trigger.triggerType, 'ManualRollback');
    const again = { stageName: 'Review', targetPipelineExecutionId: back };
    await assert.rejects(walk.call('RollbackStage', again), /UnableToRollbackStage/);
  });

  test(`${name} sees executions wait in their order, and others run side by side`, async (t) => {
    const driver = await open(place);
    if ('absent' in driver) return t.skip(driver.absent);
    const queued = new Walk(driver, `${name}-queued`);
    await queued.create('QUEUED');
    const [first] = await queued.executions(1);
    const second = await queued.start();
    const third = await queued.start();
    for (const each of [first!, second, third]) {
      await queued.answer(each, 'Approved');
      await queued.reaches(each, 'Succeeded');
    }
    const parallel = new Walk(driver, `${name}-parallel`);
    await parallel.create('PARALLEL');
    const [one] = await parallel.executions(1);
    const two = await parallel.start();
    await parallel.answer(two, 'Approved');
    await parallel.reaches(two, 'Succeeded');
    await parallel.reaches(one!, 'InProgress');
    const stopped = { pipelineExecutionId: one, abandon: true, reason: 'Enough' };
    await parallel.call('StopPipelineExecution', stopped);
    assert.equal((await parallel.reaches(one!, 'Stopped'))['statusSummary'], 'Enough');
  });
}

const bench = { category: 'Test', owner: 'Custom', provider: 'Bench', version: '1' } as const;

/** A stage that a worker of somebody's own checks, once more if it fails; and one in another region. */
const worked: StageDeclaration[] = [
  {
    name: 'Check',
    actions: [
      {
        name: 'Measure',
        namespace: 'Measured',
        actionTypeId: bench,
        configuration: { Suite: 'quick' },
        inputArtifacts: [{ name: 'Site' }],
        outputArtifacts: [{ name: 'Checked' }],
      },
    ],
    onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'FAILED_ACTIONS' } },
    onSuccess: {
      conditions: [
        {
          result: 'FAIL',
          rules: [
            {
              name: 'Good',
              ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
              configuration: { Variable: '#{Measured.score}', Operator: 'MATCHES', Value: '9\\d' },
            },
          ],
        },
      ],
    },
  },
  {
    name: 'Publish',
    actions: [
      {
        name: 'Copy',
        region: 'eu-west-1',
        actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' },
        configuration: { BucketName: 'site-eu', Extract: 'false', ObjectKey: 'site.txt' },
        inputArtifacts: [{ name: 'Checked' }],
      },
    ],
  },
];

test('a worker polls for jobs, fails one and makes the next; a shut stage waits; another region is published to', async () => {
  const codepipeline = new CodePipeline(place);
  const europe = new S3({ ...place, region: 'eu-west-1', forcePathStyle: true });
  for (const Bucket of ['store-eu', 'site-eu']) await europe.createBucket({ Bucket });
  await codepipeline.createCustomActionType({
    ...bench,
    configurationProperties: [{ name: 'Suite', required: true, key: true, secret: false, queryable: true }],
    inputArtifactDetails: { minimumCount: 1, maximumCount: 1 },
    outputArtifactDetails: { minimumCount: 1, maximumCount: 1 },
  });
  const walk = new Walk(await openSdk(place), 'worked');
  await walk.create('QUEUED', worked);
  const shut = { pipelineName: 'worked', stageName: 'Publish', transitionType: 'Inbound' } as const;
  await codepipeline.disableStageTransition({ ...shut, reason: 'Not now' });
  const job = () =>
    until('a job', patienceMs, async () => {
      const asked = { actionTypeId: bench, queryParam: { Suite: 'quick' }, maxBatchSize: 1 };
      const { jobs: [offered] = [] } = await codepipeline.pollForJobs(asked);
      if (!offered) return undefined;
      const { id: jobId, nonce } = offered;
      assert.equal((await codepipeline.acknowledgeJob({ jobId, nonce })).status, 'InProgress');
      return { jobId, data: offered.data! };
    });
  const { jobId: failed } = await job();
  const failureDetails = { type: 'JobFailed', message: 'The bench is broken' } as const;
  await codepipeline.putJobFailureResult({ jobId: failed, failureDetails });
  const { jobId, data } = await job();
  const [from, to] = [data.inputArtifacts![0]!, data.outputArtifacts![0]!].map(({ location }) => ({
    Bucket: location!.s3Location!.bucketName!,
    Key: location!.s3Location!.objectKey!,
  }));
  const credentials = data.artifactCredentials as Place['credentials'];
  const artifacts = new S3({ ...place, credentials, forcePathStyle: true });
  const text = await (await artifacts.getObject(from!)).Body!.transformToString();
  await artifacts.putObject({ ...to!, Body: `${text}, checked` });
  await codepipeline.putJobSuccessResult({ jobId, outputVariables: { score: '97' } });
  const [execution] = await walk.executions(1);
  const stages = await until('the execution to wait', patienceMs, async () => {
    const { stageStates } = await codepipeline.getPipelineState({ name: 'worked' });
    return stageStates?.at(-1)?.inboundExecution ? stageStates : undefined;
  });
  assert.equal(stages.at(-1)!.inboundExecution!.pipelineExecutionId, execution);
  assert.equal(stages.at(-1)!.inboundTransitionState!.disabledReason, 'Not now');
  assert.equal(stages.at(-2)!.retryStageMetadata!.autoStageRetryAttempt, 1);
  const { ruleExecutionDetails } = await codepipeline.listRuleExecutions({ pipelineName: 'worked' });
  assert.deepEqual(
    ruleExecutionDetails!.map(({ ruleName, status }) => [ruleName, status]),
    [['Good', 'Succeeded']],
  );
  await codepipeline.enableStageTransition(shut);
  await walk.reaches(execution!, 'Succeeded');
  const { Body } = await europe.getObject({ Bucket: 'site-eu', Key: 'site.txt' });
  assert.equal(await Body!.transformToString(), 'site, checked');
});
