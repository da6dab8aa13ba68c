import { derivedUuid } from '../../../base/ids.ts';
import { arnOf } from '../../../base/arn.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { ArtifactObject, Shown, Succeeded, Work, Worked } from './action.ts';
import { ActionFailure, reported, doing, type Script } from './script.ts';

/** What a job worker says of a job. */
export type JobReport =
  | {
      readonly status: 'Succeeded';
      /** The job is not over: another one goes on with this. */
      readonly continuationToken?: string;
      readonly shows: Shown;
      readonly outputVariables?: Readonly<Record<string, string>>;
      readonly revision?: {
        readonly revisionId: string;
        readonly changeId?: string;
        readonly revisionSummary?: string;
        /** House time; none: when the action began. */
        readonly created?: number;
      };
    }
  | { readonly status: 'Failed'; readonly code: string; readonly message: string; readonly shows: Shown };

/** A job as its worker is given it: JobData of the API, but for the times of its credentials. */
export interface JobData {
  readonly actionTypeId: Worked['actionTypeId'];
  readonly actionConfiguration: { readonly configuration: Readonly<Record<string, string>> };
  readonly pipelineContext: object;
  readonly inputArtifacts: readonly object[];
  readonly outputArtifacts: readonly object[];
  readonly artifactCredentials: object;
  readonly encryptionKey?: object;
  readonly continuationToken?: string;
}

export interface Job {
  readonly id: string;
  readonly data: JobData;
}

/** The job of an action, with temporary credentials for its artifacts. One for each continuation of the one before. */
function* jobOf(work: Work, ordinal: number, { continuationToken, shows }: Continued): Script<Job> {
  const id = derivedUuid('job', work.actionExecutionId, ordinal);
  const assume = {
    type: 'aws.call',
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: work.role, RoleSessionName: work.actionExecutionId },
    as: work.letIn,
    scope: work.scope,
  } as const;
  const { Credentials } = yield* doing(`credentials ${ordinal}`, assume, shows);
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  } = Credentials;
  // AWS: API reference, JobData, encryptionKey: the artifact store's.
  const { encryptionKey } = work.outputs[0] ?? work.inputs[0] ?? {};
  const data = {
    actionTypeId: work.action.actionTypeId,
    actionConfiguration: { configuration: work.configuration },
    pipelineContext: {
      pipelineName: work.pipelineName,
      stage: { name: work.stageName },
      action: { name: work.action.name, actionExecutionId: work.actionExecutionId },
      pipelineArn: arnOf('codepipeline', work.pipelineScope, work.pipelineName),
      pipelineExecutionId: work.executionId,
    },
    inputArtifacts: work.inputs.map(artifact),
    outputArtifacts: work.outputs.map(artifact),
    artifactCredentials: { accessKeyId, secretAccessKey, sessionToken },
    ...(encryptionKey !== undefined && { encryptionKey: { id: encryptionKey, type: 'KMS' } }),
    ...(continuationToken !== undefined && { continuationToken }),
  };
  return { id, data };
}

/** Makes the job known: to whoever polls for its type, where it has `queryable` keys. */
function* offered(work: Work, job: Job, queryable?: Readonly<Record<string, string>>): Script<void> {
  yield* doing(`offer ${job.id}`, {
    type: 'aws.call',
    service: 'codepipeline',
    operation: 'OfferJob',
    input: {
      job,
      executionId: work.executionId,
      run: work.actionExecutionId,
      ...(queryable && { queryable }),
    },
    as: servicePrincipal('codepipeline'),
    scope: work.pipelineScope,
  });
}

/**
 * A job, and another one for as long as its worker answers with a continuation token. `begin` is what is done
 * when a job is there.
 */
export function* worked(
  work: Work,
  {
    queryable,
    begin,
    silentMs,
  }: {
    readonly queryable?: Readonly<Record<string, string>>;
    readonly begin?: (job: Job, ordinal: number) => Script<void>;
    readonly silentMs?: number;
  },
): Script {
  let continued: Continued = {};
  for (let ordinal = 0; ; ordinal++) {
    const job = yield* jobOf(work, ordinal, continued);
    yield* offered(work, job, queryable);
    if (begin) yield* begin(job, ordinal);
    const report = yield* reported(job.id, silentMs);
    if (report.status === 'Failed') throw new ActionFailure(report.message, report.code, report.shows);
    if (report.continuationToken === undefined) return succeeded(work, report);
    continued = report;
  }
}

/** What goes on from a report: its token, and what is shown of it meanwhile. */
interface Continued {
  readonly continuationToken?: string;
  readonly shows?: Shown;
}

function succeeded(work: Work, report: JobReport & { readonly status: 'Succeeded' }): Succeeded {
  const { shows, outputVariables: variables, revision } = report;
  return {
    shows,
    ...(variables && { variables }),
    ...(revision && { revision: { created: work.startTime, ...revision } }),
  };
}

const artifact = ({ name, bucket, key, revisionId }: ArtifactObject) => ({
  name,
  ...(revisionId !== undefined && { revision: revisionId }),
  location: { type: 'S3', s3Location: { bucketName: bucket, objectKey: key } },
});
