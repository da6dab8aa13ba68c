import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Job, JobReport } from './actions/jobs.ts';
import { ruleRunsOf } from './flow/condition-state.ts';
import type { Execution } from './flow/execution-state.ts';
import { executionFlowId } from './records.ts';

/** A job that a worker does, from its offer to its end. */
export interface JobRecord extends Job {
  readonly executionId: string;
  /** The run of the action. */
  readonly run: string;
  readonly status: 'Queued' | 'Dispatched' | 'InProgress' | 'Succeeded' | 'Failed';
  /** Changes each time the job is given to a worker. */
  readonly nonce: string;
  /** What a poller may ask by; undefined: nobody polls for it. */
  readonly queryable?: Readonly<Record<string, string>>;
  /** Its place in the queue of its type. */
  readonly queued?: string;
  readonly dispatchedAt?: number;
  /** What its worker has said: the same may be said again. */
  readonly report?: JobReport;
}

export const jobs = collection<JobRecord>('codepipeline.jobs');
/** Ids of jobs that wait for a worker, by `<category>|<provider>|<version>|<ordinal>`. */
export const jobQueue = collection<{ readonly id: string }>('codepipeline.job-queue');

/** Ids of all jobs of an execution, by `<execution>|<job>`: they are forgotten together with it. */
const jobsOfExecutions = collection<{ readonly id: string }>('codepipeline.jobs-of-executions');

/** Whether the action, or the rule, still waits for its job: it may have timed out, or been abandoned. */
export function isAwaited(call: Call, job: JobRecord): boolean {
  const execution = call.flows.state<Execution>(executionFlowId(call, job.executionId));
  if (!execution) return false;
  const runs = [...execution.runs, ...ruleRunsOf(execution)];
  return runs.find(({ id }) => id === job.run)?.status === 'InProgress';
}

/** Keeps a job, and its place in the queue for as long as it has one. */
export function keepJob(call: Call, job: JobRecord): void {
  jobs.put(call.tx, call as Scope, job.id, job);
  jobsOfExecutions.put(call.tx, call, `${job.executionId}|${job.id}`, { id: job.id });
  if (job.queued === undefined) return;
  if (job.status === 'Queued' || job.status === 'Dispatched')
    jobQueue.put(call.tx, call, job.queued, { id: job.id });
  else jobQueue.delete(call.tx, call, job.queued);
}

/** Forgets the jobs of an execution; who works on one learns that it is not there. */
export function forgetJobs(call: Call, executionId: string): void {
  for (const { id } of jobsOfExecutions.list(call.tx, call, { prefix: `${executionId}|` })) {
    const queued = jobs.get(call.tx, call, id)?.queued;
    if (queued !== undefined) jobQueue.delete(call.tx, call, queued);
    jobs.delete(call.tx, call, id);
    jobsOfExecutions.delete(call.tx, call, `${executionId}|${id}`);
  }
}
