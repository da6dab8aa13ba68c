import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { World } from './world.ts';

/** The example as it is in its folder: nothing of it is copied here. */
const folder = path.resolve('../../examples/approval-gates');
const template = readFileSync(path.join(folder, 'template.yaml'), 'utf8');
const load = (file: string) => import(pathToFileURL(path.join(folder, 'functions', file)).href);
type FunctionHandler = (event: unknown) => Promise<void>;
const { judging } = (await load('judging.mjs')) as { judging: (aws: object) => FunctionHandler };
const { readying } = (await load('readying.mjs')) as {
  readying: (aws: object, dependencies: readonly string[]) => FunctionHandler;
};
const minuteMs = 60_000;
/** In January Berlin is an hour ahead of UTC; the world begins on a Thursday. */
const midnight = Date.UTC(2025, 11, 31, 23);
const days = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon'];

interface Invoked {
  readonly function: string;
  readonly payload: unknown;
}
type Statuses = Readonly<Record<string, string | undefined>>;

/** The example, as its files are, in a world of virtual time: its template, and its functions answering their jobs. */
export class Gates {
  readonly #world = new World();
  readonly #branch: string;
  #now = Date.UTC(2026, 0, 1);
  #served = 0;
  #commits = 0;
  #waits = 0;
  /** What happens while a function waits for the nth time. */
  whileWaiting: (nth: number) => Promise<unknown> = async () => undefined;

  constructor(branch = 'main') {
    this.#branch = branch;
  }

  async open(): Promise<this> {
    // What `aws cloudformation package` does to it; nobody runs the code here but this class.
    const TemplateBody = template.replaceAll('Code: functions', "Code: { ZipFile: 'exports.handler = 1' }");
    const Parameters = [{ ParameterKey: 'BranchName', ParameterValue: this.#branch }];
    const Capabilities = ['CAPABILITY_IAM'];
    await this.call('cloudformation CreateStack', {
      StackName: 'gates',
      TemplateBody,
      Parameters,
      Capabilities,
    });
    await this.call('ssm PutParameter', { Name: '/health/payments', Value: 'healthy', Type: 'String' });
    await this.#pass(minuteMs);
    return this;
  }

  call(operation: string, input: object): Promise<any> {
    const [service = '', name = ''] = operation.split(' ');
    return this.#world.ask(service, name, input);
  }

  /** Lets time pass to a moment in Berlin, `Thu 09:30`, and the functions answer on the way. */
  async until(moment: string): Promise<void> {
    const [day = '', clock = ''] = moment.split(' ');
    const [hours, minutes] = clock.split(':').map(Number);
    const then = midnight + (days.indexOf(day) * 24 * 60 + hours! * 60 + minutes!) * minuteMs;
    while (this.#now < then) await this.#pass(Math.min(10 * minuteMs, then - this.#now));
  }

  async push(message: string): Promise<void> {
    const commitId = (++this.#commits).toString(16).padStart(40, '0');
    const by = { name: 'Ann', email: 'ann@example.com', date: '1767225600 +0000' };
    await this.call('codecommit GitPush', {
      repositoryName: 'gates-site',
      references: [{ reference: `refs/heads/${this.#branch}`, newCommitId: commitId }],
      commits: [{ commitId, treeId: 'f'.repeat(40), parents: [], message, author: by, committer: by }],
    });
    await this.#serve();
  }

  /** What state the last execution is in, by stage; and its conditions, by `<stage>.<kind>`. */
  async statuses(): Promise<Statuses> {
    const last = await this.#lastExecution();
    const { stageStates } = await this.call('codepipeline GetPipelineState', { name: 'gates' });
    const entered = stageStates.filter((stage: any) => stage.latestExecution?.pipelineExecutionId === last);
    return Object.fromEntries(
      entered.flatMap((stage: any) => [
        [stage.stageName, stage.latestExecution.status],
        ...['beforeEntry', 'onSuccess'].map((kind) => [
          `${stage.stageName}.${kind}`,
          stage[`${kind}ConditionState`]?.latestExecution?.status,
        ]),
      ]),
    );
  }

  async stage(name: string): Promise<any> {
    const { stageStates } = await this.call('codepipeline GetPipelineState', { name: 'gates' });
    return stageStates.find(({ stageName }: any) => stageName === name);
  }

  /** Lets go of the execution that is under way. */
  async stop(): Promise<void> {
    const pipelineExecutionId = await this.#lastExecution();
    const stopped = { pipelineName: 'gates', pipelineExecutionId, abandon: true };
    await this.call('codepipeline StopPipelineExecution', stopped);
  }

  async #lastExecution(): Promise<string> {
    const asked = { pipelineName: 'gates', maxResults: 1 };
    const { pipelineExecutionSummaries } = await this.call('codepipeline ListPipelineExecutions', asked);
    return pipelineExecutionSummaries[0].pipelineExecutionId;
  }

  async #pass(ms: number): Promise<void> {
    await this.#world.run(`time +${ms}ms`);
    this.#now += ms;
    await this.#serve();
  }

  /** The functions do what they were invoked for, one after the other. */
  async #serve(): Promise<void> {
    for (;;) {
      const invoked = (await this.#world.rooms.tell(['function', 'invocations'], '')) as Invoked[];
      const next = invoked[this.#served];
      if (!next) return;
      this.#served++;
      const isJudge = next.function.includes('-Judge-');
      const handler = isJudge ? judging(this.#aws) : readying(this.#aws, ['payments']);
      await handler(next.payload);
    }
  }

  readonly #aws = {
    succeed: (jobId: string, more: object) =>
      this.call('codepipeline PutJobSuccessResult', { jobId, ...more }),
    fail: (jobId: string, message: string) =>
      this.call('codepipeline PutJobFailureResult', {
        jobId,
        failureDetails: { type: 'JobFailed', message },
      }),
    parameter: (Name: string) =>
      this.call('ssm GetParameter', { Name }).then(
        ({ Parameter }) => Parameter.Value as string,
        () => undefined,
      ),
    wait: async (seconds: number) => {
      await this.whileWaiting(++this.#waits);
      await this.#world.run(`time +${seconds}s`);
      this.#now += seconds * 1_000;
    },
  };
}
