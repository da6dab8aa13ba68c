import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { startPenstock, type PenstockProcess } from '../scripts/penstock-process.ts';
import { drive } from './load.ts';
import { makeRole } from './role.ts';
import { signedRequest } from './signed-request.ts';

/** AWS's limit of a PARALLEL pipeline. */
export const sideBySide = 50;

/** A house with what pipelines need whose sources are in S3. */
export class DeliveringHouse {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'penstock-pipelines-'));
  #penstock!: PenstockProcess;
  codepipeline!: CodePipeline;

  static async open(): Promise<DeliveringHouse> {
    const house = new DeliveringHouse();
    await house.start();
    await makeRole(house.#place, 'pipeline', ['codepipeline']);
    const s3 = new S3({ ...house.#place, forcePathStyle: true });
    for (const Bucket of ['store', 'drop', 'site']) await s3.createBucket({ Bucket });
    await s3.putBucketVersioning({ Bucket: 'drop', VersioningConfiguration: { Status: 'Enabled' } });
    await s3.putObject({ Bucket: 'drop', Key: 'site.zip', Body: 'site' });
    return house;
  }

  async start(): Promise<void> {
    const flags = ['--port', '0', '--quiet', '--data', this.#folder];
    this.#penstock = await startPenstock(flags, () => undefined);
    this.codepipeline = new CodePipeline(this.#place);
  }

  stop(): Promise<number> {
    return this.#penstock.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #place() {
    return {
      endpoint: this.#penstock.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
    };
  }

  /** A pipeline whose second action copies to S3. */
  async createThrough(name: string): Promise<void> {
    const configuration = { BucketName: 'site', Extract: 'false', ObjectKey: `${name}.zip` };
    await this.create(name, { category: 'Deploy', provider: 'S3', configuration });
  }

  /** A pipeline of a source and this action; settles when its first execution has come to its end, or to the approval. */
  async create(
    name: string,
    last: {
      readonly category: 'Deploy' | 'Approval';
      readonly provider: string;
      readonly configuration: Record<string, string>;
    },
  ): Promise<void> {
    const source = {
      name: 'Drop',
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
      configuration: { S3Bucket: 'drop', S3ObjectKey: 'site.zip', PollForSourceChanges: 'false' },
    } as const;
    const { category, provider, configuration } = last;
    const deploys = category === 'Deploy';
    const action = {
      name: 'Last',
      actionTypeId: { category, owner: 'AWS', provider, version: '1' },
      configuration,
      ...(deploys && { inputArtifacts: [{ name: 'Site' }] }),
    } as const;
    await this.codepipeline.createPipeline({
      pipeline: {
        name,
        pipelineType: 'V2',
        executionMode: 'PARALLEL',
        roleArn: 'arn:aws:iam::000000000000:role/pipeline',
        artifactStore: { type: 'S3', location: 'store' },
        stages: [
          { name: 'Source', actions: [{ ...source, outputArtifacts: [{ name: 'Site' }] }] },
          { name: 'Last', actions: [action] },
        ],
      },
    });
    while ((await this.inProgress(name)) > (deploys ? 0 : 1));
  }

  /** Starts as many executions of each pipeline as it may have, and waits for the last of them. */
  async round(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const { statuses } = await this.drive('StartPipelineExecution', { name }, sideBySide, 10);
      if (statuses['200'] !== sideBySide) throw new Error(`starting ${name}: ${JSON.stringify(statuses)}`);
    }
    for (const name of names)
      while ((await this.inProgress(name)) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** The same call, so many times on so many connections. */
  drive(operation: string, input: object, requests: number, connections: number) {
    const port = Number(new URL(this.#penstock.endpoint).port);
    const request = signedRequest(port, `CodePipeline_20150709.${operation}`, input);
    return drive({ port, request, connections, requests });
  }

  async inProgress(pipelineName: string): Promise<number> {
    const { pipelineExecutionSummaries = [] } = await this.codepipeline.listPipelineExecutions({
      pipelineName,
      maxResults: 60,
    });
    return pipelineExecutionSummaries.filter(({ status }) => status === 'InProgress').length;
  }

  /** What the control plane has had of the processor, on Linux. */
  processorMs(): number {
    const fields = this.#told('stat').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  residentMb(): number {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(this.#told('status'))?.[1]) / 1024);
  }

  #told(file: 'stat' | 'status'): string {
    return readFileSync(`/proc/${this.#penstock.process.pid}/${file}`, 'utf8');
  }
}
