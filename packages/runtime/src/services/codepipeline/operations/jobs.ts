import { isDeepStrictEqual } from 'node:util';
import type {
  AcknowledgeJobInput,
  AcknowledgeJobOutput,
  CurrentRevision,
  GetJobDetailsInput,
  GetJobDetailsOutput,
  JobData as ToldJobData,
  PollForJobsInput,
  PollForJobsOutput,
  PutJobFailureResultInput,
  PutJobSuccessResultInput,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { Shown } from '../actions/action.ts';
import type { Job, JobReport } from '../actions/jobs.ts';
import { customTypeKey, customTypes, linked, type CustomTypeRecord } from '../custom-types.ts';
import {
  actionTypeNotFound,
  invalidJobState,
  invalidNonce,
  jobAlreadyReported,
  jobNotFound,
  jobTerminated,
  outputVariablesSizeExceeded,
  validation,
} from '../errors.ts';
import type { ExecutionFact } from '../flow/facts.ts';
import { areOutputsTooLarge } from '../flow/variable-sizes.ts';
import { isAwaited, jobQueue, jobs, keepJob, type JobRecord } from '../jobs.ts';
import { executionFlowId } from '../records.ts';

/** A job that was given to a worker who did not take it is given to another one. AWS: unverified. */
const acknowledgeWithinMs = 60_000;

interface Offer {
  readonly job: Job;
  readonly executionId: string;
  readonly run: string;
  readonly queryable?: Readonly<Record<string, string>>;
}

/** Inside only: the flow of an execution has a job to be done. The function of a Lambda action has it at once. */
export const offerJob: Handler<Offer, object> = ({ job, executionId, run, queryable }, call) => {
  const queued = queryable && { queued: placeFor(call, job), queryable };
  const status = queryable ? 'Queued' : 'InProgress';
  keepJob(call, { ...job, executionId, run, status, nonce: call.ids.uuid(), ...queued });
  return {};
};

function placeFor(call: Call, { data }: Job): string {
  const ordinal = call.tx.next(`codepipeline.jobs|${call.account}|${call.region}`);
  return `${customTypeKey(data.actionTypeId)}|${String(ordinal).padStart(12, '0')}`;
}

export const pollForJobs: Handler<Given<PollForJobsInput>, PollForJobsOutput> = (input, call) => {
  const { actionTypeId, maxBatchSize = 1, queryParam = {} } = input;
  // AWS: API reference, PollForJobs: "only for custom actions".
  if (actionTypeId.owner !== 'Custom')
    validation(`Jobs of action types of the owner ${actionTypeId.owner} cannot be polled for`);
  const key = customTypeKey(actionTypeId);
  const type = customTypes.get(call.tx, call, key) ?? actionTypeNotFound(key.replaceAll('|', ', '));
  checkQuery(type, queryParam);
  const taken: JobRecord[] = [];
  for (const { id } of jobQueue.list(call.tx, call, { prefix: `${key}|` })) {
    const job = jobs.get(call.tx, call, id)!;
    if (!isAwaited(call, job)) keepJob(call, { ...job, status: 'Failed' });
    else if (isFree(job, call.now) && isAskedFor(job, queryParam)) taken.push(dispatched(call, job));
    if (taken.length >= maxBatchSize) break;
  }
  return { jobs: taken.map((job) => ({ ...told(call, job), nonce: job.nonce })) };
};

// AWS: API reference, PollForJobs, queryParam: empty where no property of the type is queryable, or else with that
// property as a key. Unverified words.
function checkQuery({ properties }: CustomTypeRecord, query: Readonly<Record<string, string>>): void {
  const queryable = properties.find((property) => property.queryable)?.name;
  const strange = Object.keys(query).find((name) => name !== queryable);
  if (strange !== undefined) validation(`The configuration property '${strange}' is not queryable`);
  if (queryable !== undefined && own(query, queryable) === undefined)
    validation(`The queryable configuration property '${queryable}' is missing in the query parameters`);
}

const isFree = ({ status, dispatchedAt = 0 }: JobRecord, now: number): boolean =>
  status === 'Queued' || now - dispatchedAt > acknowledgeWithinMs;

function isAskedFor({ queryable = {} }: JobRecord, query: Readonly<Record<string, string>>): boolean {
  return Object.entries(query).every(([name, value]) => queryable[name] === value);
}

function dispatched(call: Call, job: JobRecord): JobRecord {
  const given: JobRecord = {
    ...job,
    status: 'Dispatched',
    dispatchedAt: call.now,
    nonce: call.ids.uuid(),
  };
  keepJob(call, given);
  return given;
}

export const acknowledgeJob: Handler<Given<AcknowledgeJobInput>, AcknowledgeJobOutput> = (input, call) => {
  const job = jobOf(call, input.jobId);
  if (input.nonce !== job.nonce) invalidNonce();
  if (job.status === 'Dispatched') keepJob(call, { ...job, status: 'InProgress' });
  return { status: job.status === 'Dispatched' ? 'InProgress' : job.status };
};

export const getJobDetails: Handler<Given<GetJobDetailsInput>, GetJobDetailsOutput> = ({ jobId }, call) => ({
  jobDetails: told(call, jobOf(call, jobId)),
});

export const putJobSuccessResult: Handler<Given<PutJobSuccessResultInput>, object> = (input, call) => {
  const { continuationToken, executionDetails = {}, outputVariables, currentRevision } = input;
  const { summary, externalExecutionId, percentComplete } = executionDetails;
  // AWS: as seen in the wild.
  if (continuationToken !== undefined && Object.keys(outputVariables ?? {}).length > 0)
    validation('A job can not contain both a continuation token and output variables.');
  if (outputVariables && areOutputsTooLarge(outputVariables)) outputVariablesSizeExceeded();
  return report(call, input.jobId, {
    status: 'Succeeded',
    ...(continuationToken !== undefined && { continuationToken }),
    shows: {
      ...(summary !== undefined && { summary }),
      ...(externalExecutionId !== undefined && { externalExecutionId }),
      ...(percentComplete !== undefined && { percentComplete }),
    },
    ...(outputVariables && { outputVariables }),
    ...(currentRevision && { revision: revisionOf(currentRevision) }),
  });
};

const revisionOf = ({
  revision: revisionId,
  changeIdentifier: changeId,
  revisionSummary,
  created,
}: Given<CurrentRevision>) => ({
  revisionId,
  changeId,
  ...(revisionSummary !== undefined && { revisionSummary }),
  ...(created !== undefined && { created: new Date(created).getTime() }),
});

export const putJobFailureResult: Handler<Given<PutJobFailureResultInput>, object> = (input, call) => {
  const { type: code, message, externalExecutionId } = input.failureDetails;
  const shows = externalExecutionId === undefined ? {} : { externalExecutionId };
  return report(call, input.jobId, { status: 'Failed', code, message, shows });
};

/** The answer is kept before the execution hears of it: a second one is refused, however soon it comes. */
function report(call: Call, jobId: string, said: JobReport): object {
  const job = jobOf(call, jobId);
  if (isRepeated(job, said)) return {};
  if (job.status !== 'InProgress' || !isAwaited(call, job)) invalidJobState(job.status);
  keepJob(call, { ...job, status: said.status, report: said });
  const shows = { ...said.shows, ...urlOf(call, job, said.shows) };
  const fact: ExecutionFact = { type: 'JobReported', run: job.run, job: job.id, report: { ...said, shows } };
  call.flows.tell(executionFlowId(call, job.executionId), fact);
  return {};
}

/** The same may be said again, nothing else. AWS: as seen in the wild. */
function isRepeated({ id, report }: JobRecord, said: JobReport): boolean {
  if (!report) return false;
  if (report.status !== said.status) return jobTerminated(id);
  return isDeepStrictEqual(report, said) || jobAlreadyReported(id);
}

/** Where the run is seen, as its custom action type says. */
function urlOf(call: Call, { data }: JobRecord, { externalExecutionId }: Shown): Shown {
  const { actionTypeId } = data;
  const found =
    actionTypeId.owner === 'Custom' && customTypes.get(call.tx, call, customTypeKey(actionTypeId));
  const template = found ? found.settings.executionUrlTemplate : undefined;
  if (template === undefined || externalExecutionId === undefined) return {};
  const { configuration } = data.actionConfiguration;
  return { externalExecutionUrl: linked(template, configuration, externalExecutionId) };
}

const jobOf = (call: Call, id: string): JobRecord => jobs.get(call.tx, call, id) ?? jobNotFound();

const told = (call: Call, { id, data }: JobRecord) => ({
  id,
  data: structuredClone(data) as ToldJobData,
  accountId: call.account,
});
