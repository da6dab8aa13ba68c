import { AwsError } from '../../../base/aws-error.ts';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import type { Execution } from '../flow/execution-state.ts';
import type { ResultsWritten } from '../flow/map-run.ts';
import { plus, type Counted, type MapRun } from '../flow/map-run-state.ts';
import { redriveTold } from '../flow/redriving.ts';
import type { WriterConfig } from '../language/definition.ts';
import type { Json, JsonObject } from '../language/json.ts';
import { childrenOf, mapRunFlowOf, pendingInput, type MapRunAsked } from '../map-children.ts';
import { childMachine, childName, executionArn, machineArn } from '../records.ts';

/** Gathers what a map run's children have come to, and exports it. A call of the house's own. */
export const writeMapResults: WaitingHandler<MapRunAsked, ResultsWritten> = {
  async waits({ flow }, call) {
    const gathered = call.transaction((inner) => gather(inner, mapRunFlowOf(inner, flow)));
    const { run, ended } = gathered;
    const config = run.writer?.config ?? {};
    if (run.writer?.bucket === undefined) return { output: told(ended, config, 'COMPACT'), written: nothing };
    try {
      return { output: await exported(call, gathered, run.writer.bucket), written: counted(ended) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { refused: { error: 'States.ResultWriterFailed', cause: error.message } };
    }
  },
};

const nothing: Counted = { executions: 0, items: 0 };
const counted = (children: readonly Execution[]): Counted =>
  children.reduce((sum, { child }) => plus(sum, 1, child!.items), nothing);

interface Gathered {
  readonly run: MapRun;
  readonly ended: readonly Execution[];
  /** What was never begun. */
  readonly pending: readonly JsonObject[];
}

function gather(call: Call, run: MapRun): Gathered {
  const ended = childrenOf(call, run);
  const total = run.total?.executions ?? 0;
  const begun = new Set(ended.map(({ name }) => name));
  const pending = Array.from({ length: total }, (_, index) => index)
    .filter((index) => !begun.has(childName(run, index)))
    .map((index) => pendingTold(run, index, pendingInput(call, run, index).input));
  return { run, ended, pending };
}

/** AWS: developer guide, ResultWriter, Transformation. What has failed is told whole. */
function told(
  ended: readonly Execution[],
  { Transformation }: WriterConfig,
  otherwise: NonNullable<WriterConfig['Transformation']>,
): readonly Json[] {
  const how = Transformation ?? otherwise;
  return ended.flatMap((child): readonly Json[] => {
    if (how === 'NONE' || child.output === undefined) return [childTold(child)];
    return how === 'FLATTEN' && Array.isArray(child.output)
      ? (child.output as readonly Json[])
      : [child.output];
  });
}

/** Files of what came to the same end, and one that names them. */
async function exported(call: WaitingCall, { run, ended, pending }: Gathered, bucket: string): Promise<Json> {
  const { prefix, config } = run.writer!;
  const folder = [prefix.replace(/\/$/, ''), run.id].filter((part) => part !== '').join('/');
  const files: Record<string, readonly Json[]> = {
    FAILED: told(
      ended.filter(({ status }) => status !== 'SUCCEEDED'),
      config,
      'NONE',
    ),
    PENDING: pending,
    SUCCEEDED: told(
      ended.filter(({ status }) => status === 'SUCCEEDED'),
      config,
      'NONE',
    ),
  };
  const written: Record<string, Json> = {};
  for (const [name, results] of Object.entries(files)) {
    const Key = `${folder}/${name}_0.${config.OutputType === 'JSONL' ? 'jsonl' : 'json'}`;
    const place = { bucket, key: Key };
    written[name] =
      results.length === 0 ? [] : [{ Key, Size: await put(call, run, place, textOf(results, config)) }];
  }
  const key = `${folder}/manifest.json`;
  const manifest = { DestinationBucket: bucket, MapRunArn: run.arn, ResultFiles: written };
  await put(call, run, { bucket, key }, JSON.stringify(manifest));
  return { MapRunArn: run.arn, ResultWriterDetails: { Bucket: bucket, Key: key } };
}

const textOf = (results: readonly Json[], { OutputType }: WriterConfig): string =>
  OutputType === 'JSONL'
    ? results.map((each) => `${JSON.stringify(each)}\n`).join('')
    : JSON.stringify(results);

async function put(
  call: WaitingCall,
  { parent, scope }: MapRun,
  { bucket: Bucket, key: Key }: { readonly bucket: string; readonly key: string },
  text: string,
): Promise<number> {
  const Body = await call.blobs.write(Buffer.from(text));
  await call.perform({
    type: 'aws.call',
    service: 's3',
    operation: 'PutObject',
    input: { Bucket, Key, Body, ContentType: 'application/json' },
    as: parent.roleArn,
    session: 'states',
    scope,
  });
  return Body.size;
}

/** AWS: developer guide, ResultWriter: what its files tell of an execution. */
function childTold(child: Execution): JsonObject {
  const {
    arn,
    name,
    input,
    output,
    error,
    cause,
    machineArn: StateMachineArn,
    status,
    startDate,
    stopDate,
  } = child;
  const { redriveCount } = redriveTold(child, undefined);
  return {
    ExecutionArn: arn,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    ...(output !== undefined && { Output: JSON.stringify(output), OutputDetails: { Included: true } }),
    ...(error !== undefined && { Error: error }),
    ...(cause !== undefined && { Cause: cause }),
    RedriveCount: redriveCount,
    RedriveStatus: status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN',
    StartDate: timeOf(startDate),
    StateMachineArn,
    Status: status,
    StopDate: timeOf(stopDate!),
  };
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

const pendingTold = (run: MapRun, index: number, input: Json): JsonObject => ({
  ExecutionArn: executionArn(run.scope, childMachine(run), childName(run, index)),
  Input: JSON.stringify(input),
  InputDetails: { Included: true },
  Name: childName(run, index),
  StateMachineArn: machineArn(run.scope, childMachine(run)),
  Status: 'PENDING',
});
