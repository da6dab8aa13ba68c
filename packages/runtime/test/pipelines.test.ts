import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from './world.ts';

/** `npm test` plays a few pipelines; `npm run test:crash` all five hundred, with five thousand executions. */
const pipelinesCount = process.env['CRASH'] === 'all' ? 500 : 6;
const executionsEach = 10;
const modes = ['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const;

/** Of a pipeline, the most recent first. */
interface Execution {
  readonly pipelineExecutionId: string;
  readonly status: string;
  readonly lastUpdateTime: string;
}
interface Run {
  readonly pipelineExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly status: string;
  readonly startTime: string;
  readonly lastUpdateTime: string;
  readonly output: { readonly executionResult: { readonly externalExecutionId?: string } };
}

/** People who start, approve, reject, stop and shut, by chance: the same chance for the same seed. */
class People {
  readonly world = new World();
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A number below `limit`. */
  chance(limit: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * limit);
  }

  ask = (operation: string, input: object): Promise<any> => this.world.ask('codepipeline', operation, input);

  async runsOf(pipelineName: string): Promise<Run[]> {
    const { actionExecutionDetails } = await this.ask('ListActionExecutions', { pipelineName });
    return actionExecutionDetails;
  }

  async executionsOf(pipelineName: string): Promise<Execution[]> {
    const { pipelineExecutionSummaries } = await this.ask('ListPipelineExecutions', { pipelineName });
    return pipelineExecutionSummaries;
  }

  /** Answers one of the approvals that wait; false where none does. */
  async answer(pipelineName: string, rejects: number): Promise<boolean> {
    const waiting = (await this.runsOf(pipelineName)).filter(({ status }) => status === 'InProgress');
    const run = waiting[this.chance(waiting.length)];
    if (!run) return false;
    const { stageName, actionName, output } = run;
    const status = this.chance(100) < rejects ? 'Rejected' : 'Approved';
    const token = output.executionResult.externalExecutionId;
    const result = { status, summary: status };
    await this.ask('PutApprovalResult', { pipelineName, stageName, actionName, token, result });
    return true;
  }

  async stop(pipelineName: string): Promise<void> {
    const going = (await this.executionsOf(pipelineName)).filter(({ status }) => status === 'InProgress');
    const execution = going[this.chance(going.length)];
    if (!execution) return;
    const { pipelineExecutionId } = execution;
    await this.ask('StopPipelineExecution', {
      pipelineName,
      pipelineExecutionId,
      abandon: this.chance(2) === 0,
    });
  }

  async shut(
    pipelineName: string,
    operation: 'DisableStageTransition' | 'EnableStageTransition',
  ): Promise<void> {
    const reason = operation === 'DisableStageTransition' ? { reason: 'Freeze' } : {};
    await this.ask(operation, { pipelineName, stageName: 'Ship', transitionType: 'Inbound', ...reason });
  }
}

const approval = (name: string) => ({
  name,
  actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
});

async function settle(people: People): Promise<void> {
  await people.world.ask('s3', 'CreateBucket', { Bucket: 'store' });
  await people.world.ask('s3', 'CreateBucket', { Bucket: 'drop' });
  const VersioningConfiguration = { Status: 'Enabled' };
  await people.world.ask('s3', 'PutBucketVersioning', { Bucket: 'drop', VersioningConfiguration });
  const Body = { sha256: 'a'.repeat(64), size: 1, md5: 'a'.repeat(32) };
  await people.world.ask('s3', 'PutObject', { Bucket: 'drop', Key: 'site.zip', Body });
  const trusted = {
    Effect: 'Allow',
    Principal: { Service: 'codepipeline.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trusted] });
  await people.world.ask('iam', 'CreateRole', { RoleName: 'pipeline', AssumeRolePolicyDocument });
}

async function create(people: People, name: string, executionMode: string): Promise<void> {
  const source = {
    name: 'Drop',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: { S3Bucket: 'drop', S3ObjectKey: 'site.zip', PollForSourceChanges: 'false' },
    outputArtifacts: [{ name: 'Site' }],
  };
  const stages = [
    { name: 'Source', actions: [source] },
    { name: 'Review', actions: [approval('Peer')] },
    { name: 'Ship', actions: [approval('Owner'), approval('Security')] },
  ];
  const roleArn = 'arn:aws:iam::000000000000:role/pipeline';
  const artifactStore = { type: 'S3', location: 'store' };
  await people.ask('CreatePipeline', {
    pipeline: { name, executionMode, pipelineType: 'V2', roleArn, artifactStore, stages },
  });
}

const title = `for ${pipelinesCount} pipelines, whatever people do, executions keep their order and end`;

test(title, async (t) => {
  const people = new People(42);
  await settle(people);
  for (let index = 0; index < pipelinesCount; index++) {
    const mode = modes[index % modes.length]!;
    const name = `pipeline-${index}`;
    await create(people, name, mode);
    await live(people, name);
    const executions = await people.executionsOf(name);
    const runs = await people.runsOf(name);
    assert.equal(executions.length, executionsEach);
    assert.deepEqual(
      executions.filter(({ status }) => /InProgress|Stopping/.test(status)),
      [],
    );
    if (mode !== 'PARALLEL') checkStages(executions, runs);
    checkSuperseded(mode, executions, runs);
    for (const execution of executions) checkCourse(execution, runs);
  }
  assert.deepEqual(people.world.parked(), []);
  t.diagnostic(`${people.world.transactions} transactions`);
});

/** Everything that happens to one pipeline, until nothing moves any more. */
async function live(people: People, name: string): Promise<void> {
  for (let begun = 1; begun < executionsEach;) {
    await people.world.run('time +1m');
    const what = people.chance(20);
    if (what < 6) {
      await people.ask('StartPipelineExecution', { name });
      begun++;
    } else if (what < 17) await people.answer(name, 15);
    else if (what < 18) await people.stop(name);
    else await people.shut(name, what < 19 ? 'DisableStageTransition' : 'EnableStageTransition');
  }
  await people.shut(name, 'EnableStageTransition');
  do await people.world.run('time +1m');
  while (await people.answer(name, 0));
}

/** One execution in a stage at a time, in their order. */
function checkStages(executions: readonly Execution[], runs: readonly Run[]): void {
  const ordinals = new Map(executions.map(({ pipelineExecutionId }, index) => [pipelineExecutionId, -index]));
  for (const [stage, there] of Map.groupBy(runs, ({ stageName }) => stageName)) {
    const visits = [...Map.groupBy(there, ({ pipelineExecutionId }) => pipelineExecutionId)].map(
      ([id, own]) => ({
        ordinal: ordinals.get(id)!,
        from: Math.min(...own.map(({ startTime }) => timeOf(startTime))),
        until: Math.max(...own.map(({ lastUpdateTime }) => timeOf(lastUpdateTime))),
      }),
    );
    visits.sort((a, b) => a.ordinal - b.ordinal);
    for (const [index, visit] of visits.entries()) {
      const before = visits[index - 1];
      assert.ok(!before || before.until <= visit.from, `${stage}: ${JSON.stringify(visits)}`);
    }
  }
}

const timeOf = (time: string): number => new Date(time).getTime();

/** Only where executions supersede each other, only by a more recent one, and never inside a stage. */
function checkSuperseded(mode: string, executions: readonly Execution[], runs: readonly Run[]): void {
  for (const [index, { status, pipelineExecutionId: id, lastUpdateTime }] of executions.entries()) {
    if (status !== 'Superseded') continue;
    assert.equal(mode, 'SUPERSEDED');
    assert.ok(index > 0, 'there is a more recent one');
    const own = runs.filter(({ pipelineExecutionId }) => pipelineExecutionId === id);
    assert.deepEqual(
      own.filter((run) => run.status !== 'Succeeded'),
      [],
    );
    assert.ok(own.every((run) => timeOf(run.lastUpdateTime) <= timeOf(lastUpdateTime)));
  }
}

const stageNames = ['Source', 'Review', 'Ship'];

/** Stage after stage, each begun when the one before has succeeded; and it ended as its actions did. */
function checkCourse({ pipelineExecutionId: id, status }: Execution, runs: readonly Run[]): void {
  const own = runs.filter(({ pipelineExecutionId }) => pipelineExecutionId === id);
  const stages = stageNames.map((name) => own.filter(({ stageName }) => stageName === name));
  for (const [index, [first]] of stages.entries()) {
    const before = stages.slice(0, index).flat();
    assert.ok(!first || stages[index - 1]?.length !== 0, `${id}: ${first?.stageName} was come to`);
    if (first) assert.ok(before.every((run) => run.status === 'Succeeded'));
    const begun = Math.min(...stages[index]!.map(({ startTime }) => timeOf(startTime)));
    assert.ok(before.every(({ lastUpdateTime }) => timeOf(lastUpdateTime) <= begun));
  }
  const ends = new Set(own.map((run) => run.status));
  const fails = status !== 'Stopped' && ends.has('Failed');
  assert.equal(status === 'Failed', fails, `${id} is ${status}`);
  assert.equal(
    status === 'Succeeded',
    own.length === 4 && !fails && status !== 'Stopped',
    `${id} is ${status}`,
  );
}
